import { createServer, type Server } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { createOutgoing } from '../http.js';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

/** A server that writes these pieces, each when the one before has been read; then it ends, breaks off or says no more. */
async function listen(pieces: readonly string[], then: 'end' | 'break' | 'nothing' = 'end') {
  const seen = { closed: 0, headers: {} as Record<string, unknown> };
  const server: Server = createServer((request, response) => {
    seen.headers = { ...request.headers };
    response.on('close', () => {
      seen.closed += 1;
    });
    response.writeHead(200, { 'content-type': 'text/event-stream', 'x-seen': 'yes' });
    for (const piece of pieces) response.write(piece);
    if (then === 'end') response.end();
    if (then === 'break') setImmediate(() => request.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push({ close: () => server.closeAllConnections() }, server);
  const { port } = z.object({ port: z.number() }).parse(server.address());
  return { url: `http://127.0.0.1:${port}/`, seen };
}

function client(options: Parameters<typeof createOutgoing>[0] = {}) {
  const http = createOutgoing({ allowPrivate: ['127.0.0.1'], ...options });
  open.push(http);
  return http;
}

async function textOf(body: AsyncIterable<Buffer>): Promise<string> {
  let text = '';
  for await (const piece of body) text += piece.toString();
  return text;
}

describe('an answer that is read as it comes', () => {
  it('has its head before its body, and is not packed', async () => {
    const { url, seen } = await listen(['one ', 'two']);
    const answer = await client().open({ method: 'GET', url });
    expect([answer.status, answer.headers['x-seen']]).toEqual([200, 'yes']);
    expect(await textOf(answer.body)).toBe('one two');
    expect(seen.headers['accept-encoding']).toBe('identity');
  });

  it('is left when no more of it is wanted, and makes room for the next', async () => {
    const { url } = await listen(['one'], 'nothing');
    const http = client({ concurrency: 1 });
    for (let times = 0; times < 3; times += 1) {
      const answer = await http.open({ method: 'GET', url, timeoutMs: 20_000 });
      answer.close();
    }
    const answer = await http.open({ method: 'GET', url, timeoutMs: 20_000 });
    for await (const piece of answer.body) {
      expect(piece.toString()).toBe('one');
      break;
    }
  });

  it.each([
    ['takes too long', 'nothing', { timeoutMs: 150 }, 'unavailable'],
    ['is too large', 'nothing', { maxBytes: 2 }, 'unexpected'],
    ['breaks off', 'break', {}, 'unavailable'],
  ] as const)('ends in a failure when it %s', async (_what, then, limits, failure) => {
    const { url } = await listen(['one'], then);
    const answer = client().open({ method: 'POST', url, body: {}, ...limits });
    await expect(answer.then(({ body }) => textOf(body))).rejects.toMatchObject({ failure, outcomeUnknown: true });
  });

  it('is not asked for at an address that is not public, nor sent a second time', async () => {
    const { url } = await listen(['one']);
    const failed = client({ allowPrivate: [] }).open({ method: 'GET', url });
    await expect(failed).rejects.toMatchObject({ failure: 'forbidden' });
    const attempts: unknown[] = [];
    const http = client({ log: (attempt) => void attempts.push(attempt) });
    await expect(http.open({ method: 'POST', url: 'http://127.0.0.1:1/', body: {} })).rejects.toMatchObject({
      failure: 'unavailable',
      outcomeUnknown: false,
    });
    expect(attempts).toHaveLength(1);
  });

  it('ends when whoever asked is told to stop', async () => {
    const { url } = await listen(['one'], 'nothing');
    const stopping = new AbortController();
    const { body } = await client().open({ method: 'GET', url, signal: stopping.signal });
    const text = textOf(body);
    stopping.abort();
    await expect(text).rejects.toMatchObject({ failure: 'unavailable' });
  });
});
