import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { VendorError, type VendorFailure } from '../../../core/errors.js';
import type { NewTicket, Ticket } from '../../../core/ports/psa.js';
import type { Ability, Stage } from './stage.js';

/** One promise of every PSA adapter: nothing of a vendor in it. */
export interface PsaCase {
  promises: string;
  /** What the PSA must be able to do for it. */
  needs?: Ability;
  run(stage: Stage): Promise<void>;
}

export interface Theme {
  name: string;
  cases: readonly PsaCase[];
}

/** People and technicians of the pretend world that cases play with. */
export const DANA = 'harbor-dental/dana-whitfield';
export const HARBOR = 'harbor-dental';
export const LARKMERE = 'larkmere-logistics';
export const MORGAN = 'mbell';
export const ROSA = 'rcastro';
export const FORMER = 'hfrost';

let references = 0;
export const newReference = () => `contract-${process.pid}-${Date.now()}-${++references}`;

/** A ticket of Dana's, opened by Frontdesk. */
export function openTicket({ psa, pretend }: Stage, more: Partial<NewTicket> = {}): Promise<Ticket> {
  return psa.openTicket({
    companyId: pretend.companyId(HARBOR),
    contactId: pretend.contactId(DANA),
    summary: 'Printer does not print',
    reference: newReference(),
    ...more,
  });
}

/** The VendorError that a promise is rejected with: one of these failures, fit for a note, and without any secret. */
export async function refused(
  stage: Pick<Stage, 'secrets'>,
  work: Promise<unknown>,
  ...failures: readonly VendorFailure[]
): Promise<VendorError> {
  const error = await work.then(
    (answer) => assert.fail(`It was not refused but gave ${inspect(answer, { depth: 2 })}`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof VendorError)) assert.fail(`It was refused with no VendorError but ${inspect(error)}`);
  assert.ok(failures.includes(error.failure), `refused as ${error.failure}, not ${failures}: ${error.message}`);
  assert.ok(error.message.length > 10, `says too little: ${error.message}`);
  assert.ok(!/\[object|<\w+>/.test(error.message), `cannot be read: ${error.message}`);
  hidesSecrets(stage, error);
  return error;
}

export function hidesSecrets(stage: Pick<Stage, 'secrets'>, told: unknown): void {
  const shown = inspect(told, { depth: 8, maxStringLength: Number.POSITIVE_INFINITY, showHidden: true });
  for (const secret of stage.secrets()) assert.ok(!shown.includes(secret), 'a secret is shown');
}

/** What a promise gives, or the VendorError of a passing trouble that it is rejected with. */
export async function orPassing<T>(stage: Pick<Stage, 'secrets'>, work: Promise<T>): Promise<T | VendorError> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof VendorError)) throw error;
    assert.ok(error.passing, `would not pass by itself: ${error.failure}: ${error.message}`);
    hidesSecrets(stage, error);
    return error;
  }
}

export const idsOf = (people: readonly { id: string }[]) => people.map(({ id }) => id).sort();

export const sorted = (values: Iterable<string>) => [...values].sort();
