import { type CompanyEvidence, type CompanyVerdict, companyEvidence } from './company-evidence.js';
import type { Contactable, ContactIndex } from './contact-index.js';
import { understandAll } from './heard-names.js';
import { type NameMatch, searchName } from './name-search.js';
import { defaultThresholds, type Thresholds } from './thresholds.js';
import type { Mention } from './utterance.js';

/** What is known of a caller or writer so far. Later answers stand beside the first words, not in place of them. */
export interface Heard {
  utterance: string;
  company?: string;
  spelling?: string;
  callerNumber?: string;
  /** An address that the door vouches for (a chat sign-in, a mail header), not one that was said. */
  email?: string;
  /** Only contacts of these companies, where a number or workspace is mapped to a client. */
  companyIds?: readonly string[];
  /** Contacts that the caller has said no to. */
  rejected?: readonly string[];
}

export interface Identification {
  decision: 'accept' | 'ask' | 'none';
  /** Who it is (accept), or whom to have confirmed (ask, from the caller's number). */
  contact?: Contactable;
  /** 0..1, of the best candidate, all evidence in. */
  score: number;
  /** How far the runner-up, another person, is behind; 0..1. */
  margin: number;
  /** What to ask for next. */
  ask?: 'name' | 'company' | 'spelling';
  /** Several people fit alike whom no answer tells apart (one name, one company): asking on would only be a bother. */
  inseparable?: true;
  /** Sentences for the technician, best evidence first. */
  evidence: readonly string[];
  /** The best few, for the activity record; never told to the caller. */
  candidates: readonly { contact: Contactable; score: number }[];
}

interface Candidate {
  contact: Contactable;
  name: number;
  score: number;
  mention?: Mention;
  match?: NameMatch;
  byNumber: boolean;
  company: CompanyVerdict;
}

const SHOWN = 5;

/**
 * Decides who is speaking. `accept` only above a threshold and clear of the runner-up; a name that is said of somebody
 * else, a first name alone, or a caller's number alone is only ever `ask`. Pure: the same input, the same answer.
 */
export function identify(index: ContactIndex, heard: Heard, options: Partial<Thresholds> = {}): Identification {
  const bars = { ...defaultThresholds, ...options };
  const allowed = allowedBy(heard);
  const byEmail = heard.email ? index.byEmail(heard.email).filter(allowed) : [];
  if (byEmail.length === 1 && byEmail[0] !== undefined) {
    return accepted(byEmail[0], 1, 1, [`wrote from the address on file for ${fullName(byEmail[0])}`], byEmail);
  }
  const caller = heard.callerNumber ? index.byPhone(heard.callerNumber).filter(allowed) : [];
  const mentions = understandAll(heard);
  const company = companyEvidence(index, heard, mentions.words, mentions.companyStarts, bars);
  const candidates = weigh(index, mentions.mentions, caller, byEmail, company, bars, allowed);
  return decide(candidates, caller, heard, mentions.mentions, bars);
}

function allowedBy(heard: Heard): (contact: Contactable) => boolean {
  const companies = heard.companyIds === undefined ? undefined : new Set(heard.companyIds);
  const rejected = new Set(heard.rejected ?? []);
  return (contact) =>
    !rejected.has(contact.id) && (companies === undefined || companies.has(contact.company?.id ?? ''));
}

function weigh(
  index: ContactIndex,
  mentions: readonly Mention[],
  caller: readonly Contactable[],
  byEmail: readonly Contactable[],
  company: CompanyEvidence,
  bars: Thresholds,
  allowed: (contact: Contactable) => boolean,
): Candidate[] {
  const callers = new Set([...caller, ...byEmail].map((contact) => contact.id));
  const best = new Map<string, Candidate>();
  for (const mention of mentions) {
    for (const match of searchName(index, mention)) {
      if (!allowed(match.contact)) continue;
      // A number says whose telephone it is; the letters say who holds it.
      const byNumber = callers.has(match.contact.id) && match.misspelled !== true;
      const verdict = company.verdictOn(match.contact, mention);
      let score = match.score;
      if (verdict === 'agrees') score += (1 - score) * bars.companyAgrees;
      if (verdict === 'contradicts') score *= bars.companyContradicts;
      if (byNumber) score += (1 - score) * bars.numberAgrees;
      const known = best.get(match.contact.id);
      const candidate = {
        contact: match.contact,
        name: match.score,
        score,
        mention,
        match,
        byNumber,
        company: verdict,
      };
      if (known === undefined || rank(candidate) > rank(known)) best.set(match.contact.id, candidate);
    }
  }
  return [...best.values()].sort((a, b) => rank(b) - rank(a));
}

