import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import fastify, { type FastifyInstance } from 'fastify';
import { VendorError } from '../../core/errors.js';
import type { Model, ModelTool } from '../../core/ports/model.js';
import { createFaults, type Faults } from '../../sandbox/faults.js';
import { createPretendModel, type PretendModel } from '../../sandbox/model/pretend-model.js';
import { createRecords } from '../../sandbox/records.js';
import { createOutgoing } from '../http.js';
import { openAiModel } from './openai.js';

let server: PretendModel;
let faults: Faults;
const opened: FastifyInstance[] = [];
const http = createOutgoing({ allowPrivate: ['127.0.0.1'], wait: async () => {} });

beforeAll(async () => {
  faults = createFaults();
  server = await createPretendModel({ records: createRecords(), faults });
});
afterEach(async () => {
  faults.clear();
  server.script('technician');
  for (const app of opened.splice(0)) await app.close();
});
afterAll(async () => {
  await http.close();
  await server.stop();
});

function connect(changes: Record<string, unknown> = {}) {
  const given = { baseUrl: server.url, apiKey: server.apiKey, model: server.modelName, ...changes };
  return openAiModel.connect(given, { http, now: () => new Date() });
}

function model(changes: Record<string, unknown> = {}): Model {
  const made = connect(changes).model;
  if (!made) throw new Error('It is a model');
  return made;
}

/** A server that answers every completion with `body` and remembers what it was asked. */
async function serverAnswering(body: unknown, seen: unknown[] = []): Promise<string> {
  const app = fastify();
  app.post('/v1/chat/completions', (request) => {
    seen.push(request.body);
    return body;
  });
  opened.push(app);
  return `${await app.listen({ host: '127.0.0.1', port: 0 })}/v1`;
}

const toolNamed = (name: string): ModelTool => ({
  name,
  description: 'A tool',
  parameters: { type: 'object', properties: {} },
});

async function failureOf(work: Promise<unknown>): Promise<VendorError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof VendorError)) throw new Error('No VendorError was thrown', { cause: error });
  return error;
}

const hello = { messages: [{ role: 'user' as const, content: 'Hello' }], tools: [] };

