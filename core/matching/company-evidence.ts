import type { CompanyMatch } from './company.js';
import type { Contactable, ContactIndex } from './contact-index.js';
import type { Thresholds } from './thresholds.js';
import { tokenize } from './tokens.js';
import type { Mention } from './utterance.js';

/** What the company that was heard says about a candidate. */
export interface CompanyEvidence {
  verdictOn(contact: Contactable, mention: Mention): CompanyVerdict;
}

export type CompanyVerdict = 'agrees' | 'contradicts' | 'silent';

const AS_GOOD = 0.06;
const SURE = 0.85;

/**
 * Weighs the company of an answer, or one said in passing. It agrees with everybody there; it contradicts only when it
 * was named on purpose ("from ...", or as an answer) and is surely another one.
 */
export function companyEvidence(
  index: ContactIndex,
  heard: { company?: string; companyIds?: readonly string[] },
  words: readonly string[],
  starts: readonly number[],
  bars: Thresholds,
): CompanyEvidence {
  const answered = heard.company?.trim() ? tokenize(heard.company).map((token) => token.text) : undefined;
  const said = starts.flatMap((start) => words.slice(start, start + 6));
  const purposely = answered ?? said;
  const meant = purposely.length > 0 ? index.companiesIn(purposely) : [];
  const passing = meant.length > 0 || answered !== undefined ? [] : index.companiesIn(words);
  return {
    verdictOn: (contact, mention) => {
      if (contact.company === undefined) return 'silent';
      if (among(contact.company.id, meant, bars.company)) return 'agrees';
      if (
        meant.length > 0 &&
        (meant[0]?.score ?? 0) >= SURE &&
        !meant.some(({ company }) => company.id === contact.company?.id)
      ) {
        return 'contradicts';
      }
      const beyondName = passing.filter(({ company }) => !isOnlyTheName(company.name, mention));
      return among(contact.company.id, beyondName, bars.company) ? 'agrees' : 'silent';
    },
  };
}

function among(id: string, matches: readonly CompanyMatch[], floor: number): boolean {
  const best = matches[0]?.score ?? 0;
  return matches.some(({ company, score }) => company.id === id && score >= floor && score >= best - AS_GOOD);
}

/** "Whitfield" in "Dana Whitfield" is no mention of a company called Whitfield. */
function isOnlyTheName(name: string, mention: Mention): boolean {
  const own = new Set(mention.words.slice(0, 2).map((word) => word.text));
  const words = tokenize(name).map((token) => token.text);
  return words.some((word) => own.has(word));
}
