/** What one answer to a model may hold. Characters of JSON, with room for what stands around the list. */
const MOST_CHARACTERS = 18_000;
const LONGEST_TEXT = 200;

/** The first items of a list that fit into an answer, and how many were left out. */
export function bounded<T>(items: readonly T[], most = 100): { shown: T[]; left: number } {
  const shown: T[] = [];
  let room = MOST_CHARACTERS;
  for (const item of items.slice(0, most)) {
    room -= JSON.stringify(item).length + 1;
    if (room < 0) break;
    shown.push(item);
  }
  return { shown, left: items.length - shown.length };
}

/** What is said of a list that was cut. */
export function cut(left: number): { notShown?: string } {
  return left > 0 ? { notShown: `${left} more` } : {};
}

/** Text of somebody's, no longer than an answer has room for. */
export function clipped(text: string | null | undefined): string | undefined {
  if (text === null || text === undefined) return undefined;
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT - 1)}…` : text;
}
