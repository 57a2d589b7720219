import { cutText } from '../../psa/words.js';
import { createFullText } from '../full-text.js';
import { htmlToPlainText } from '../html-to-plain-text.js';
import { withoutSecrets } from '../without-secrets.js';
import type { ArticleRow } from './shapes.js';

/** What is kept of an article beside its words. */
export interface Shelved {
  id: number;
  title: string;
  /** Its first words, without secrets. */
  opening: string;
  changedAt: Date | undefined;
  /** As Hudu gives it. */
  url: string | undefined;
}

export interface Shelf {
  /** Takes an article in, or anew, or out when it is not (any more) to be found here; an older state is not taken. */
  offer(row: ArticleRow): void;
  /** It is known to be gone. */
  forget(id: number): void;
  search(query: string, limit: number): { article: Shelved; score: number }[];
  readonly size: number;
  /** What was indexed. */
  readonly characters: number;
  /** Latest change among all that was offered, by Hudu's clock. Milliseconds. */
  readonly newest: number | undefined;
  /** The rest was too much: only titles of it are known. */
  readonly isFull: boolean;
}

const LONGEST_TEXT = 50_000;
const LONGEST_OPENING = 160;

/** An index of articles. `belongs`: whether one is to be found in it. `mostCharacters`: beyond it only titles are indexed. */
export function createShelf({
  belongs,
  mostCharacters,
}: {
  belongs(row: ArticleRow): boolean;
  mostCharacters: number;
}): Shelf {
  const index = createFullText();
  const articles = new Map<number, Shelved & { characters: number }>();
  /** By id, of those that are not here too: what was offered late must not bring them back. Milliseconds. */
  const versions = new Map<number, number>();
  let characters = 0;
  let newest: number | undefined;
  let isFull = false;

  function remove(id: number): void {
    characters -= articles.get(id)?.characters ?? 0;
    articles.delete(id);
    index.drop(id);
  }

  return {
    offer(row) {
      const { id } = row;
      const changed = Date.parse(row.updated_at ?? '');
      const version = Number.isNaN(changed) ? 0 : changed;
      const known = versions.get(id);
      const isWanted = belongs(row) && row.draft !== true && row.archived !== true;
      if (
        known !== undefined &&
        (version < known || (version === known && version > 0 && isWanted === articles.has(id)))
      )
        return;
      versions.set(id, version);
      if (version > 0) newest = Math.max(newest ?? version, version);
      remove(id);
      if (!isWanted) return;
      const title = (row.name ?? '').trim() || 'Untitled';
      const text = htmlToPlainText(row.content ?? '').slice(0, LONGEST_TEXT);
      isFull ||= characters + text.length > mostCharacters;
      const taken = isFull ? '' : text;
      index.put(id, { title, text: taken });
      characters += taken.length;
      articles.set(id, {
        id,
        title,
        opening: openingOf(title, text),
        changedAt: version > 0 ? new Date(version) : undefined,
        url: row.url ?? undefined,
        characters: taken.length,
      });
    },
    forget: remove,
    search: (query, limit) =>
      index.search(query, limit).flatMap(({ id, score }) => {
        const article = articles.get(id);
        return article ? { article, score } : [];
      }),
    get size() {
      return articles.size;
    },
    get characters() {
      return characters;
    },
    get newest() {
      return newest;
    },
    get isFull() {
      return isFull;
    },
  };
}

function openingOf(title: string, text: string): string {
  // Enough that a label and its secret are seen together, also where the cut falls between them.
  const words = withoutSecrets(text.slice(0, 2_000));
  const body = words.startsWith(title) ? words.slice(title.length) : words;
  const line = body.replace(/\s+/g, ' ').trim();
  return line.length > LONGEST_OPENING ? `${cutText(line, LONGEST_OPENING)}…` : line;
}
