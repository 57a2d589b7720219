import { describe, expect, it } from '@jest/globals';
import { createRecentAudio } from './recent-audio.js';
import { createSpeechCache } from './speech-cache.js';

describe('audio kept for a second connection', () => {
  it('is everything that no final transcript covers, with its place in the call', () => {
    const recent = createRecentAudio(1_000);
    for (let at = 0; at < 10; at += 1) recent.add(Buffer.alloc(160, at));
    recent.settle(50);
    const { fromMs, audio } = recent.kept();
    expect(fromMs).toBe(50);
    expect(audio).toHaveLength(150 * 8);
    expect([audio[0], audio.at(-1)]).toEqual([2, 9]);
    expect(recent.position()).toBe(200);
  });

  it('never grows beyond its length', () => {
    const recent = createRecentAudio(100);
    for (let at = 0; at < 100; at += 1) recent.add(Buffer.alloc(160, at));
    expect(recent.kept()).toMatchObject({ fromMs: 1_900 });
    expect(recent.kept().audio).toHaveLength(800);
  });

  it('is empty once all is settled, even when the transcriber claims more than was sent', () => {
    const recent = createRecentAudio(100);
    recent.add(Buffer.alloc(160));
    recent.settle(5_000);
    recent.add(Buffer.alloc(160));
    expect(recent.kept()).toMatchObject({ fromMs: 20 });
  });
});

describe('kept speech', () => {
  it('stays within its size by forgetting what was not used for longest', () => {
    const cache = createSpeechCache(250);
    cache.set('a', Buffer.alloc(100));
    cache.set('b', Buffer.alloc(100));
    cache.get('a');
    cache.set('c', Buffer.alloc(100));
    expect(cache.get('a')).toHaveLength(100);
    expect(cache.get('b')).toBeUndefined();
    cache.set('too large', Buffer.alloc(300));
    expect(cache.get('too large')).toBeUndefined();
    expect(cache.get('c')).toHaveLength(100);
  });
});
