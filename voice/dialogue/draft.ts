import { type PhraseName, phrase, spokenNumber } from '../phrases.js';
import type { Dialogue, DialogueEffect, Ending } from './state.js';
import { claimedCompany, claimedName } from './words.js';

/** One step in the making: a copy of the state to write on, and what is to be done. */
export interface Draft {
  readonly s: { -readonly [Key in keyof Dialogue]: Dialogue[Key] };
  readonly out: DialogueEffect[];
}

/** Longest problem text that is kept; a call's transcript holds the rest. Characters. */
const LONGEST_PROBLEM = 4_000;

export function join(...parts: readonly string[]): string {
  return parts
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join(' ');
}

export function say(draft: Draft, name: PhraseName, values: Readonly<Record<string, string>> = {}): void {
  if (values.number !== undefined && draft.s.numberHeard === 'no') draft.s.numberHeard = 'saying';
  draft.out.push({ do: 'say', phrase: name, text: phrase(name, values) });
}

/** Adds to what the caller wants, unless it is there already. */
export function keepProblem(draft: Draft, text: string): void {
  const words = text.trim();
  if (words === '' || draft.s.problem.includes(words)) return;
  draft.s.problem = join(draft.s.problem, words).slice(0, LONGEST_PROBLEM);
}

/** Tells the core once what a caller without a confirmed match said about themselves. */
export function claim(draft: Draft): void {
  const { s } = draft;
  if (s.confirmed || s.claimed) return;
  const spoken = claimedName(s.who.name);
  const spelling = s.who.spelling === '' ? '' : `(spelled: ${s.who.spelling.slice(0, 120)})`;
  const name = join(spoken, spelling);
  const company = claimedCompany(s.who.company);
  if (name === '' && company === '') return;
  s.claimed = true;
  draft.out.push({ do: 'claim', ...(name === '' ? {} : { name }), ...(company === '' ? {} : { company }) });
}

/** Opens the one ticket of this call; a second call of it does nothing but read the first one back. */
export function openTicket(draft: Draft): void {
  const { s } = draft;
  if (s.ticket !== 'none') {
    anythingElse(draft);
    return;
  }
  claim(draft);
  s.ticket = 'asked';
  s.stage = 'opening';
  if (s.confirmed) say(draft, 'openingKnown', { firstName: s.confirmed.firstName });
  else say(draft, 'opening');
  draft.out.push({ do: 'openTicket', problem: s.problem });
}

/** Says the number, or that one will come, and asks whether there is anything else. */
export function anythingElse(draft: Draft): void {
  const { s } = draft;
  s.stage = 'more';
  if (s.ticketNumber !== undefined) say(draft, 'readBackAgain', { number: spokenNumber(s.ticketNumber) });
  else say(draft, 'notedAgain');
}

/** Says good-bye; the call ends as `ending` once that is spoken. */
export function close(draft: Draft, name: PhraseName, ending: Ending): void {
  claim(draft);
  const { s } = draft;
  s.stage = 'closing';
  s.ending = ending;
  // Nobody hangs up on a caller who talked over the number.
  if (name === 'goodbye' && s.ticketNumber !== undefined && s.numberHeard !== 'yes')
    say(draft, 'goodbyeNumber', { number: spokenNumber(s.ticketNumber) });
  else say(draft, name);
}

/** The end: comes once, last. */
export function end(draft: Draft, ending: Ending): void {
  claim(draft);
  draft.s.stage = 'ended';
  draft.out.push({ do: 'end', ...ending });
}
