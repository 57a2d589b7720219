import type { NameWord } from './name-word.js';
import { mergeSpelled, spellWord } from './spelling.js';
import { type Mention, spelledIn, type Understanding, understand } from './utterance.js';

/** A run of letters, and whether it was the answer to the question for a spelling. */
interface Letters {
  letters: string;
  answer: boolean;
}

/** Letters said in passing may be anything ("my v p n"); so many are needed before they are taken for a name's. */
const TELLING = 3;

/**
 * The names in the first words and in a later spelling, as one. Letters outrank the sound wherever the name was said: each
 * run goes on the word that it spells in every name the caller said of themselves, so that no name is left as it only
 * sounded ("This is Sean Smith." ... "Smith. S M I T H.").
 */
export function understandAll(heard: { utterance: string; spelling?: string }): Understanding {
  const first = understand(heard.utterance);
  const answer = heard.spelling?.trim() ? understand(heard.spelling) : undefined;
  const runs: Letters[] = [
    ...first.mentions.flatMap((mention) => lettersOf(mention).map((letters) => ({ letters, answer: false }))),
    ...(answer === undefined ? [] : spelledIn(heard.spelling ?? '').map((letters) => ({ letters, answer: true }))),
  ];
  const answered = answer === undefined ? [] : answerMentions(answer.mentions);
  if (runs.length === 0) return { ...first, mentions: [...answered, ...first.mentions] };
  const named = lastName(first.mentions);
  const mentions = [...answered, ...first.mentions].map((mention) => spellMention(mention, runs, mention === named));
  return { ...first, mentions };
}

/** The name that an answer to the question for a spelling spells: the last one that the caller did not say of another. */
function lastName(mentions: readonly Mention[]): Mention | undefined {
  const own = mentions.filter((mention) => mention.about !== 'other');
  return own.findLast((mention) => mention.words.length > 1) ?? own.at(-1);
}

/** Whatever names stand in the answer are the caller's; "Sean. S E A N. Smith." is one name in pieces. */
function answerMentions(mentions: readonly Mention[]): Mention[] {
  const own = mentions.map((mention): Mention => {
    return { ...mention, about: mention.about === 'other' ? 'other' : 'caller', closed: true };
  });
  const pieces = own.filter((mention) => mention.about === 'caller');
  const last = pieces.at(-1);
  if (last === undefined || pieces.length < 2 || pieces.some((mention) => mention.words.length > 1)) return own;
  return [...own, { ...last, words: mergeSpelled(pieces.flatMap((mention) => mention.words)) }];
}

function lettersOf(mention: Mention): string[] {
  if (mention.about === 'other') return [];
  return mention.words.flatMap(({ spelled }) => (spelled !== undefined && spelled.length >= TELLING ? [spelled] : []));
}

function spellMention(mention: Mention, runs: readonly Letters[], named: boolean): Mention {
  if (mention.about === 'other' || (!named && isOnlyLetters(mention))) return mention;
  let words: readonly NameWord[] = mention.words;
  let answered = false;
  for (const { letters, answer } of runs) {
    const spelled = spellWord(words, letters);
    if (spelled !== undefined) words = spelled;
    else if (answer && named && (words.length === 1 || letters.length >= TELLING)) {
      // They spelled something that was not understood before: a part that was missing, or another name altogether.
      words = [...words, { text: letters, spelled: letters, everyday: false, comma: false }];
    } else continue;
    answered ||= answer;
  }
  return { ...mention, words: [...words], closed: mention.closed || answered };
}

function isOnlyLetters({ words }: Mention): boolean {
  return words.length === 1 && words[0]?.spelled === words[0]?.text;
}
