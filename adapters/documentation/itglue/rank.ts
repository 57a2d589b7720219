import MiniSearch from 'minisearch';

/**
 * Rows that a search fits, the best first: all of its words, else some of them; names count more than what stands in a
 * record, and a word may be unfinished or a letter wrong. All rows, by name, for an empty search.
 */
export function rank<T extends { id: string }>(
  rows: readonly T[],
  query: string,
  wordsOf: (row: T) => { name: string; text: string },
): T[] {
  if (query.trim() === '') return [...rows].sort((one, other) => wordsOf(one).name.localeCompare(wordsOf(other).name));
  const index = new MiniSearch({ fields: ['name', 'text'] });
  const byId = new Map(rows.map((row) => [row.id, row]));
  index.addAll([...byId.values()].map((row) => ({ ...wordsOf(row), id: row.id })));
  const options = { boost: { name: 3 }, prefix: true, fuzzy: (word: string) => (word.length > 4 ? 0.2 : false) };
  const all = index.search(query, { ...options, combineWith: 'AND' });
  const found = all.length > 0 ? all : index.search(query, options);
  return found.flatMap(({ id }) => byId.get(String(id)) ?? []);
}
