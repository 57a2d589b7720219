import { z } from 'zod';
import { InvalidInput } from '../errors.js';
import { hashOf } from './chain.js';
import { type Break, createWalk } from './walk.js';

/** What an exported chain shows without the installation. */
export interface ExportVerdict {
  chain: string;
  ok: boolean;
  entries: number;
  /** The first and the last place in the file. A whole chain begins with 1. */
  from: number;
  to: number;
  broken?: Break;
}

const exportedEntry = z.looseObject({ chain: z.string(), seq: z.number(), previous: z.string(), hash: z.string() });
type Place = Pick<z.infer<typeof exportedEntry>, 'seq' | 'previous' | 'hash'> & { intact: boolean };

/**
 * Follows the chains of an exported file (JSON, personal data kept). Only what was exported whole can be followed: what
 * filters left out counts as missing. Entries from before there were chains are passed over. Throws InvalidInput
 * `not_an_export` naming the line that is none.
 */
export async function verifyExport(lines: AsyncIterable<string>): Promise<ExportVerdict[]> {
  const chains = new Map<string, Place[]>();
  let number = 0;
  for await (const text of lines) {
    number += 1;
    if (text.trim() === '') continue;
    const { chain, ...place } = readLine(text, number);
    if (chain === undefined) continue;
    const places = chains.get(chain) ?? [];
    places.push(place);
    chains.set(chain, places);
  }
  return [...chains].map(([chain, places]) => follow(chain, places));
}

function readLine(text: string, number: number): Place & { chain?: string } {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    throw notAnExport(number);
  }
  const unchained = z.object({ kind: z.string(), seq: z.undefined(), chain: z.undefined() }).safeParse(read);
  if (unchained.success) return { seq: 0, previous: '', hash: '', intact: true };
  const entry = exportedEntry.safeParse(read);
  if (!entry.success) throw notAnExport(number);
  const { chain, seq, previous, hash } = entry.data;
  return { chain, seq, previous, hash, intact: hashOf(entry.data) === hash };
}

function notAnExport(number: number): InvalidInput {
  return new InvalidInput(
    'not_an_export',
    `Line ${number} is no entry that can be verified; export with --format json and without --masked`,
  );
}

/** Processes whose clocks differ may have written out of order: followed by place, from the first that is there. */
function follow(chain: string, places: Place[]): ExportVerdict {
  places.sort((a, b) => a.seq - b.seq);
  const first = places[0];
  const walk = createWalk(first && first.seq > 1 ? { seq: first.seq - 1, hash: first.previous } : undefined);
  let broken: Break | undefined;
  for (const place of places) {
    broken = walk.step(place, place.intact);
    if (broken) break;
  }
  const [from, to] = [first?.seq ?? 0, places.at(-1)?.seq ?? 0];
  return { chain, ok: !broken, entries: places.length, from, to, ...(broken ? { broken } : {}) };
}
