/** Letters that Unicode decomposition leaves alone, and how they are written without their mark. */
const UNMARKED: Readonly<Record<string, string>> = {
  ß: 'ss',
  ø: 'o',
  æ: 'ae',
  œ: 'oe',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};

/** Lower case without diacritics: `Zoë` -> `zoe`, `García` -> `garcia`. Plain ASCII comes back as quickly as it can. */
export function foldLetters(text: string): string {
  const lower = text.toLowerCase();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is ASCII, on purpose
  if (/^[\x00-\x7f]*$/.test(lower)) return lower;
  return lower
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[ßøæœłđðþı]/g, (letter) => UNMARKED[letter] ?? letter)
    .replace(/[\u2018\u2019\u02bc`´]/g, "'")
    .replace(/[\u2010-\u2015]/g, '-');
}

/** The words of a name as on file, folded, apostrophes and dots dropped: `O'Connell-St. John` -> oconnell, st, john. */
export function nameWords(name: string): string[] {
  return foldLetters(name)
    .replace(/'/g, '')
    .split(/[^a-z]+/)
    .filter((word) => word !== '');
}
