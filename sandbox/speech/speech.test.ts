import { describe, expect, it } from '@jest/globals';
import { createWorld } from '../world/world.js';
import { type FollowEvent, Follower, FRAME_BYTES, SILENCE } from './follow.js';
import { createRecordings, type Recording } from './recordings.js';
import { createSpokenLedger } from './spoken.js';
import { fromMulaw, toMulaw } from './voice.js';

const recordings = createRecordings();
const quiet = (bytes: number) => Buffer.alloc(bytes, SILENCE);
const hello = recordings.get('dana-hello');
const thanks = recordings.get('dana-thanks');

/** Loudness of a stretch of a recording, as root mean square of 16-bit samples. */
function loudness({ audio }: Recording, fromSeconds: number, toSeconds: number): number {
  const part = audio.subarray(Math.round(fromSeconds * 8000), Math.round(toSeconds * 8000));
  return Math.sqrt(part.reduce((sum, byte) => sum + fromMulaw(byte) ** 2, 0) / Math.max(1, part.length));
}

function follow(audio: Buffer, chunk = audio.length): FollowEvent<Recording>[] {
  const follower = new Follower(recordings.index());
  const events: FollowEvent<Recording>[] = [];
  for (let at = 0; at < audio.length; at += chunk) events.push(...follower.push(audio.subarray(at, at + chunk)));
  return events;
}

const ended = (events: FollowEvent<Recording>[]) =>
  events.filter((event) => event.kind === 'ended').map((event) => event.clip.name);

describe('the recordings', () => {
  it.each(recordings.names())('%s is whole frames of speech with quiet at both ends', (name) => {
    const recording = recordings.get(name);
    const seconds = recording.durationMs / 1000;
    expect(recording.audio.length % FRAME_BYTES).toBe(0);
    expect(recording.audio.length).toBeLessThan(52_000);
    expect(loudness(recording, 0, 0.28)).toBeLessThan(60);
    expect(loudness(recording, seconds - 0.28, seconds)).toBeLessThan(60);
    expect(new Set(recording.audio.subarray(0, 160)).size).toBeGreaterThan(3);
  });

  it.each(recordings.names())('%s has its words in order, each where there is sound', (name) => {
    const recording = recordings.get(name);
    expect(recording.words.map((word) => word.punctuated_word).join(' ')).toBe(recording.text);
    let before = 0;
    for (const { word, start, end } of recording.words) {
      expect({ word, ordered: start >= before && end > start }).toEqual({ word, ordered: true });
      expect({ word, loud: loudness(recording, start, end) > 200 }).toEqual({ word, loud: true });
      if (start - before > 0.1) {
        const pause = loudness(recording, before + 0.03, start - 0.03);
        expect({ word, pauseBefore: pause < 150 }).toEqual({ word, pauseBefore: true });
      }
      before = end;
    }
  });

  it('are of people who exist in the pretend world, but for one', () => {
    const said = recordings
      .names()
      .map((name) => recordings.get(name).text)
      .join(' ');
    const world = createWorld();
    for (const key of [
      'harbor-dental/dana-whitfield',
      'larkmere-logistics/sarah-chen',
      'quillfeather-press/shawn-smyth',
    ]) {
      const person = world.person(key);
      expect(said).toContain(`${person.firstName} ${person.lastName}`);
    }
    expect(world.people.some((person) => person.lastName === 'Ashcombe')).toBe(false);
  });

  it('are asked for by name, and a name nobody recorded is refused', () => {
    expect(() => recordings.get('dana-sings')).toThrow(/Nobody recorded "dana-sings"/);
  });
});

describe('following a stream', () => {
  const line = Buffer.concat([quiet(500), hello.audio, quiet(1111), thanks.audio, quiet(7)]);

  it.each([1, 7, 160, 161, 4096, 100_000])('finds the same recordings in pieces of %i bytes', (chunk) => {
    const events = follow(line, chunk);
    expect(ended(events)).toEqual(['dana-hello', 'dana-thanks']);
    expect(events.find((event) => event.kind === 'started')?.at).toBe(500);
  });

  it('loses a recording at a missing frame, a damaged byte or frames in the wrong order, and finds the next', () => {
    const cut = (from: number, to: number) => Buffer.concat([line.subarray(0, from), line.subarray(to)]);
    const damaged = Buffer.from(line);
    damaged[8000] = (damaged[8000] ?? 0) ^ 0x10;
    const swapped = Buffer.concat([
      line.subarray(0, 8000),
      line.subarray(8160, 8320),
      line.subarray(8000, 8160),
      line.subarray(8320),
    ]);
    for (const audio of [cut(8000, 8160), damaged, swapped]) {
      const events = follow(audio, 160);
      expect(ended(events)).toEqual(['dana-thanks']);
      expect(events.find((event) => event.kind === 'lost')?.offset).toBeGreaterThan(7300);
    }
  });

  it('finds a recording that begins where another breaks off', () => {
    const events = follow(Buffer.concat([hello.audio.subarray(0, 3333), thanks.audio]), 160);
    expect(ended(events)).toEqual(['dana-thanks']);
  });

  it('joins in the middle of a recording only at the very start of a stream, and only when asked to', () => {
    const rest = hello.audio.subarray(4000);
    expect(ended(new Follower(recordings.index(), { join: true }).push(rest))).toEqual(['dana-hello']);
    expect(ended(new Follower(recordings.index()).push(rest))).toEqual([]);
    const late = new Follower(recordings.index(), { join: true });
    expect(ended(late.push(Buffer.concat([quiet(160), rest])))).toEqual([]);
  });
});

describe('the spoken ledger', () => {
  it('knows a text again by its sound, padded, joined and in any order', () => {
    const spoken = createSpokenLedger();
    const first = spoken.say('Thank you for calling.');
    const second = spoken.say('Thank you.');
    const found = spoken.find(Buffer.concat([quiet(33), second, quiet(55), first]));
    expect(found.map(({ text, complete }) => [text, complete])).toEqual([
      ['Thank you.', true],
      ['Thank you for calling.', true],
    ]);
    expect(found[0]?.from).toBe(33);
  });

  it('tells the words that were heard before an interruption', () => {
    const spoken = createSpokenLedger();
    const sound = spoken.say('Which company are you calling from?');
    const [found] = spoken.find(sound.subarray(0, sound.length / 2));
    expect(found).toMatchObject({ complete: false, heard: 'Which company are' });
  });

  it('makes an audible sound as long as the text takes to read', () => {
    const text = 'Your ticket number is one two three four, and a technician will look at it soon.';
    const sound = createSpokenLedger().say(text);
    expect(sound.length / 8000).toBeCloseTo(text.length / 14, 0);
    expect(Math.max(...[...sound].map((byte) => Math.abs(fromMulaw(byte))))).toBeGreaterThan(3000);
  });

  it('knows nothing of sounds nobody made with it', () => {
    expect(createSpokenLedger().find(createSpokenLedger().say('Hello there.'))).toEqual([]);
  });
});

it('mu-law survives a round trip', () => {
  for (let byte = 0; byte < 256; byte += 1) {
    if (byte !== 0x7f) expect(toMulaw(fromMulaw(byte))).toBe(byte);
  }
});
