/** Finding out who is calling, without telling anybody who is on file. */
import type { Heard, Identification } from '../../core/matching/identify.js';
import { saysFullName } from '../../core/matching/utterance.js';
import { phrase } from '../phrases.js';
import { claim, type Draft, join, keepProblem, openTicket, say } from './draft.js';
import type { Candidate, Dialogue } from './state.js';
import {
  asksWhetherHeard,
  claimedCompany,
  correctionAfterNo,
  introductionIn,
  isEmptyTalk,
  mentionsCompany,
  problemIn,
  yesOrNo,
} from './words.js';

/** Identification rounds that may lead nowhere before the caller is served without a match. */
const ROUNDS = 2;
const NAME_QUESTIONS = 3;

export function heardSoFar(s: Dialogue): Heard {
  return {
    utterance: s.who.name,
    ...(s.who.company === '' ? {} : { company: s.who.company }),
    ...(s.who.spelling === '' ? {} : { spelling: s.who.spelling }),
    ...(s.options.callerNumber === undefined ? {} : { callerNumber: s.options.callerNumber }),
    ...(s.options.companyIds === undefined ? {} : { companyIds: [...s.options.companyIds] }),
    ...(s.rejected.length === 0 ? {} : { rejected: [...s.rejected] }),
  };
}

/** While the answer is still being spoken: whom it may become, so that the next words are ready. */
export function lookAhead(draft: Draft): void {
  const { s } = draft;
  const text = join(s.turn, s.interim);
  if (text.split(' ').length < 2 || isEmptyTalk(introductionIn(text))) return;
  const who = whoAfter(s, text);
  if (who) draft.out.push({ do: 'identify', heard: heardSoFar({ ...s, who }), final: false });
}

/** What is known of the caller once `text` answers the question asked; undefined when no such question is open. */
function whoAfter(s: Dialogue, text: string): Dialogue['who'] | undefined {
  const told = introductionIn(text);
  switch (s.stage) {
    case 'name':
      return { ...s.who, name: saysFullName(told) ? told : join(s.who.name, told) };
    case 'company':
      return { ...s.who, company: claimedCompany(told) };
    case 'spelling':
      // "Shawn Smyth, S M Y T H" says the name anew; "Smith, S M I T H" spells a part of the one before.
      return { ...s.who, name: s.who.name === '' || saysFullName(text) ? text : s.who.name, spelling: text };
    default:
      return undefined;
  }
}

/** An answer to "what is your name / company / spelling" is complete. */
export function takeIdentity(draft: Draft, text: string): void {
  const { s } = draft;
  keepProblem(draft, problemIn(text));
  if (s.stage === 'name' && isEmptyTalk(introductionIn(text))) {
    if (s.problem === '' && asksWhetherHeard(text)) say(draft, 'stillHere');
    else askName(draft, s.problem === '' ? 'askNameAgain' : 'askName');
    return;
  }
  s.who = whoAfter(s, text) ?? s.who;
  draft.out.push({ do: 'identify', heard: heardSoFar(s), final: true });
}

/** What the contacts say to all that was heard. */
export function takeIdentification(draft: Draft, identification: Identification, final: boolean): void {
  const { s } = draft;
  if (s.stage !== 'name' && s.stage !== 'company' && s.stage !== 'spelling') return;
  const contact = identification.decision === 'accept' ? identification.contact : undefined;
  const candidate: Candidate | undefined =
    contact && !s.rejected.includes(contact.id)
      ? {
          id: contact.id,
          firstName: contact.firstName,
          lastName: contact.lastName,
          company: contact.company?.name,
          evidence: identification.evidence,
        }
      : undefined;
  if (!final) {
    if (candidate) draft.out.push({ do: 'prepare', text: question(candidate) });
    return;
  }
  if (candidate) offer(draft, candidate);
  else if (identification.inseparable) serveUnmatched(draft);
  else if (identification.decision === 'ask') ask(draft, identification.ask ?? 'company');
  else failRound(draft);
}

function offer(draft: Draft, candidate: Candidate): void {
  const { s } = draft;
  s.candidate = candidate;
  s.stage = 'confirming';
  s.asked = { ...s.asked, confirm: 1 };
  repeatConfirm(draft, candidate);
}

