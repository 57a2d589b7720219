/** A provider in memory and a clock, for the tests of this folder. */
import { randomBytes } from 'node:crypto';
import { VendorError } from '../errors.js';
import { createSigner } from '../integrations/signer.js';
import type { VerificationOutcome, Verifier } from '../ports/verifier.js';
import { type Codes, createCodes } from './codes.js';
import type { VerifiedPerson } from './person.js';
import type { VerifiedRun } from './verification.js';

export const MINUTE_MS = 60_000;

export const DANA: VerifiedPerson = { key: 'contact:41', name: 'Dana Reyes', email: 'dana.reyes@harbor.example' };
export const OMAR: VerifiedPerson = { key: 'contact:42', name: 'Omar Haddad', email: 'omar.haddad@harbor.example' };

let runs = 0;
export function newRun(): VerifiedRun {
  runs += 1;
  return { id: `run-${runs}`, clientId: 'c1', psaKind: 'pretend_psa', ticketId: `ticket-${runs}` };
}

export function createTestClock(start = '2026-03-02T09:00:00Z') {
  let at = new Date(start).getTime();
  return {
    now: () => new Date(at),
    pass(ms: number) {
      at += ms;
    },
  };
}

export function createTestCodes(): Codes {
  return createCodes(createSigner(new Map([[1, randomBytes(32)]]), 'verification-code'));
}

/** Keeps to the port's promise: one key, one challenge. */
export function createFakeVerifier(now: () => Date) {
  const sent: { key: string; mapping: string; person: Parameters<Verifier['challenge']>[0]['person'] }[] = [];
  const state: {
    outcome: VerificationOutcome | 'pending';
    lifetimeMs: number;
    /** Thrown by the next call, before or after its work. */
    fail?: { error: Error; when: 'before' | 'after' };
    asked: number;
  } = { outcome: 'pending', lifetimeMs: 5 * MINUTE_MS, asked: 0 };

  function failing(when: 'before' | 'after'): void {
    const { fail } = state;
    if (fail?.when !== when) return;
    delete state.fail;
    throw fail.error;
  }
  const verifier: Verifier = {
    title: 'Pretend Provider',
    async challenge({ key, mapping, person }) {
      failing('before');
      if (!sent.some((one) => one.key === key)) sent.push({ key, mapping, person });
      failing('after');
      return { reference: `ref-${key}`, expiresAt: new Date(now().getTime() + state.lifetimeMs) };
    },
    async outcome() {
      state.asked += 1;
      failing('before');
      return state.outcome;
    },
  };
  return { verifier, sent, state };
}

export const down = (): VendorError => new VendorError('provider', 'unavailable', 'The provider is down');
