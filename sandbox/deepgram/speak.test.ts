import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { createFaults } from '../faults.js';
import { createRecords } from '../records.js';
import { createPretendDeepgram, type PretendDeepgram } from './deepgram.js';

const faults = createFaults();
const Message = z.looseObject({ type: z.string() });

let deepgram: PretendDeepgram;
beforeAll(async () => {
  deepgram = await createPretendDeepgram({ records: createRecords(), faults });
});
afterAll(() => deepgram.stop());

it('ignores more than 20 flushes in a minute, with a warning', async () => {
  const query = new URLSearchParams({ model: 'aura-2-thalia-en', encoding: 'mulaw', sample_rate: '8000' });
  const kinds = await new Promise<string[]>((resolve, reject) => {
    const socket = new WebSocket(`${deepgram.url.replace('http', 'ws')}/v1/speak?${query}`, {
      headers: { authorization: `Token ${deepgram.apiKey}` },
    });
    const seen: string[] = [];
    socket.on('open', () => {
      for (let count = 0; count < 21; count += 1) socket.send(JSON.stringify({ type: 'Flush' }));
      socket.send(JSON.stringify({ type: 'Close' }));
    });
    socket.on('message', (data) => seen.push(Message.parse(JSON.parse(String(data))).type));
    socket.on('close', () => resolve(seen));
    socket.on('error', reject);
  });
  expect(kinds.filter((kind) => kind === 'Warning')).toHaveLength(1);
});

describe('speech over REST', () => {
  const post = (query: Record<string, string>, body: unknown, key = deepgram.apiKey) =>
    fetch(`${deepgram.url}/v1/speak?${new URLSearchParams(query)}`, {
      method: 'POST',
      headers: { authorization: `Token ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const RAW = { model: 'aura-2-thalia-en', encoding: 'mulaw', sample_rate: '8000', container: 'none' };

  it.each([
    [401, RAW, { text: 'Hi' }, 'wrong'],
    [400, { ...RAW, model: 'someone' }, { text: 'Hi' }, undefined],
    [400, { ...RAW, sample_rate: '44100' }, { text: 'Hi' }, undefined],
    [400, { ...RAW, container: 'zip' }, { text: 'Hi' }, undefined],
    [400, RAW, { words: 'Hi' }, undefined],
    [400, RAW, { text: '  ' }, undefined],
    [413, RAW, { text: 'a'.repeat(2001) }, undefined],
  ])('answers %i to what Deepgram would refuse', async (status, query, body, key) => {
    const answer = await post(query, body, key);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ err_code: expect.any(String), err_msg: expect.any(String) });
  });

  it('can be told to fail, in its own words', async () => {
    faults.add({ vendor: 'deepgram', method: 'POST', kind: 'status', status: 429, retryAfter: 3, times: 1 });
    const answer = await post(RAW, { text: 'Hi' });
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '3']);
    expect((await post(RAW, { text: 'Hi' })).status).toBe(200);
  });
});
