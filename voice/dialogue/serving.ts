/** The problem, the ticket, anything else, a person, and silence. */

import { type PhraseName, spokenNumber } from '../phrases.js';
import { anythingElse, claim, close, type Draft, end, keepProblem, openTicket, say } from './draft.js';
import { repeatConfirm, serveUnmatched } from './identifying.js';
import { closeOrProve, takeCodeAhead, takeProofSilence } from './proving.js';
import type { Stage } from './state.js';
import {
  asksToRepeat,
  asksWhetherHeard,
  claimedName,
  introductionIn,
  isDone,
  isEmptyTalk,
  problemIn,
  yesOrNo,
} from './words.js';

/** Times a caller may add something after the ticket before the call is closed kindly. */
const ADDITIONS = 5;

export function takeProblem(draft: Draft, text: string): void {
  const { s } = draft;
  if (s.message && s.who.name === '' && !s.confirmed) {
    const introduced = /\b(?:this is|my name is|my name's|it's)\s+\p{L}/iu.test(text);
    if (introduced) s.who = { ...s.who, name: claimedName(introductionIn(text)) };
  }
  if (problemIn(text) === '') {
    if (isEmptyTalk(text) || asksWhetherHeard(text)) {
      say(draft, 'askProblemAgain');
      return;
    }
    if (isDone(text)) {
      close(draft, 'goodbye', { how: 'finished' });
      return;
    }
  }
  keepProblem(draft, text);
  openTicket(draft);
}

/** After the ticket: no, yes, say it again, or one more thing (which the transcript on the ticket holds). */
export function takeMore(draft: Draft, text: string): void {
  const { s } = draft;
  if (takeCodeAhead(draft, text)) return;
  if (isDone(text)) {
    // A good-bye that the caller talked over needs no repeating.
    if (s.ending) end(draft, s.ending);
    else closeOrProve(draft);
  } else if (asksToRepeat(text)) anythingElse(draft);
  else if (problemIn(text) === '' && yesOrNo(text) === 'yes') say(draft, 'tellMeMore');
  else if (isEmptyTalk(text)) say(draft, 'anythingElse');
  else if (s.additions >= ADDITIONS) closeOrProve(draft);
  else {
    s.additions += 1;
    if (s.ticketNumber !== undefined && s.numberHeard !== 'yes')
      say(draft, 'addedNumber', { number: spokenNumber(s.ticketNumber) });
    else say(draft, 'added');
  }
}

export function takeTicket(draft: Draft, ticketNumber: string): void {
  const { s } = draft;
  if (s.ticket !== 'asked' && s.ticket !== 'pending') return;
  const late = s.ticket === 'pending';
  s.ticket = 'open';
  s.ticketNumber = ticketNumber;
  const number = spokenNumber(ticketNumber);
  if (s.stage === 'opening') {
    s.stage = 'more';
    say(draft, 'readBack', { number });
  } else if (s.stage === 'more' && late) say(draft, 'ticketNowOpen', { number });
}

/** The PSA cannot be reached now: no number is invented. */
export function takePending(draft: Draft): void {
  const { s } = draft;
  if (s.ticket !== 'asked') return;
  s.ticket = 'pending';
  if (s.stage !== 'opening') return;
  s.stage = 'more';
  say(draft, 'noted');
}

/** A person is asked for (or the matter cannot wait): put through where that is possible, else a message is taken. */
export function takePersonWish(draft: Draft, why: 'asked' | 'emergency', text: string): void {
  const { s } = draft;
  const first = !s.message;
  s.message = true;
  if (first)
    draft.out.push({
      do: 'remark',
      text: why === 'emergency' ? 'The caller called it an emergency.' : 'The caller asked for a person.',
    });
  if (s.options.canTransfer) {
    claim(draft);
    s.stage = 'transferring';
    say(draft, 'transferring');
    return;
  }
  keepProblem(draft, why === 'emergency' ? text : problemIn(text));
  if (s.ticket !== 'none') {
    s.stage = s.stage === 'opening' ? 'opening' : 'more';
    if (s.stage === 'more') say(draft, 'personAfterTicket');
    return;
  }
  const known = s.confirmed !== undefined || s.stage === 'problem';
  s.candidate = undefined;
  s.stage = 'problem';
  if (!first && s.problem !== '') openTicket(draft);
  else if (why === 'emergency') say(draft, 'takeMessageEmergency');
  else say(draft, known ? 'takeMessageKnown' : 'takeMessage');
}

export function takeSilence(draft: Draft): void {
  const { s } = draft;
  s.silences += 1;
  if (s.stage === 'closing') end(draft, s.ending ?? { how: 'finished' });
  else if (s.stage === 'transferring') transfer(draft);
  else if (s.stage === 'proving' || s.stage === 'code') takeProofSilence(draft);
  else if (s.stage === 'more') closeOrProve(draft);
  else if (s.stage === 'opening') {
    if (s.silences > s.options.patience) takePending(draft);
    else say(draft, 'stillOpening');
  } else if (s.silences <= s.options.patience) askAgain(draft);
  else if (s.problem !== '') {
    s.silences = 0;
    if (s.confirmed) openTicket(draft);
    else serveUnmatched(draft);
  } else close(draft, 'goodbyeSilent', { how: 'dropped', detail: 'The caller fell silent.' });
}

const OPEN_QUESTION: Partial<Record<Stage, PhraseName>> = {
  name: 'askName',
  company: 'askCompany',
  spelling: 'askSpelling',
  problem: 'askProblemAgain',
  opening: 'stillOpening',
  transferring: 'transferring',
  proving: 'stillProving',
  code: 'stillCode',
  closing: 'goodbye',
};

/** The open question once more. */
export function askAgain(draft: Draft): void {
  const { s } = draft;
  const question = OPEN_QUESTION[s.stage];
  if (question) say(draft, question);
  else if (s.stage === 'confirming' && s.candidate) repeatConfirm(draft, s.candidate);
  else if (s.stage === 'more') anythingElse(draft);
}

/** All was said, or the caller spoke over it. */
export function takeSpoken(draft: Draft, interrupted: boolean): void {
  const { s } = draft;
  if (s.numberHeard === 'saying') s.numberHeard = interrupted ? 'no' : 'yes';
  if (s.stage === 'transferring') transfer(draft);
  if (s.stage !== 'closing') return;
  const ending = s.ending ?? { how: 'finished' as const };
  const mayGoOn = interrupted && ending.how === 'finished' && ending.detail === undefined && s.additions < ADDITIONS;
  if (!mayGoOn) end(draft, ending);
  else {
    s.additions += 1;
    s.stage = s.ticket === 'none' ? 'problem' : 'more';
  }
}

function transfer(draft: Draft): void {
  draft.out.push({ do: 'transfer' });
  end(draft, { how: 'finished', detail: 'Put through to a person.' });
}
