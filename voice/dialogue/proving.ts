/** Proving who is calling, once the ticket is open: a code that was sent to them, or a request on a device of theirs. */
import { asksForAnother } from '../../core/intake/code-in-chat.js';
import { codeIn, digitsIn } from '../../core/verification/code-in-words.js';
import type { CodeAnswer, ProofNow, ResendAnswer } from '../../core/verification/proof-now.js';
import { close, type Draft, say } from './draft.js';
import type { Proving, Stage } from './state.js';
import { asksToRepeat, isDone } from './words.js';

const CODE_LENGTH = 6;
/** Answers without a code before the caller is served without one. */
const MISSES = 3;
/** A message takes its time to arrive and to be looked up: silences are borne with so many times as long. */
const CODE_PATIENCE = 3;
/** Silences while the challenge itself is awaited; its time is over sooner (`proofOverdue`). */
const HELD_SILENCES = 15;

/** Where a challenge may be told of: nothing else is being asked. */
const FREE: ReadonlySet<Stage> = new Set(['more', 'proving', 'code', 'closing']);

export const NOTHING_TO_PROVE: Proving = {
  now: undefined,
  told: '',
  settled: false,
  discreet: false,
  held: false,
  sentTo: '',
  keyed: '',
  pieces: '',
  checking: false,
  misses: 0,
  leaving: false,
};

function change(draft: Draft, changes: Partial<Proving>): void {
  draft.s.proving = { ...draft.s.proving, ...changes };
}

/** How it stands with the proof, as the core tells it. */
export function takeProof(draft: Draft, proof: ProofNow): void {
  const { s } = draft;
  const isExpected = proof.state === 'coming' || proof.state === 'code';
  change(draft, { now: proof, ...(isExpected ? { discreet: true } : {}) });
  if (!FREE.has(s.stage) || (s.stage === 'closing' && s.ending?.how !== 'finished')) return;
  switch (proof.state) {
    case 'coming':
      return;
    case 'none':
      if (s.stage === 'proving' || s.stage === 'code') goOn(draft, 'technicianVerifies');
      return;
    case 'code':
      if (s.proving.told !== proof.challenge) askCode(draft, proof);
      return;
    case 'push':
      if (s.proving.told === proof.challenge) return;
      change(draft, { told: proof.challenge, settled: false });
      goOn(draft, 'pushSent', { by: proof.by });
      return;
    default:
      takeResult(draft, proof.state);
  }
}

function takeResult(draft: Draft, state: 'approved' | 'denied' | 'expired' | 'unavailable'): void {
  const { stage, proving } = draft.s;
  if (proving.settled) return;
  change(draft, { settled: true });
  if (state === 'approved') verified(draft);
  else if (state === 'denied') denied(draft);
  else goOn(draft, stage === 'code' ? 'codeExpired' : 'technicianVerifies');
}

function askCode(draft: Draft, { challenge, sentTo }: Extract<ProofNow, { state: 'code' }>): void {
  const { s } = draft;
  const again = s.stage === 'code' && !s.proving.settled && s.proving.told !== '';
  s.stage = 'code';
  s.ending = undefined;
  s.silences = 0;
  change(draft, { told: challenge, settled: false, keyed: '', pieces: '', misses: 0, sentTo });
  if (!s.proving.checking) say(draft, again ? 'codeSentAgain' : 'askCode', { sentTo });
}

/** Back to "is there anything else", which the phrase ends with. */
function goOn(
  draft: Draft,
  name: 'technicianVerifies' | 'pushSent' | 'codeExpired' | 'verified' | 'verifiedKnown',
  values: Readonly<Record<string, string>> = {},
): void {
  const { s } = draft;
  s.stage = 'more';
  s.ending = undefined;
  s.silences = 0;
  change(draft, { checking: false, keyed: '', pieces: '' });
  say(draft, name, values);
}

function verified(draft: Draft): void {
  const { confirmed } = draft.s;
  if (confirmed) goOn(draft, 'verifiedKnown', { firstName: confirmed.firstName });
  else goOn(draft, 'verified');
}

function denied(draft: Draft): void {
  change(draft, { checking: false });
  close(draft, 'codeDenied', { how: 'finished', detail: 'The caller could not be verified.' });
}

/** Says good-bye, unless the caller is about to be challenged: that is waited for, once, and not for long. */
export function closeOrProve(draft: Draft): void {
  const { s } = draft;
  if (s.proving.now?.state !== 'coming' || s.proving.held) {
    close(draft, 'goodbye', { how: 'finished' });
    return;
  }
  s.stage = 'proving';
  change(draft, { held: true });
  say(draft, 'proving');
  draft.out.push({ do: 'awaitProof' });
}

/** The challenge did not come in the time that a caller can be asked to hold. */
export function takeProofOverdue(draft: Draft): void {
  if (draft.s.stage === 'proving') close(draft, 'goodbye', { how: 'finished' });
}