/** A name the caller says of themselves goes before one said of another, whatever the likeness. */
function rank(candidate: Candidate): number {
  const about = candidate.mention?.about;
  return strength(candidate) + (about === 'caller' ? 2 : about === 'loose' ? 1 : 0);
}

/** The score and what tells equal scores apart: two Anna Millers both score 1, but only one said her company. */
function strength(candidate: Candidate): number {
  return (
    candidate.score + (candidate.company === 'agrees' ? COMPANY_APART : 0) + (candidate.byNumber ? NUMBER_APART : 0)
  );
}

const COMPANY_APART = 0.08;
const NUMBER_APART = 0.12;

function decide(
  candidates: readonly Candidate[],
  caller: readonly Contactable[],
  heard: Heard,
  mentions: readonly Mention[],
  bars: Thresholds,
): Identification {
  const own = candidates.filter((candidate) => candidate.mention?.about === 'caller');
  const top = own[0] ?? candidates[0];
  const numberHolder = caller.length === 1 ? caller[0] : undefined;
  if (top === undefined || top.score < bars.ask * (top.match?.full ? 1 : 0.9)) {
    return withoutName(numberHolder, caller, mentions, candidates);
  }
  const field = top.mention?.about === 'caller' ? own : candidates;
  const rival = field.find((candidate) => candidate !== top && !samePerson(candidate.contact, top.contact));
  const margin = Math.max(0, Math.min(1, strength(top) - (rival === undefined ? 0 : strength(rival))));
  const result = {
    score: round(Math.min(1, top.score)),
    margin: round(margin),
    evidence: evidenceFor(top),
    candidates: shown(candidates),
  };
  if (top.mention?.about === 'other') return { ...result, decision: 'ask', ask: 'name' };
  if (!mayAccept(top, bars))
    return { ...result, decision: 'ask', ask: top.match?.full ? nextQuestion(top, heard) : 'name' };
  const agreed = top.byNumber && top.match?.full !== true ? firstNameFitsNumber(top, caller) : true;
  if (!agreed) return { ...result, decision: 'ask', ask: 'name' };
  const against = caller.length > 0 && !top.byNumber;
  const bar = top.byNumber ? bars.acceptWithNumber : against ? bars.acceptAgainstNumber : bars.accept;
  if (top.score < bar) return { ...result, decision: 'ask', ask: nextQuestion(top, heard) };
  if (rival !== undefined && margin < bars.margin) return { ...result, ...tellApart(top, field, heard, bars) };
  return { ...result, decision: 'accept', contact: top.contact };
}

/** Words that nothing introduces are believed only when they are nothing but a clear full name. */
function mayAccept(candidate: Candidate, bars: Thresholds): boolean {
  const { mention, match } = candidate;
  if (mention === undefined || match === undefined) return false;
  if (candidate.byNumber && mention.about !== 'other') return true;
  if (!match.full) return false;
  if (mention.about === 'loose') return mention.closed && match.alike && candidate.company === 'agrees';
  if (candidate.company === 'contradicts' && candidate.score < bars.accept) return false;
  return true;
}

/** A first name and the caller's own number together name one person. */
function firstNameFitsNumber(candidate: Candidate, caller: readonly Contactable[]): boolean {
  const namesakes = caller.filter((contact) => contact.firstName === candidate.contact.firstName);
  return namesakes.length === 1 && candidate.name >= FIRST_NAME_FITS && candidate.mention?.about === 'caller';
}

const FIRST_NAME_FITS = 0.6;

function nextQuestion(candidate: Candidate, heard: Heard): 'name' | 'company' | 'spelling' {
  if (candidate.company === 'contradicts') return 'company';
  return heard.spelling ? (heard.company || candidate.company === 'agrees' ? 'name' : 'company') : 'spelling';
}

