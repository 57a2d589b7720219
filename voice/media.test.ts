import { once } from 'node:events';
import { afterEach, describe, expect, it } from '@jest/globals';
import { WebSocket, WebSocketServer } from 'ws';
import { voiceSettings } from '../core/clients/settings.js';
import { createCalls } from './calls.js';
import { createSpeechCache } from './deepgram/speech-cache.js';
import { acceptMedia } from './media.js';
import { createStreamTokens, hashOf } from './stream-tokens.js';
import { createMemoryIntake } from './testing/memory-intake.js';

const log = { info: () => {}, warn: () => {}, error: () => {} };
const now = () => new Date('2026-11-20T12:00:00Z');
let server: WebSocketServer | undefined;
afterEach(async () => {
  await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
  server = undefined;
});

describe('a signed stream', () => {
  it('that never says which call it belongs to is closed with 1008', async () => {
    server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await once(server, 'listening');
    const settings = async () => ({ ...voiceSettings.parse({}), mspName: 'Tallowmere IT' });
    server.on('connection', (socket) =>
      acceptMedia(socket, {
        calls: createCalls({ intake: createMemoryIntake([]), settings, now, log }),
        tokens: createStreamTokens(),
        cache: createSpeechCache(),
        credentials: async () => ({ twilio: undefined, deepgram: undefined }),
        companiesOf: () => [],
        now,
        log,
        onTurn: () => {},
        startWithinMs: 10,
      }),
    );
    const address = server.address();
    if (typeof address !== 'object' || !address) throw new Error('The server has no address');
    const socket = new WebSocket(`ws://127.0.0.1:${address.port}`);
    await once(socket, 'open');
    socket.send(JSON.stringify({ event: 'connected', protocol: 'Call', version: '1.0.0' }));
    const [code] = await once(socket, 'close');
    expect(code).toBe(1008);
  });
});

describe('stream tokens', () => {
  it('are good once, for their call, until they expire', async () => {
    const tokens = createStreamTokens();
    await tokens.keep('CA1', hashOf('a'), 1_000);
    await tokens.keep('CA1', hashOf('b'), 1_000);
    expect(await tokens.spend('CA2', hashOf('a'), 0)).toBe(false);
    expect(await tokens.spend('CA1', 'a', 0)).toBe(false);
    expect(await tokens.spend('CA1', hashOf('a'), 1_000)).toBe(false);
    expect(await tokens.spend('CA1', hashOf('a'), 999)).toBe(true);
    expect(await tokens.spend('CA1', hashOf('a'), 999)).toBe(false);
    expect(await tokens.spend('CA1', hashOf('b'), 999)).toBe(true);
  });
});