describe('an OpenAI-compatible model', () => {
  it('answers with text and counts its tokens', async () => {
    server.script(() => ({ text: 'Good morning' }));
    const reply = await model().complete(hello);
    expect([reply.text, reply.toolCalls]).toEqual(['Good morning', []]);
    expect(reply.usage.inputTokens).toBeGreaterThan(0);
    expect(reply.usage.outputTokens).toBeGreaterThan(0);
  });

  it('calls tools by their own names, and is told what came of it', async () => {
    server.script(() => ({ calls: [{ tool: 'm365:get-user', arguments: { user: 'dana' } }] }));
    const tools = [toolNamed('m365:get-user'), toolNamed('propose_plan')];
    const first = await model().complete({ ...hello, tools });
    expect(first.toolCalls).toEqual([{ id: expect.any(String), name: 'm365:get-user', arguments: '{"user":"dana"}' }]);
    expect(
      server
        .requests()
        .at(-1)
        ?.request.tools.map(({ name }) => name),
    ).toContain('m365__get-user');
    server.script(() => ({ text: 'Dana is enabled' }));
    const second = await model().complete({
      messages: [
        { role: 'system', content: 'Be brief' },
        ...hello.messages,
        { role: 'assistant', content: '', toolCalls: first.toolCalls },
        ...first.toolCalls.map(({ id }) => ({ role: 'tool' as const, toolCallId: id, content: '{"enabled":true}' })),
      ],
      tools,
    });
    expect(second.text).toBe('Dana is enabled');
  });

  it('gives long and alike tool names each a name of its own on the wire, and maps them back', async () => {
    const long = `mcp:server:${'a-very-long-tool-name-'.repeat(4)}`;
    const names = [`${long}one`, `${long}two`, 'a:b', 'a__b', 'documents:search.v2', 'x'];
    const seen: { tools: { function: { name: string } }[] }[] = [];
    const answer = (wire: string[]) => ({
      choices: [
        { message: { content: null, tool_calls: wire.map((name) => ({ function: { name, arguments: '{}' } })) } },
      ],
    });
    const quiet = await serverAnswering(answer([]), seen);
    await model({ baseUrl: quiet }).complete({ ...hello, tools: names.map(toolNamed) });
    const wire = seen[0]?.tools.map((tool) => tool.function.name) ?? [];
    expect(new Set(wire).size).toBe(names.length);
    for (const name of wire) expect(name).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
    const echoing = await serverAnswering(answer([...wire, 'm365__delete-everything']));
    const reply = await model({ baseUrl: echoing }).complete({ ...hello, tools: names.map(toolNamed) });
    expect(reply.toolCalls.map(({ name }) => name)).toEqual([...names, 'm365:delete-everything']);
    expect(new Set(reply.toolCalls.map(({ id }) => id)).size).toBe(names.length + 1);
  });

  it('passes malformed arguments on as they are', async () => {
    server.script(() => ({ calls: [{ tool: 'm365:get-user', arguments: '{"user": ' }] }));
    const reply = await model().complete({ ...hello, tools: [toolNamed('m365:get-user')] });
    expect(reply.toolCalls[0]?.arguments).toBe('{"user": ');
  });

  it.each([
    [401, 'unauthorized'],
    [404, 'not_found'],
    [400, 'invalid'],
    [429, 'throttled'],
    [500, 'unavailable'],
    [503, 'unavailable'],
  ])('says what %d means', async (status, failure) => {
    faults.add({ vendor: 'model', kind: 'status', status });
    const error = await failureOf(model().complete(hello));
    expect(error.failure).toBe(failure);
    expect(`${error.message} ${error.stack} ${JSON.stringify(error)}`).not.toContain(server.apiKey);
  });

  it('is asked again after a dropped connection and after 503', async () => {
    faults.add({ vendor: 'model', kind: 'drop', times: 1 });
    faults.add({ vendor: 'model', kind: 'status', status: 503, times: 1 });
    server.script(() => ({ text: 'Here' }));
    expect((await model().complete(hello)).text).toBe('Here');
  });

  it('tells a server that cannot be reached, an answer that is none, and a stop apart', async () => {
    const away = await failureOf(model({ baseUrl: 'http://127.0.0.1:1/v1' }).complete(hello));
    expect(away.failure).toBe('unavailable');
    const nonsense = await serverAnswering({ hello: 'world' });
    expect((await failureOf(model({ baseUrl: nonsense }).complete(hello))).failure).toBe('unexpected');
    const stop = new AbortController();
    server.script(() => {
      stop.abort();
      return new Promise(() => {});
    });
    expect((await failureOf(model().complete({ ...hello, signal: stop.signal }))).failure).toBe('unavailable');
  });

  it('reaches no private address that the operator has not allowed', async () => {
    const guarded = createOutgoing();
    const given = { baseUrl: server.url, apiKey: 'x', model: 'y' };
    const made = openAiModel.connect(given, { http: guarded, now: () => new Date() }).model;
    const error = await failureOf(Promise.resolve(made?.complete(hello)));
    await guarded.close();
    expect(error.failure).toBe('forbidden');
  });

  it('checks key and model name, also at a server that has no list of models', async () => {
    expect(await connect().check()).toEqual([{ ok: true, what: expect.stringContaining(server.modelName) }]);
    expect(await connect({ apiKey: 'wrong' }).check()).toEqual([
      { ok: false, what: expect.anything(), problem: expect.stringContaining('API key') },
    ]);
    expect(await connect({ model: 'no-such-model' }).check()).toEqual([
      { ok: false, what: expect.anything(), problem: expect.stringContaining(server.modelName) },
    ]);
    const bare = await serverAnswering({ choices: [{ message: { content: 'yes' } }] });
    expect((await connect({ baseUrl: bare }).check())[0]?.ok).toBe(true);
  });
});
