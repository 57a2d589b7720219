import type { Phrase } from './parse-sentence.js';

export interface Consent {
  readonly given: boolean;
  readonly because: string;
}

const has = (said: readonly Phrase[], ...meanings: Phrase['meaning'][]): boolean =>
  said.some((phrase) => meanings.includes(phrase.meaning));

interface ConsentRule {
  readonly because: string;
  /** Whether the rule decides; the first that does wins. */
  readonly applies: (said: readonly Phrase[], trailing: boolean) => boolean;
  readonly given: boolean;
}

/**
 * From the phrases of a reply that was understood word for word to consent, or to the doubt that stands against it. The
 * rules are tried in order and the last one doubts.
 */
export const consentRules: readonly ConsentRule[] = [
  {
    because: 'mixed-signals',
    given: false,
    applies: (said) => has(said, 'deny', 'refuse-to', 'refusal-alone', 'regret'),
  },
  { because: 'asks-for-approval', given: false, applies: (said) => has(said, 'ask') },
  {
    because: 'order-to-a-person',
    given: false,
    applies: (said) => has(said, 'order') && !has(said, 'approve', 'assent') && namesSomebody(said),
  },
  // "Spoke to the client, approved" may tell what the client said; "I spoke to the client, go ahead" does not.
  {
    because: 'perhaps-other-peoples-words',
    given: false,
    applies: (said) => !has(said, 'order') && reportsFirst(said),
  },
  // Consent all the same, but the caller can see that one kind of step was named: a plan of more should ask again.
  {
    because: 'approval-naming-an-action',
    given: true,
    applies: (said) => has(said, 'approve', 'order') && said.some((phrase) => namedAction.test(phrase.said)),
  },
  { because: 'clear-approval', given: true, applies: (said) => has(said, 'approve', 'order') },
  {
    because: 'trails-off',
    given: false,
    applies: (said, trailing) => trailing && has(said, 'assent', 'nod', 'consent-alone'),
  },
  { because: 'weary-yes', given: false, applies: (said) => repeatsItself(said) },
  { because: 'remark-beside-a-yes', given: false, applies: (said) => has(said, 'aside') },
  {
    because: 'approval-naming-an-action',
    given: true,
    applies: (said) => has(said, 'assent') && said.some((phrase) => namedAction.test(phrase.said)),
  },
  { because: 'clear-yes', given: true, applies: (said) => has(said, 'assent') },
  {
    because: 'nod-beside-thanks',
    given: false,
    applies: (said) => has(said, 'nod') && has(said, 'thanks', 'praise', 'consent-alone'),
  },
  { because: 'plain-ok', given: true, applies: (said) => has(said, 'nod') },
  {
    because: 'consent-as-whole-reply',
    given: true,
    applies: (said) =>
      has(said, 'consent-alone') &&
      said.every((phrase) => quiet.has(phrase.meaning)) &&
      count(said, 'consent-alone') === 1,
  },
  { because: 'no-approval-said', given: false, applies: () => true },
];

/** "Reset it" repeats the plan; "reset her password" names a step of it. */
const namedAction = /\b(?:password|account|mfa|pw|reset$|unlock$)/;

const quiet: ReadonlySet<Phrase['meaning']> = new Set(['consent-alone', 'address', 'name', 'joint']);

/** Judges phrases of all sentences together. */
export function judgeConsent(said: readonly Phrase[], trailing: boolean): Consent {
  for (const rule of consentRules) {
    if (rule.applies(said, trailing)) return { given: rule.given, because: rule.because };
  }
  return { given: false, because: 'no-approval-said' };
}

const count = (said: readonly Phrase[], meaning: Phrase['meaning']): number =>
  said.filter((phrase) => phrase.meaning === meaning).length;

/** A person is addressed; a name after closing thanks is the writer's own. */
function namesSomebody(said: readonly Phrase[]): boolean {
  return said.some((phrase, at) => {
    if (phrase.meaning !== 'name') return false;
    return !(at === said.length - 1 && said[at - 1]?.meaning === 'thanks');
  });
}

/** "Yeah yeah", "sure, sure": words that say yes and a tone that does not. */
function repeatsItself(said: readonly Phrase[]): boolean {
  const words = said.filter((phrase) => phrase.meaning !== 'joint').map((phrase) => phrase.said);
  return words.some((word, at) => /^(?:yeah|sure|fine|ok|alright)$/.test(word) && words[at + 1] === word);
}

const spokeToSomebody =
  /\b(?:spoke|spoken|talked|checked|confirmed)\b.{0,20} (?:to|with) |\b(?:user|caller|customer) confirmed\b/;

/** A remark about talking to somebody, with the consent after it. */
function reportsFirst(said: readonly Phrase[]): boolean {
  const remark = said.findIndex(({ meaning, said: words }) => meaning === 'aside' && spokeToSomebody.test(words));
  const consent = said.findIndex(
    ({ meaning, said: words }) => meaning !== 'joint' && consents.has(meaning) && !/^(?:i|we|im|you) /.test(words),
  );
  return remark >= 0 && consent > remark;
}

const consents: ReadonlySet<Phrase['meaning']> = new Set(['approve', 'assent', 'nod']);
