/** What was typed, without the signs that end a quoted `$search` clause; `&` in one is a known defect of Graph. */
export function searchWords(typed: string): string {
  return typed
    .replace(/["\\&#%]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
