import MiniSearch from 'minisearch';
import SearchableMap from 'minisearch/SearchableMap';
import { wordsOf } from './words.js';

export interface Found {
  id: number;
  /** Comparable between indexes of different sizes: 1 is about a word in the text that no other document has. */
  score: number;
}

/** Words of documents, not the documents: what is kept is about five bytes for each character that was put in. */
export interface FullText {
  /** In the place of what was put under this id before. */
  put(id: number, document: { title: string; text: string }): void;
  drop(id: number): void;
  /** The best first. Words in titles count more; also words that begin so, and where there is none, words that look alike. */
  search(query: string, limit: number): Found[];
  readonly size: number;
}

/** How many documents a word stands in. */
interface Spread {
  inText: number;
  inTitle: number;
}

interface Candidate extends Spread {
  word: string;
  weight: number;
}

const MOST_WORDS = 16;
/** More, and a frequent word in a title would hide the one article with a rare word in its text. */
const TITLE_BOOST = 1.5;
/** Of longer words that begin with one; the shortest are taken. */
const MOST_LONGER = 12;
const MOST_LOOKED_AT = 400;
const MOST_ALIKE = 6;
const WEIGHT_OF_LONGER = 0.6;
const WEIGHT_OF_ALIKE = 0.4;
/**
 * How many places in documents one search looks at, which is what it takes time for: rare words come first, and of words
 * that stand nearly everywhere only those in titles count.
 */
const MOST_PLACES = 1_500;
/** The same where there is no rarer word. In more texts a word tells nothing of any of them. */
const MOST_PLACES_ALONE = 3_000;

export function createFullText(): FullText {
  const index = new MiniSearch<{ id: number; title: string; text: string }>({
    fields: ['title', 'text'],
    tokenize(text, field) {
      const words = wordsOf(text);
      if (field === 'title' || field === 'text') count(words, field === 'title' ? 'inTitle' : 'inText');
      return words;
    },
    processTerm: (word) => word,
  });
  /** Counts of removed documents stay in it: it only has to tell rare words from frequent ones. */
  const vocabulary = new SearchableMap<Spread>();

  function count(words: readonly string[], where: keyof Spread): void {
    for (const word of new Set(words)) {
      vocabulary.update(word, (known) => {
        const spread = known ?? { inText: 0, inTitle: 0 };
        spread[where] += 1;
        return spread;
      });
    }
  }

  function candidatesOf(word: string): Candidate[] {
    const exact = vocabulary.get(word);
    const candidates: Candidate[] = exact ? [{ word, weight: 1, ...exact }] : [];
    if (word.length >= 3) {
      const longer: Candidate[] = [];
      let seen = 0;
      for (const [other, spread] of vocabulary.atPrefix(word)) {
        seen += 1;
        if (seen > MOST_LOOKED_AT) break;
        const weight = (WEIGHT_OF_LONGER * word.length) / other.length;
        if (other !== word) longer.push({ word: other, weight, ...spread });
      }
      candidates.push(...longer.sort((one, other) => other.weight - one.weight).slice(0, MOST_LONGER));
    }
    if (candidates.length > 0 || word.length < 4) return candidates;
    const alike = [...vocabulary.fuzzyGet(word, word.length < 8 ? 1 : 2)];
    return alike
      .map(([other, [spread, distance]]) => ({ word: other, weight: WEIGHT_OF_ALIKE / distance, ...spread }))
      .sort((one, other) => other.weight - one.weight)
      .slice(0, MOST_ALIKE);
  }

  /** What is searched everywhere and what in titles only, so that all of it takes no more than it may. */
  function withinBounds(candidates: readonly Candidate[]) {
    const everywhere: string[] = [];
    const titles: string[] = [];
    let places = 0;
    const rareFirst = [...candidates].sort((one, other) => spreadOf(one) / one.weight - spreadOf(other) / other.weight);
    for (const candidate of rareFirst) {
      const most = everywhere.length + titles.length === 0 ? MOST_PLACES_ALONE : MOST_PLACES;
      if (places + spreadOf(candidate) <= most) {
        everywhere.push(candidate.word);
        places += spreadOf(candidate);
      } else if (candidate.inTitle > 0 && places + candidate.inTitle <= most) {
        titles.push(candidate.word);
        places += candidate.inTitle;
      }
    }
    return { everywhere, titles };
  }

  return {
    put(id, { title, text }) {
      if (index.has(id)) index.discard(id);
      index.add({ id, title, text });
    },
    drop(id) {
      if (index.has(id)) index.discard(id);
    },
    search(query, limit) {
      const words = [...new Set(wordsOf(query))].slice(0, MOST_WORDS);
      const weights = new Map<string, Candidate>();
      for (const candidate of words.flatMap(candidatesOf)) {
        const known = weights.get(candidate.word);
        if (!known || known.weight < candidate.weight) weights.set(candidate.word, candidate);
      }
      const { everywhere, titles } = withinBounds([...weights.values()]);
      const results = index.search(
        { combineWith: 'OR', queries: [{ queries: everywhere }, { queries: titles, fields: ['title'] }] },
        {
          boost: { title: TITLE_BOOST },
          // Long articles are no worse than short ones: a rare word in them counts nearly as much.
          bm25: { k: 1.2, b: 0.4, d: 0.5 },
          boostTerm: (word) => weights.get(word)?.weight ?? 1,
          tokenize: (word) => [word],
        },
      );
      const rarest = Math.log(1 + (index.documentCount - 0.5) / 1.5);
      return results.slice(0, limit).map(({ id, score }) => ({ id: Number(id), score: score / rarest }));
    },
    get size() {
      return index.documentCount;
    },
  };
}

const spreadOf = ({ inText, inTitle }: Spread): number => inText + inTitle;
