import { setImmediate as settle } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { createPlayback, type Playback } from './playback.js';

/** One byte of sound for each letter times 800, so that lengths tell what was sent. */
const soundOf = (text: string) => Buffer.alloc(text.length * 800, text.charCodeAt(0));

let sent: (string | number)[];
let events: string[];
let now: number;
let failing: boolean;
let hold: Promise<void> | undefined;
let playback: Playback;
beforeEach(() => {
  sent = [];
  events = [];
  now = 0;
  failing = false;
  hold = undefined;
  playback = createPlayback({
    speaker: {
      async *audio(text) {
        if (failing) throw new Error('no voice');
        await hold;
        yield soundOf(text);
      },
      prepare: () => {},
    },
    sendAudio: (audio) => sent.push(audio.length),
    sendMark: (name) => sent.push(name),
    sendClear: () => sent.push('clear'),
    clock: () => now,
    onFirstByte: () => events.push('first byte'),
    onSpoken: () => events.push('spoken'),
    onFailed: (detail) => events.push(`failed: ${detail}`),
  });
});

describe('playback', () => {
  it('sends sound in pieces of at most 800 bytes with one mark an utterance, and is done when the last mark is back', async () => {
    playback.say('ab', true);
    playback.say('c', true);
    await settle();
    expect(sent).toEqual([800, 800, 'g0-1', 800, 'g0-2']);
    playback.mark('g0-1');
    expect(events).not.toContain('spoken');
    playback.mark('g0-2');
    expect(events.filter((event) => event === 'spoken')).toHaveLength(1);
    expect(playback.speaking()).toBe(false);
  });

  it('clears at once when interrupted, and the marks that Twilio then echoes mean nothing', async () => {
    playback.say('ab', true);
    await settle();
    expect(playback.interrupt()).toBe(true);
    playback.mark('g0-1');
    expect(sent.at(-1)).toBe('clear');
    expect(events).not.toContain('spoken');
    expect(playback.interrupt()).toBe(false);
  });

  it('sends nothing of an utterance that was interrupted before its sound came', async () => {
    let release = () => {};
    hold = new Promise((resolve) => {
      release = resolve;
    });
    playback.say('old', true);
    await settle();
    playback.interrupt();
    hold = undefined;
    playback.say('n', true);
    release();
    await settle();
    await settle();
    expect(sent).toEqual(['clear', 800, 'g1-1']);
  });

  it('does not wait for ever for a mark that Twilio lost', async () => {
    playback.say('a', true);
    await settle();
    now = 3_000;
    playback.tick();
    expect(playback.speaking()).toBe(true);
    now = 3_200;
    playback.tick();
    expect(playback.speaking()).toBe(false);
    expect(events).toContain('spoken');
  });

  it('tells when the voice cannot be had', async () => {
    failing = true;
    playback.say('a', true);
    await settle();
    expect(events).toEqual(['failed: no voice']);
  });
});