/** What would tell people apart whose names fit equally well: their companies, else their spelling, else nothing said. */
function tellApart(
  top: Candidate,
  field: readonly Candidate[],
  heard: Heard,
  bars: Thresholds,
): Pick<Identification, 'decision' | 'ask' | 'inseparable'> {
  const near = field.filter((candidate) => strength(top) - strength(candidate) < bars.margin);
  const companies = new Set(near.map((candidate) => candidate.contact.company?.id ?? ''));
  if (companies.size > 1 && !heard.company) return { decision: 'ask', ask: 'company' };
  const sameName = near.every((candidate) => sameSpelling(candidate.contact, top.contact));
  if (!sameName && !heard.spelling) return { decision: 'ask', ask: 'spelling' };
  if (companies.size > 1) return { decision: 'ask', ask: 'company' };
  return sameName ? { decision: 'none', inseparable: true } : { decision: 'none' };
}

function withoutName(
  holder: Contactable | undefined,
  caller: readonly Contactable[],
  mentions: readonly Mention[],
  candidates: readonly Candidate[],
): Identification {
  const rest = { margin: 0, candidates: shown(candidates) };
  if (holder !== undefined) {
    const evidence = [`called from the number on file for ${fullName(holder)}`];
    return {
      ...rest,
      decision: 'ask',
      ask: 'name',
      contact: holder,
      score: NUMBER_ALONE,
      evidence,
      candidates: [{ contact: holder, score: NUMBER_ALONE }],
    };
  }
  if (caller.length > 1) {
    const evidence = [`called from a number that ${caller.length} contacts share`];
    return { ...rest, decision: 'ask', ask: 'name', score: NUMBER_SHARED, evidence };
  }
  const score = candidates[0]?.score ?? 0;
  const evidence = [mentions.length === 0 ? 'no name was heard' : 'no contact fits what was heard'];
  return { ...rest, decision: 'none', score: round(score), evidence };
}

const NUMBER_ALONE = 0.7;
const NUMBER_SHARED = 0.4;

function accepted(
  contact: Contactable,
  score: number,
  margin: number,
  evidence: string[],
  all: readonly Contactable[],
): Identification {
  const candidates = all.slice(0, SHOWN).map((one) => ({ contact: one, score }));
  return { decision: 'accept', contact, score, margin, evidence, candidates };
}

/** Two records of one person: the same name and a shared address or number. */
function samePerson(a: Contactable, b: Contactable): boolean {
  const shared = (one: readonly string[] = [], other: readonly string[] = []): boolean =>
    one.some((value) => other.some((known) => known.toLowerCase() === value.toLowerCase()));
  return sameSpelling(a, b) && a.company?.id === b.company?.id && shared(a.emails, b.emails);
}

function sameSpelling(a: Contactable, b: Contactable): boolean {
  return fullName(a).toLowerCase() === fullName(b).toLowerCase();
}

function fullName(contact: Contactable): string {
  return `${contact.firstName} ${contact.lastName}`.trim();
}

function evidenceFor(candidate: Candidate): string[] {
  const { contact, match } = candidate;
  const company = contact.company?.name ?? 'their company';
  const likeness = candidate.name.toFixed(2);
  const sentences = [
    match?.spelled
      ? `name spelled as on file for ${fullName(contact)} (${likeness})`
      : match?.full
        ? `name sounds like ${fullName(contact)} (${likeness})`
        : `part of the name of ${fullName(contact)} (${likeness})`,
  ];
  if (candidate.mention?.about === 'other') sentences.push('but said of somebody else');
  if (candidate.byNumber) sentences.push('called from the number on file');
  if (candidate.company === 'agrees') sentences.push(`said they are with ${company}`);
  if (candidate.company === 'contradicts') sentences.push(`but said another company than ${company}`);
  return sentences;
}

function shown(candidates: readonly Candidate[]): { contact: Contactable; score: number }[] {
  return candidates.slice(0, SHOWN).map(({ contact, score }) => ({ contact, score: round(Math.min(1, score)) }));
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