export function repeatConfirm(draft: Draft, candidate: Candidate): void {
  const person = nameOf(candidate);
  if (candidate.company === undefined) say(draft, 'confirmAlone', { person });
  else say(draft, 'confirm', { person, company: candidate.company });
}

function question(candidate: Candidate): string {
  const person = nameOf(candidate);
  return candidate.company === undefined
    ? phrase('confirmAlone', { person })
    : phrase('confirm', { person, company: candidate.company });
}

function nameOf(candidate: Candidate): string {
  return join(candidate.firstName, candidate.lastName);
}

/** An answer to "is that ...?", by voice. */
export function takeConfirmation(draft: Draft, text: string): void {
  const { s } = draft;
  const answer = yesOrNo(text);
  keepProblem(draft, problemIn(text));
  if (answer === 'yes') agree(draft, 'Said yes when asked');
  else if (answer === 'no') disagree(draft, correctionAfterNo(introductionIn(text)));
  else if (s.candidate && s.asked.confirm < 2) {
    s.asked = { ...s.asked, confirm: s.asked.confirm + 1 };
    say(draft, 'confirmAgain', { person: nameOf(s.candidate) });
  } else serveUnmatched(draft);
}

export function agree(draft: Draft, how: string): void {
  const { s } = draft;
  const candidate = s.candidate;
  if (s.stage !== 'confirming' || !candidate) return;
  s.confirmed = candidate;
  s.candidate = undefined;
  draft.out.push({ do: 'confirm', contactId: candidate.id, evidence: [...candidate.evidence, how] });
  if (s.problem !== '') openTicket(draft);
  else {
    s.stage = 'problem';
    say(draft, 'askProblem', { firstName: candidate.firstName });
  }
}

export function disagree(draft: Draft, correction = ''): void {
  const { s } = draft;
  const candidate = s.candidate;
  if (s.stage !== 'confirming' || !candidate) return;
  s.rejected = [...s.rejected, candidate.id];
  s.candidate = undefined;
  s.failedRounds += 1;
  if (s.failedRounds >= ROUNDS) serveUnmatched(draft);
  else if (correction !== '') {
    s.stage = 'name';
    s.who = { ...s.who, name: correction };
    draft.out.push({ do: 'identify', heard: heardSoFar(s), final: true });
  } else {
    s.stage = 'spelling';
    s.asked = { ...s.asked, spelling: s.asked.spelling + 1 };
    say(draft, 'askSpellingAfterNo');
  }
}

function companyTold(s: Dialogue): boolean {
  return s.who.company !== '' || mentionsCompany(s.who.name);
}

function failRound(draft: Draft): void {
  const { s } = draft;
  s.failedRounds += 1;
  if (s.failedRounds >= ROUNDS) serveUnmatched(draft);
  else ask(draft, companyTold(s) ? 'spelling' : 'company');
}

/** Asks what is missing; what was asked before is not asked again, the next best question is. */
function ask(draft: Draft, what: 'name' | 'company' | 'spelling'): void {
  const { s } = draft;
  if (what === 'name' && s.asked.name < NAME_QUESTIONS) {
    askName(draft, 'askNameAgain');
    return;
  }
  const open = (['company', 'spelling'] as const).filter(
    (one) => s.asked[one] === 0 && !(one === 'company' && s.who.company !== ''),
  );
  const next = open.find((one) => one === what) ?? (open.length > 1 && companyTold(s) ? 'spelling' : open[0]);
  if (!next) {
    serveUnmatched(draft);
    return;
  }
  s.asked = { ...s.asked, [next]: 1 };
  s.stage = next;
  say(draft, next === 'company' ? 'askCompany' : 'askSpelling');
}

function askName(draft: Draft, how: 'askName' | 'askNameAgain'): void {
  const { s } = draft;
  if (s.asked.name >= NAME_QUESTIONS) {
    serveUnmatched(draft);
    return;
  }
  s.asked = { ...s.asked, name: s.asked.name + 1 };
  s.stage = 'name';
  say(draft, how);
}

/** Nobody on file was found or agreed to: helped all the same, with the claim on the note. */
export function serveUnmatched(draft: Draft): void {
  const { s } = draft;
  s.candidate = undefined;
  claim(draft);
  if (s.problem !== '') openTicket(draft);
  else {
    s.stage = 'problem';
    say(draft, 'askProblemUnknown');
  }
}
