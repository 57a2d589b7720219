/** A licence that somebody asks for: the one whose product name or part number the ticket has. */

import type { Account } from './account.js';
import { objectsIn, textOf } from './json.js';
import { looked } from './look.js';
import type { Reading } from './reading.js';
import { askPerson, proposePlan, type Turn } from './turn.js';

const ASSIGN = 'm365:assign-license';
const AVAILABLE = 'm365:list-available-licenses';

export interface ChosenLicence {
  skuId: string;
  name: string;
}

export function canGiveLicences({ forPlans, offered }: Reading): boolean {
  return forPlans.has(ASSIGN) && offered.has(AVAILABLE);
}

/** Whether one is free is the desk's to say. */
export function planLicence(reading: Reading, account: Account): Turn {
  const licence = licenceNamed(reading, reading.ticket);
  if ('turn' in licence) return licence.turn;
  const why = 'The ticket asks for it.';
  return proposePlan({
    diagnosis: `${account.displayName} (${account.ref}) asks for the licence ${licence.name}.`,
    steps: [{ tool: ASSIGN, arguments: { user: account.ref, license: licence.skuId }, why }],
    expectedOutcome: `${account.displayName} has ${licence.name}.`,
  });
}

/** The client's licence that these words name, by the longest name; until it is known the next turn. */
export function licenceNamed(reading: Reading, words: string): ChosenLicence | { turn: Turn } {
  const read = looked(reading, AVAILABLE, {});
  if ('turn' in read) return read;
  const plain = words.toLowerCase();
  const named = objectsIn(read.found)
    .flatMap((licence) => {
      const skuId = textOf(licence, 'skuId');
      const names = [textOf(licence, 'product'), textOf(licence, 'skuPartNumber')].flatMap((name) => name ?? []);
      return skuId ? names.map((name) => ({ skuId, name })) : [];
    })
    .filter(({ name }) => plain.includes(name.toLowerCase()))
    .sort((a, b) => b.name.length - a.name.length);
  return named[0] ?? { turn: askPerson('It is not clear which of the client’s licences is asked for.') };
}
