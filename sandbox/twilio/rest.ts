import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Faults } from '../faults.js';
import { isOdd, ODD_KINDS, oddAnswer } from '../odd-answers.js';
import type { Records } from '../records.js';
import type { Account } from './account.js';
import { type Answer, RestError, ROUTES } from './rest-resources.js';

const LARGEST_BODY = 1_000_000;

export interface RestDeps {
  account: Account;
  records: Records;
  faults: Faults;
}

/** Answers one request to the pretend api.twilio.com. Source: Twilio facts; the OpenAPI of Calls and Recordings. */
export async function answerRest(request: IncomingMessage, response: ServerResponse, deps: RestDeps): Promise<void> {
  const { account, records, faults } = deps;
  const url = new URL(request.url ?? '/', 'http://twilio');
  const method = request.method ?? 'GET';
  const path = url.pathname;
  const form = new URLSearchParams(method === 'POST' ? await readBody(request) : '');
  const finish = (answer: Answer, write = false) => {
    records.add({ vendor: 'twilio', method, path, status: answer.status, write, detail: Object.fromEntries(form) });
    const headers = { 'content-type': answer.contentType ?? 'application/json', ...answer.headers };
    response.writeHead(answer.status, headers);
    response.end(
      answer.body instanceof Buffer ? answer.body : answer.body === undefined ? '' : JSON.stringify(answer.body),
    );
  };

  const fault = faults.meet({ vendor: 'twilio', method, path }, ['status', 'slow', 'drop', 'drop-after', ...ODD_KINDS]);
  if (fault?.kind === 'slow') await wait(fault.delayMs ?? 0);
  if (fault?.kind === 'drop') {
    records.add({ vendor: 'twilio', method, path, status: 0, write: false, detail: 'dropped' });
    response.destroy();
    return;
  }
  if (fault && isOdd(fault)) {
    const { status, headers, text } = oddAnswer(fault);
    records.add({ vendor: 'twilio', method, path, status, write: false, detail: fault.kind });
    response.writeHead(status, headers).end(text);
    return;
  }
  try {
    if (fault?.kind === 'status')
      throw new RestError(fault.status ?? 500, 20500, 'An error has occurred', fault.retryAfter);
    if (!authorised(request, account)) throw new RestError(401, 20003, 'Authenticate');
    if (method === 'POST' && !request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
      throw new RestError(415, 20007, 'Content-Type must be application/x-www-form-urlencoded');
    }
    const root = `/2010-04-01/Accounts/${account.accountSid}`;
    const rest = path.startsWith(root) ? path.slice(root.length) : undefined;
    for (const route of ROUTES) {
      const found = rest === undefined || route.method !== method ? null : route.path.exec(rest);
      if (!found) continue;
      const answer = route.answer({ account, sid: found[1] ?? '', form, query: url.searchParams });
      if (fault?.kind === 'drop-after') response.destroy();
      finish(answer, method !== 'GET');
      return;
    }
    throw new RestError(404, 20404, `The requested resource ${path} was not found`);
  } catch (error) {
    if (!(error instanceof RestError)) throw error;
    const { status, code, message, retryAfter } = error;
    const body = { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status };
    finish({ status, body, headers: retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) } });
  }
}

function authorised(request: IncomingMessage, { accountSid, authToken }: Account): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const expected = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
  return timingSafeEqual(digest(request.headers.authorization ?? ''), digest(expected));
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    size += part.length;
    if (size > LARGEST_BODY) throw new Error('Body too large');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
