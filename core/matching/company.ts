import { nameWords } from './text.js';
import { tokenize } from './tokens.js';
import { createVocabulary } from './vocabulary.js';

export interface Company {
  id: string;
  name: string;
}

export interface CompanyMatch {
  company: Company;
  /** 0..1; 1 when every telling word of the company's name was heard. */
  score: number;
}

/** Legal forms and joining words: callers leave them out, so they say nothing. */
const SILENT = new Set(
  'inc incorporated llc ltd limited corp corporation co company companies the and of gmbh ag plc llp lp pc pa pllc dba bv nv sa srl pty a an'.split(
    ' ',
  ),
);
/** Words of trade that many companies share; they help, but never decide. */
const GENERIC = new Set(
  `group services service solutions systems holdings partners associates consulting consultants international national global
  enterprises industries management center centre clinic medical dental health healthcare care law legal firm office offices
  accounting accountants financial finance insurance realty properties property construction builders engineering design
  designs studio studios school academy logistics transport transportation supply supplies manufacturing products foods food
  press media marketing bank capital church foundation institute agency technologies technology tech labs architects brewing
  veterinary vets marine electric plumbing roofing landscaping motors auto automotive restaurant hotel hospital pharmacy
  county city state university college`.split(/\s+/),
);
const GENERIC_WEIGHT = 0.35;
const ALIKE_ENOUGH = 0.8;

/** A company's name as heard: folded, without punctuation, legal form and joining words. */
export function normalizeCompany(name: string): string {
  return tellingWords(name).join(' ');
}

function tellingWords(name: string): string[] {
  const words = nameWords(name.replace(/&/g, ' '));
  const telling = words.filter((word) => !SILENT.has(word));
  return telling.length === 0 ? words : telling;
}

interface Filed {
  company: Company;
  words: string[];
  initials: string;
  uses: number;
}

/** The companies of an index, found in running speech. */
export interface CompanyIndex {
  put(company: Company): void;
  release(id: string): void;
  list(): Company[];
  /** Companies that the words may mean, best first; empty when none is likely. */
  mentioned(words: readonly string[]): CompanyMatch[];
}

export function createCompanyIndex(): CompanyIndex {
  const filed = new Map<string, Filed>();
  const vocabulary = createVocabulary();
  const byWord = new Map<string, Set<string>>();
  const byInitials = new Map<string, Set<string>>();

  function put(company: Company): void {
    const known = filed.get(company.id);
    if (known !== undefined) {
      known.uses += 1;
      return;
    }
    const words = [...new Set(tellingWords(company.name))];
    const initials = tellingWords(company.name)
      .map((word) => word[0] ?? '')
      .join('');
    filed.set(company.id, { company: { ...company }, words, initials, uses: 1 });
    for (const word of words) {
      vocabulary.add(word);
      joinSet(byWord, word, company.id);
    }
    if (initials.length >= 3) joinSet(byInitials, initials, company.id);
  }

  function release(id: string): void {
    const known = filed.get(id);
    if (known === undefined) return;
    known.uses -= 1;
    if (known.uses > 0) return;
    filed.delete(id);
    for (const word of known.words) {
      const filedWord = vocabulary.exact(word);
      if (filedWord !== undefined) vocabulary.release(filedWord);
      leaveSet(byWord, word, id);
    }
    leaveSet(byInitials, known.initials, id);
  }

  function mentioned(words: readonly string[]): CompanyMatch[] {
    const heard = new Map<string, Map<string, number>>();
    const scores = new Map<string, number>();
    for (const [at, word] of words.entries()) {
      for (const span of [word, word + (words[at + 1] ?? '')]) {
        if (span.length < 2 || (SILENT.has(span) && !byWord.has(span))) continue;
        for (const id of byInitials.get(span) ?? []) scores.set(id, INITIALS_SCORE);
        for (const { word: found, likeness } of vocabulary.similar(span, ALIKE_ENOUGH, 8)) {
          for (const id of byWord.get(found.text) ?? []) {
            const own = heard.get(id) ?? new Map<string, number>();
            own.set(found.text, Math.max(likeness, own.get(found.text) ?? 0));
            heard.set(id, own);
          }
        }
      }
    }
    for (const [id, own] of heard) {
      const company = filed.get(id);
      if (company === undefined) continue;
      scores.set(id, Math.max(coverage(company.words, own), scores.get(id) ?? 0));
    }
    const matches: CompanyMatch[] = [];
    for (const [id, score] of scores) {
      const company = filed.get(id)?.company;
      if (company !== undefined && score >= LIKELY) matches.push({ company, score });
    }
    return matches.sort((a, b) => b.score - a.score);
  }

  /** The share of the name that was heard, telling words counting more than words of trade and of many companies. */
  function coverage(words: readonly string[], own: ReadonlyMap<string, number>): number {
    let all = 0;
    let got = 0;
    for (const word of words) {
      const weight = (GENERIC.has(word) ? GENERIC_WEIGHT : 1) / Math.sqrt(byWord.get(word)?.size ?? 1);
      all += weight;
      got += weight * (own.get(word) ?? 0);
    }
    return all === 0 ? 0 : got / all;
  }

  return { put, release, list: () => [...filed.values()].map(({ company }) => company), mentioned };
}

const INITIALS_SCORE = 0.85;
const LIKELY = 0.6;

function joinSet(map: Map<string, Set<string>>, key: string, id: string): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, new Set([id]));
  else known.add(id);
}

function leaveSet(map: Map<string, Set<string>>, key: string, id: string): void {
  const known = map.get(key);
  known?.delete(id);
  if (known?.size === 0) map.delete(key);
}

/** The company that an utterance most likely means; undefined when none is likely or two are equally so. */
export function findCompany(
  index: { companiesIn(words: readonly string[]): CompanyMatch[] },
  utterance: string,
): CompanyMatch | undefined {
  const [best, second] = index.companiesIn(tokenize(utterance).map((token) => token.text));
  if (best === undefined || (second !== undefined && best.score - second.score < CLEAR)) return undefined;
  return best;
}

const CLEAR = 0.05;
