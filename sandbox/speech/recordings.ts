import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { BYTES_PER_SECOND, ClipIndex } from './follow.js';

export interface SpokenWord {
  /** Lower case, without punctuation. */
  word: string;
  /** Seconds from the start of the recording. */
  start: number;
  end: number;
  punctuated_word: string;
}

/** One sentence, said by one person: 8 kHz mono mu-law without a header. */
export interface Recording {
  readonly name: string;
  /** Whose voice it is (a key of manifest.json). */
  readonly voice: string;
  /** With punctuation. */
  readonly text: string;
  readonly words: readonly SpokenWord[];
  /** Read from disk when first asked for. */
  readonly audio: Buffer;
  readonly durationMs: number;
}

export interface Recordings {
  names(): readonly string[];
  /** Throws, naming those there are, when nobody recorded that. */
  get(name: string): Recording;
  /** All of them, to be found in a stream; reads every file the first time. */
  index(): ClipIndex<Recording>;
}

const HOME = new URL('./recordings/', import.meta.url);

const Listing = z.array(
  z.object({
    name: z.string(),
    voice: z.string(),
    text: z.string(),
    words: z.array(z.object({ word: z.string(), start: z.number(), end: z.number(), punctuated_word: z.string() })),
  }),
);

/** The recordings made by make-recordings.py. Nothing is read before it is needed. */
export function createRecordings(home: URL = HOME): Recordings {
  let known: Map<string, Recording> | undefined;
  let index: ClipIndex<Recording> | undefined;
  const all = () => {
    known ??= new Map(
      Listing.parse(JSON.parse(readFileSync(new URL('recordings.json', home), 'utf8'))).map((entry) => [
        entry.name,
        lazily(entry, new URL(`${entry.name}.ulaw`, home)),
      ]),
    );
    return known;
  };
  return {
    names: () => [...all().keys()],
    get(name) {
      const recording = all().get(name);
      if (!recording) throw new Error(`Nobody recorded "${name}"; there are: ${[...all().keys()].join(', ')}`);
      return recording;
    },
    index() {
      if (!index) {
        index = new ClipIndex();
        for (const recording of all().values()) index.add(recording);
      }
      return index;
    },
  };
}

function lazily(entry: z.infer<typeof Listing>[number], file: URL): Recording {
  let audio: Buffer | undefined;
  return {
    ...entry,
    get audio() {
      audio ??= readFileSync(file);
      return audio;
    },
    get durationMs() {
      return (this.audio.length / BYTES_PER_SECOND) * 1000;
    },
  };
}
