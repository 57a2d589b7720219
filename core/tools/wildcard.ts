/**
 * Whether `text` looks like `pattern`, whatever the case of either; `*` stands for any text. The time grows with the two
 * lengths together, whatever they hold.
 */
export function looksLike(text: string, pattern: string): boolean {
  const subject = folded(text);
  const parts = folded(pattern).split('*');
  const [first = ''] = parts;
  if (parts.length === 1) return subject === first;
  const last = parts.at(-1) ?? '';
  const end = subject.length - last.length;
  if (end < first.length || !subject.startsWith(first) || !subject.endsWith(last)) return false;
  // The leftmost place for each part leaves the most room for the parts behind it, so nothing is ever tried twice.
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    at = endOf(part, subject, at, end);
    if (at === -1) return false;
  }
  return true;
}

/** Text as conditions compare it: letters of any width and case alike, without the blanks around it. */
export function folded(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase();
}

/** Where the first `part` between two places of a text ends, or -1. Knuth, Morris and Pratt: no place is read twice. */
function endOf(part: string, text: string, from: number, to: number): number {
  if (part === '') return from;
  const borders = bordersOf(part);
  let matched = 0;
  for (let at = from; at < to; at += 1) {
    while (matched > 0 && part[matched] !== text[at]) matched = borders[matched - 1] ?? 0;
    if (part[matched] === text[at]) matched += 1;
    if (matched === part.length) return at + 1;
  }
  return -1;
}

/** For each beginning of a part, how long the longest shorter beginning is that it ends with. */
function bordersOf(part: string): number[] {
  const borders = [0];
  let matched = 0;
  for (let at = 1; at < part.length; at += 1) {
    while (matched > 0 && part[matched] !== part[at]) matched = borders[matched - 1] ?? 0;
    if (part[matched] === part[at]) matched += 1;
    borders.push(matched);
  }
  return borders;
}