/** What the caller says while a code is awaited. */
export function takeCodeWords(draft: Draft, text: string): void {
  const { proving } = draft.s;
  if (proving.checking) return;
  const digits = digitsIn(text);
  const pieces = `${proving.pieces}${digits}`;
  const code = codeIn(text) ?? (pieces.length === CODE_LENGTH ? pieces : undefined);
  if (code !== undefined) submit(draft, code);
  else if (digits !== '' && pieces.length < CODE_LENGTH) {
    change(draft, { pieces });
    say(draft, 'goOn');
  } else if (digits !== '') miss(draft);
  else if (asksForAnother(text)) draft.out.push({ do: 'resendCode' });
  else if (cannotTell(text)) goOn(draft, 'technicianVerifies');
  else if (asksToRepeat(text)) say(draft, 'askCode', { sentTo: proving.sentTo });
  else if (isDone(text)) leave(draft);
  else miss(draft);
}

/** "I don't have my phone with me", "skip it". */
function cannotTell(text: string): boolean {
  const words = text.toLowerCase().replace(/[’]/g, "'");
  return /\b(?:skip|never ?mind|i (?:can't|cannot|can not)|(?:don't|do not) have (?:my|the|that|it|a)|not with me|(?:lost|broke|left) (?:my|the|it)|no access|different number|old number|wrong number|rather not)\b/.test(
    words,
  );
}

function miss(draft: Draft): void {
  const misses = draft.s.proving.misses + 1;
  change(draft, { misses, pieces: '' });
  if (misses > MISSES) goOn(draft, 'technicianVerifies');
  else say(draft, 'askCodeAgain');
}

/** Whoever wants to go is told once what it is for. */
function leave(draft: Draft): void {
  if (draft.s.proving.leaving) close(draft, 'goodbye', { how: 'finished' });
  else {
    change(draft, { leaving: true });
    say(draft, 'codeBeforeEnd');
  }
}

function submit(draft: Draft, code: string): void {
  draft.s.stage = 'code';
  change(draft, { keyed: '', pieces: '', checking: true });
  draft.out.push({ do: 'submitCode', code });
}

/** True for a code, or a key of one, that comes before anybody asked: whoever has just received it reads it out at once. */
export function isCodeAhead({ s }: Draft): boolean {
  const { now, checking, settled } = s.proving;
  return (
    (s.stage === 'more' || s.stage === 'proving') &&
    (now?.state === 'coming' || now?.state === 'code') &&
    !checking &&
    !settled
  );
}

/** Takes a code that comes before anybody asked for it; false when the words hold none. */
export function takeCodeAhead(draft: Draft, text: string): boolean {
  const code = isCodeAhead(draft) ? codeIn(text) : undefined;
  if (code !== undefined) submit(draft, code);
  return code !== undefined;
}

/** A key while a code is awaited: six digits in a row; `*` begins anew, `#` does nothing more. */
export function takeCodeKey(draft: Draft, key: string): void {
  const { keyed, checking } = draft.s.proving;
  if (checking) return;
  draft.s.stage = 'code';
  if (key === '*') change(draft, { keyed: '' });
  else if (key === '#') {
    change(draft, { keyed: '' });
    if (keyed !== '') miss(draft);
  } else {
    change(draft, { keyed: `${keyed}${key}`, pieces: '' });
    if (keyed.length + 1 === CODE_LENGTH) submit(draft, `${keyed}${key}`);
  }
}

/** What the core says to a code. `failed`: it could not be asked. */
export function takeCodeAnswer(draft: Draft, answer: CodeAnswer | { state: 'failed' }): void {
  change(draft, { checking: false });
  if (draft.s.stage !== 'code') return;
  switch (answer.state) {
    case 'approved':
      takeResult(draft, 'approved');
      return;
    case 'denied':
      takeResult(draft, 'denied');
      return;
    case 'over':
      takeResult(draft, 'expired');
      return;
    case 'wrong':
      say(draft, answer.triesLeft === 1 ? 'codeWrongLast' : 'codeWrong');
      return;
    case 'failed':
      say(draft, 'codeNotChecked');
      return;
  }
}

export function takeResendAnswer(draft: Draft, answer: ResendAnswer | 'failed'): void {
  if (draft.s.stage !== 'code') return;
  if (answer === 'asked') say(draft, 'codeComing');
  else if (answer === 'over') takeResult(draft, 'expired');
  else say(draft, 'codeNotAgain');
}

/** Nobody says anything while a code, or the challenge itself, is awaited. */
export function takeProofSilence(draft: Draft): void {
  const { s } = draft;
  if (s.stage === 'proving') {
    if (s.silences > HELD_SILENCES) close(draft, 'goodbye', { how: 'finished' });
    else if (s.silences === 1) say(draft, 'stillProving');
    return;
  }
  change(draft, { checking: false, keyed: '', pieces: '' });
  if (s.silences > s.options.patience * CODE_PATIENCE) goOn(draft, 'technicianVerifies');
  else say(draft, 'stillCode');
}
