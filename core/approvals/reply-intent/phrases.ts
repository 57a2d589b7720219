import { lists, type Meaning, phraseBook } from './phrase-book.js';

/** All phrases a template stands for. A template is finite by its form: it has choices, but nothing repeats. */
export function expandTemplate(template: string): string[] {
  let text = template;
  // A list may name another list; three rounds are more than the book needs.
  for (let round = 0; round < 3 && text.includes('$'); round += 1) {
    text = text.replace(/\$([a-z]+)/g, (_, name: string) => {
      const list = lists[name];
      if (list === undefined) throw new Error(`The phrase template "${template}" names the unknown list $${name}.`);
      return list;
    });
  }
  const [phrases, end] = readChoices(text, 0);
  if (end !== text.length) throw new Error(`The phrase template "${template}" has an unmatched parenthesis.`);
  return [...new Set(phrases.map((phrase) => phrase.replace(/ +/g, ' ').trim()))].filter((phrase) => phrase !== '');
}

function readChoices(text: string, start: number): [string[], number] {
  const done: string[] = [];
  let current = [''];
  let at = start;
  while (at < text.length) {
    const sign = text[at];
    if (sign === '(' && !/^\([yn]\)/.test(text.slice(at, at + 3))) {
      const [inner, end] = readChoices(text, at + 1);
      if (text[end] !== ')') throw new Error(`The phrase template part "${text.slice(start)}" is not closed.`);
      current = current.flatMap((head) => inner.map((tail) => head + tail));
      at = end + 1;
    } else if (sign === '|') {
      done.push(...current);
      current = [''];
      at += 1;
    } else if (sign === ')') {
      break;
    } else {
      const length = /^\([yn]\)/.test(text.slice(at, at + 3)) ? 3 : 1;
      const piece = text.slice(at, at + length);
      // Emoticons may hold a colon, a dash or a parenthesis.
      const smiley = /^:-?\)/.exec(text.slice(at, at + 3))?.[0];
      const said = smiley ?? piece;
      current = current.map((head) => head + said);
      at += said.length;
    }
  }
  return [[...done, ...current], at];
}

function buildPhrases(): ReadonlyMap<string, Meaning> {
  const all = new Map<string, Meaning>();
  for (const [meaning, templates] of Object.entries(phraseBook)) {
    for (const template of templates) {
      for (const phrase of expandTemplate(template)) if (!all.has(phrase)) all.set(phrase, toMeaning(meaning));
    }
  }
  return all;
}

function toMeaning(name: string): Meaning {
  const found = meanings.find((meaning) => meaning === name);
  if (found === undefined) throw new Error(`The phrase book has the unknown meaning "${name}".`);
  return found;
}

const meanings: readonly Meaning[] = [
  'approve',
  'order',
  'assent',
  'nod',
  'consent-alone',
  'rider',
  'thanks',
  'courtesy',
  'praise',
  'echo',
  'aside',
  'ask',
  'address',
  'regret',
  'deny',
  'refusal-alone',
  'refuse-to',
];

interface Book {
  phrases: ReadonlyMap<string, Meaning>;
  words: ReadonlySet<string>;
  longest: number;
}

let built: Book | undefined;

/** Made at the first reply that is read, not at start: tens of thousands of phrases take time and memory. */
function book(): Book {
  if (!built) {
    const all = buildPhrases();
    const split = [...all.keys()].map((phrase) => phrase.split(' '));
    built = {
      phrases: all,
      words: new Set(split.flat()),
      longest: Math.max(...new Set(split.map((words) => words.length))),
    };
  }
  return built;
}

/** Every phrase that is understood, with what it does. */
export function phrases(): ReadonlyMap<string, Meaning> {
  return book().phrases;
}

/** Every word of every phrase. */
export function knownWords(): ReadonlySet<string> {
  return book().words;
}

/** The words in the longest phrase. */
export function longestPhrase(): number {
  return book().longest;
}
