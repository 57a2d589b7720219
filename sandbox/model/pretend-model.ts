/**
 * An OpenAI-compatible server on loopback whose model is a script: a table of rules over the ticket's words, and code. It is
 * NOT a language model. It understands nothing, it recognises phrases; it shows that Frontdesk works with whatever a model
 * says, including nonsense, and says nothing about how well a real model would do.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import type { Faults } from '../faults.js';
import type { Records } from '../records.js';
import { type Answered, type Asked, openDoor, waited } from '../serve.js';
import { obeyChoice, toCompletion } from './completion.js';
import { readConversation } from './reading.js';
import { answerRefusal, faultRefusal, ModelRefusal, malformed } from './refusal.js';
import { type ChatRequest, readRequest } from './request.js';
import { type ScriptName, type ScriptRule, toScript } from './scripts.js';
import type { Script, Turn } from './turn.js';

export const MODEL_NAME = 'scripted-technician';

/** A completion that was asked for and given. */
export interface AnsweredRequest {
  request: ChatRequest;
  turn: Turn;
}

export interface PretendModel {
  /** Base URL, ending in /v1. */
  url: string;
  apiKey: string;
  modelName: typeof MODEL_NAME;
  /** Every well-formed request so far, oldest first. */
  requests(): readonly AnsweredRequest[];
  /** Changes what the model does from the next request on. `delayMs` (3,000 for `slow`, else 0) comes before each answer. */
  script(script: ScriptName | readonly ScriptRule[] | Script, options?: { delayMs?: number }): void;
  stop(): Promise<void>;
}

interface PretendModelOptions {
  records: Records;
  faults: Faults;
  /** 0: any free one. */
  port?: number;
}

const VENDOR = 'model';
const SLOW_MS = 3000;

export async function createPretendModel({ records, faults, port = 0 }: PretendModelOptions): Promise<PretendModel> {
  const apiKey = `sk-pretend-${randomBytes(18).toString('base64url')}`;
  const answered: AnsweredRequest[] = [];
  let speak: Script = toScript('technician');
  let delay = 0;
  const door = await openDoor({
    vendor: VENDOR,
    port,
    records,
    faults,
    answer: (asked, signal) =>
      answer(asked, signal).catch((error: unknown) => {
        if (!(error instanceof ModelRefusal)) throw error;
        return { ...answerRefusal(error), detail: { refused: error.message, body: asked.body } };
      }),
    refuse: (fault) => ({ ...answerRefusal(faultRefusal(fault)), detail: { fault: fault.status } }),
  });

  return {
    url: `${door.url}/v1`,
    apiKey,
    modelName: MODEL_NAME,
    requests: () => answered,
    script(script, options = {}) {
      speak = toScript(script);
      delay = options.delayMs ?? (script === 'slow' ? SLOW_MS : 0);
    },
    stop: door.stop,
  };

  async function answer(asked: Asked, signal: AbortSignal): Promise<Answered> {
    checkKey(asked.headers.authorization);
    const route = `${asked.method} ${asked.path}`;
    if (route === 'GET /v1/models') return { status: 200, body: { object: 'list', data: [MODEL] } };
    if (route === `GET /v1/models/${MODEL_NAME}`) return { status: 200, body: MODEL };
    if (route === 'POST /v1/chat/completions') return complete(asked, signal);
    if (asked.path === '/v1/chat/completions' || asked.path === '/v1/models') {
      throw new ModelRefusal(405, `Not allowed to ${asked.method} on ${asked.path}.`, { code: 'method_not_supported' });
    }
    throw new ModelRefusal(404, `Invalid URL (${route})`);
  }

  async function complete(asked: Asked, signal: AbortSignal): Promise<Answered> {
    const body = readJson(asked);
    const request = readRequest(body, MODEL_NAME);
    if (delay > 0) await waited(delay, signal);
    const turn = obeyChoice(await speak(readConversation(request), request), request);
    answered.push({ request, turn });
    const detail = {
      messages: request.messages.length,
      last: request.messages.at(-1),
      tools: request.tools.map(({ name }) => name),
      turn,
    };
    const completion = toCompletion(turn, body, MODEL_NAME, Math.floor(Date.now() / 1000));
    return {
      status: 200,
      headers: { 'x-request-id': `req_${randomUUID().replaceAll('-', '')}` },
      body: completion,
      detail,
    };
  }

  function checkKey(header: string | undefined): void {
    const key = /^Bearer (.+)$/.exec(header ?? '')?.[1];
    if (!key)
      throw new ModelRefusal(
        401,
        "You didn't provide an API key. Provide it in an Authorization header using Bearer auth.",
      );
    if (key !== apiKey) {
      throw new ModelRefusal(401, `Incorrect API key provided: ${key.slice(0, 3)}***.`, { code: 'invalid_api_key' });
    }
  }
}

const MODEL = { id: MODEL_NAME, object: 'model', created: 1767225600, owned_by: 'frontdesk-sandbox' } as const;

function readJson({ body, headers }: Asked): unknown {
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') throw malformed(`Unsupported content type: '${type}'. Send application/json.`);
  try {
    return JSON.parse(body);
  } catch {
    throw malformed('We could not parse the JSON body of your request.');
  }
}
