const LONGEST = 60;

/** Letters that have no plain letter inside them. */
const PLAIN: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};

/**
 * A slug for a company: the first of its names that has Latin letters or digits, written in plain ones, and a number
 * behind it where `taken` has it already.
 */
export function suggestSlug(names: readonly string[], taken: ReadonlySet<string>): string {
  const base = names.map(plain).find((slug) => slug !== '') ?? 'client';
  for (let count = 1; ; count += 1) {
    const ending = count === 1 ? '' : `-${count}`;
    const slug = `${base.slice(0, LONGEST - ending.length).replace(/-+$/, '')}${ending}`;
    if (!taken.has(slug)) return slug;
  }
}

function plain(name: string): string {
  return name
    .toLowerCase()
    .replace(/\P{ASCII}/gu, (letter) => PLAIN[letter] ?? letter)
    .normalize('NFKD')
    .replace(/\p{Mark}|['’.]/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, LONGEST);
}
