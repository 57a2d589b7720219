import { randomUUID } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Faults } from '../faults.js';
import type { Records } from '../records.js';
import type { Routes } from '../routes.js';
import { type Params, sign } from './sign.js';
import { ERROR } from './twiml.js';

export interface WebhookAnswer {
  /** 0 when nobody answered. */
  status: number;
  contentType: string;
  body: string;
  /** Twilio's error code, when the request failed. */
  error?: number;
}

/** Sends signed requests to the product's public URLs. */
export interface Webhooks {
  /** One request, with Twilio's timeouts and retries; never throws. */
  send(url: string, method: string, params: Params): Promise<WebhookAnswer>;
  /** Fetches a file that TwiML plays. */
  fetch(url: string): Promise<Buffer | undefined>;
}

export interface WebhooksOptions {
  authToken: string;
  routes: Routes;
  faults: Faults;
  records: Records;
  /** Longest wait for an answer; 15000 as at Twilio. */
  timeoutMs: number;
}

interface Raw {
  status: number;
  contentType: string;
  body: Buffer;
}

export function createWebhooks({ authToken, routes, faults, records, timeoutMs }: WebhooksOptions): Webhooks {
  async function send(address: string, method: string, params: Params): Promise<WebhookAnswer> {
    const { url, retries, readTimeoutMs, retryAll } = overrides(address, timeoutMs);
    const path = new URL(url).pathname;
    const fault = faults.meet({ vendor: 'twilio', method: 'EVENT', path }, ['drop', 'duplicate', 'slow']);
    if (fault?.kind === 'slow') await wait(fault.delayMs ?? 0);
    const token = randomUUID();
    for (let attempt = 0; ; attempt += 1) {
      const answer =
        fault?.kind === 'drop' ? nobody(ERROR.retrieval) : await once(url, method, params, token, readTimeoutMs);
      records.add({
        vendor: 'twilio',
        method: 'EVENT',
        path,
        status: answer.status,
        write: false,
        detail: { url, params, answer: answer.body, ...(answer.error ? { error: answer.error } : {}) },
      });
      if (fault?.kind === 'duplicate' && attempt === 0) {
        const second = await once(url, method, params, token, readTimeoutMs);
        const detail = { url, params, answer: second.body, duplicate: true };
        records.add({ vendor: 'twilio', method: 'EVENT', path, status: second.status, write: false, detail });
      }
      const again = answer.error === ERROR.connection || (retryAll && answer.error !== undefined);
      if (!again || attempt >= retries) return answer;
    }
  }

  async function once(
    url: string,
    method: string,
    params: Params,
    token: string,
    readTimeoutMs: number,
  ): Promise<WebhookAnswer> {
    const body = new URLSearchParams(params).toString();
    const get = method === 'GET';
    const full = get ? `${url}${url.includes('?') ? '&' : '?'}${body}` : url;
    const headers = {
      'user-agent': 'TwilioProxy/1.1',
      accept: '*/*',
      'x-twilio-signature': get ? sign(authToken, full) : sign(authToken, url, params),
      'i-twilio-idempotency-token': token,
      ...(get ? {} : { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' }),
    };
    const raw = await transfer(routes, full, { method, headers, ...(get ? {} : { body }) }, readTimeoutMs);
    if (typeof raw === 'number') return nobody(raw);
    const answer = { status: raw.status, contentType: raw.contentType, body: raw.body.toString('utf8') };
    return raw.status >= 200 && raw.status < 300 ? answer : { ...answer, error: ERROR.retrieval };
  }

  return {
    send,
    async fetch(url) {
      const raw = await transfer(routes, url, { method: 'GET', headers: {} }, timeoutMs);
      return typeof raw === 'number' || raw.status !== 200 ? undefined : raw.body;
    },
  };
}

const nobody = (error: number): WebhookAnswer => ({ status: 0, contentType: '', body: '', error });

/** The fragment of a webhook URL overrides timeouts and retries; it is not sent. Source: Twilio facts, Timeouts. */
function overrides(address: string, timeoutMs: number) {
  const [url = '', fragment = ''] = address.split('#', 2);
  const asked = new URLSearchParams(fragment);
  const number = (name: string, otherwise: number) => (asked.has(name) ? Number(asked.get(name)) : otherwise);
  return {
    url,
    retries: Math.min(5, number('rc', 1)),
    readTimeoutMs: Math.min(timeoutMs, number('rt', timeoutMs), number('tt', timeoutMs)),
    retryAll: asked.get('rp') === 'all',
  };
}

/** One exchange with the machine behind a public URL, as its reverse proxy would pass it on; a number is an error code. */
function transfer(
  routes: Routes,
  url: string,
  { method, headers, body }: { method: string; headers: Record<string, string>; body?: string },
  timeoutMs: number,
): Promise<Raw | number> {
  let target: URL;
  try {
    target = new URL(routes.resolve(url));
  } catch {
    return Promise.resolve(ERROR.badHost);
  }
  const forwarded = { host: new URL(url).host, 'x-forwarded-proto': new URL(url).protocol.replace(':', '') };
  return new Promise((resolve) => {
    let connected = false;
    const request = httpRequest(target, { method, headers: { ...headers, ...forwarded }, agent: false }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', () => resolve(ERROR.retrieval));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          contentType: response.headers['content-type'] ?? '',
          body: Buffer.concat(parts),
        }),
      );
    });
    const timer = setTimeout(() => request.destroy(new Error('timeout')), timeoutMs);
    request.on('socket', (socket) => socket.on('connect', () => (connected = true)));
    request.on('error', () => resolve(connected ? ERROR.retrieval : ERROR.connection));
    request.on('close', () => clearTimeout(timer));
    request.end(body);
  });
}
