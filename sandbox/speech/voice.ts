import { createHash } from 'node:crypto';
import { BYTES_PER_SECOND, FRAME_BYTES } from './follow.js';

/** About how fast a synthetic voice reads. */
export const CHARACTERS_PER_SECOND = 14;
const BYTES_PER_CHARACTER = BYTES_PER_SECOND / CHARACTERS_PER_SECOND;
/** 40 ms of breath that no other text has: by it the text is found again. */
const BREATH_BYTES = 2 * FRAME_BYTES;

/**
 * A sound for a text: an audible tone for each letter, 14 letters a second, after a breath made from the text's hash.
 * The same text always gives the same bytes. It is not speech; it stands for speech that only the pretend telephone
 * understands.
 */
export function soundOf(text: string): Buffer {
  const frames = Math.max(2, Math.round((text.length * BYTES_PER_CHARACTER) / FRAME_BYTES));
  const audio = Buffer.alloc(BREATH_BYTES + frames * FRAME_BYTES);
  const noise = createHash('sha512').update(text).digest();
  for (let at = 0; at < BREATH_BYTES; at += 1) {
    audio[at] = toMulaw(((noise[at % noise.length] ?? 0) - 128) * 6 + ((at * 7) % 5));
  }
  for (let at = BREATH_BYTES; at < audio.length; at += 1) {
    const letter = text.codePointAt(Math.floor((at - BREATH_BYTES) / BYTES_PER_CHARACTER)) ?? 32;
    const pitch = letter === 32 ? 0 : 160 + (letter % 64) * 9;
    audio[at] = toMulaw(Math.round(5000 * Math.sin((2 * Math.PI * pitch * at) / BYTES_PER_SECOND)));
  }
  return audio;
}

/** The words of `text` that were said when `offset` bytes of its sound had been played. */
export function saidBy(text: string, offset: number, total: number): string {
  if (offset >= total) return text;
  const letters = Math.max(0, Math.floor((offset - BREATH_BYTES) / BYTES_PER_CHARACTER));
  const said = text.slice(0, letters);
  return text.charAt(letters) === ' ' ? said : said.slice(0, said.lastIndexOf(' ') + 1).trimEnd();
}

/** Milliseconds that a synthetic voice needs for the text. */
export function readingMs(text: string): number {
  return Math.max(400, Math.round((text.length / CHARACTERS_PER_SECOND) * 1000));
}

/** One 16-bit sample as G.711 mu-law. */
export function toMulaw(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(32635, Math.abs(sample)) + 132;
  let exponent = 7;
  for (let mask = 0x4000; (magnitude & mask) === 0 && exponent > 0; mask >>= 1) exponent -= 1;
  return ~(sign | (exponent << 4) | ((magnitude >> (exponent + 3)) & 0x0f)) & 0xff;
}

/** One mu-law byte as a 16-bit sample. */
export function fromMulaw(byte: number): number {
  const bits = ~byte & 0xff;
  const magnitude = ((((bits & 0x0f) << 3) + 132) << ((bits >> 4) & 0x07)) - 132;
  return bits & 0x80 ? -magnitude : magnitude;
}
