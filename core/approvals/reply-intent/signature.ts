import { givenNames } from './given-names.js';
import { closingLine, deviceWords, legalLine, legalTerms, meaningfulWords, titleWords } from './signature-words.js';

const mostLines = 14;
const longestLine = 160;

/**
 * Own words without the signature below them. Only lines that look like a signature and carry no word of meaning go; a
 * condition under "Thanks, Jin" stays where it is, and is judged.
 */
export function dropSignature(text: string): string {
  const lines = dropLegalText(text.split('\n'));
  while (lines.length > 0 && isEmptyOrDevice(lines.at(-1) ?? '')) lines.pop();
  const from = Math.max(0, lines.length - mostLines);
  for (let at = from; at < lines.length; at += 1) {
    const tail = lines.slice(at).filter((line) => line.trim() !== '');
    if (isSignature(tail, at === 0)) return lines.slice(0, at).join('\n');
  }
  return dropInlineName(lines.join('\n'));
}

function isSignature(tail: readonly string[], wholeText: boolean): boolean {
  const [first, ...rest] = tail;
  if (first === undefined) return false;
  if (/^(?:-- ?|---|__|___|\*\*\*|- -|~~)$/.test(first.trim())) return rest.every((line) => isHarmless(line));
  if (isClosing(first)) {
    return rest.length === 0 ? !wholeText : isNameWithTitle(rest[0] ?? '') && rest.slice(1).every(isDetail);
  }
  if (isClosingWithName(first)) return rest.every(isDetail);
  // A name on its own line, below something that was said.
  const signed = /^[-~/ ]{0,3}/.exec(first)?.[0] ?? '';
  const name = first.slice(signed.length).trim();
  return !wholeText && isKnownName(name) && rest.every(isDetail);
}

const plainWords = (line: string): string[] =>
  line
    .toLowerCase()
    .replace(/[.,!:;()|/]+/g, ' ')
    .split(' ')
    .filter((word) => word !== '');

const isClosing = (line: string): boolean =>
  line.length < 60 &&
  closingLine.test(
    line
      .toLowerCase()
      .replace(/[,.!~ -]+$/, '')
      .trim(),
  );

/** "Thanks, Jin", "Regards Jin Park", "Regards, Jin Park, Senior Technician". */
function isClosingWithName(line: string): boolean {
  if (line.length > 100) return false;
  const tokens = line.split(' ').filter((word) => word !== '' && word !== '-');
  for (let cut = 1; cut < tokens.length && cut <= 4; cut += 1) {
    if (isClosing(tokens.slice(0, cut).join(' ')) && isNameWithTitle(tokens.slice(cut).join(' '))) return true;
  }
  return false;
}

function isNameWithTitle(line: string): boolean {
  const [name, ...titles] = line.split(/ ?[|,] ?| - /).filter((part) => part.trim() !== '');
  return name !== undefined && isNameLine(name) && titles.every(isDetail);
}

const capitalised = /^\p{Lu}[\p{L}'.-]{0,24}$/u;

/** One to three words that can be a name and mean nothing else; initials count. */
export function isNameLine(line: string): boolean {
  const tokens = line
    .replace(/[,.!]+$/, '')
    .replace(/^[-~ ]+/, '')
    .split(' ')
    .filter((word) => word !== '');
  if (tokens.length < 1 || tokens.length > 3) return false;
  return tokens.every((token) => {
    const lower = token.toLowerCase().replace(/[^\p{L}]/gu, '');
    if (lower === '') return false;
    // After "Thanks," May and Mark are people.
    if (namesThatMean.has(lower)) return capitalised.test(token) && tokens.length <= 2;
    if (meaningfulWords.has(lower)) return false;
    if (token.length > 2 && token === token.toUpperCase()) return givenNames.has(lower) || tokens.length > 1;
    return capitalised.test(token) || givenNames.has(lower);
  });
}

const namesThatMean = new Set(['mark', 'grant', 'will', 'june', 'april', 'max', 'hope', 'art']);

/** A name nobody could take for anything else: it starts with a known given name. */
export function isKnownName(line: string): boolean {
  const tokens = line
    .replace(/[,.!]+$/, '')
    .split(' ')
    .filter((word) => word !== '');
  const [first, ...rest] = tokens;
  if (first === undefined || tokens.length > 3 || !givenNames.has(first.toLowerCase())) return false;
  return rest.every((token) => capitalised.test(token) && !meaningfulWords.has(token.toLowerCase().replace(/\W/g, '')));
}

/** A line of a signature under its name: a title, company, number, address. */
function isDetail(line: string): boolean {
  if (line.length > longestLine || /[?]\s|[?]$|[\ue000"]/.test(line)) return false;
  if (isEmptyOrDevice(line)) return true;
  const address = /[\w.+-]+@[\w-]+\.[\w.-]+|https?:\/\/\S+|www\.\S+/gi;
  const words = plainWords(line.replace(address, ' ').replace(/[+(]?\d[\d ().-]*/g, ' '));
  if (words.some((word) => meaningfulWords.has(word) && !titleWords.has(word))) return false;
  const marked = address.test(line) || (line.match(/\d/g) ?? []).length >= 7;
  if (marked && words.length <= 6) return true;
  const shaped = line.split(/[\s|,/&:]+/).filter((token) => /\p{L}/u.test(token));
  return shaped.length <= 8 && shaped.every((token) => titleWords.has(token.toLowerCase()) || /^\p{Lu}/u.test(token));
}

/** Below "-- " anything may stand that carries no word of meaning. */
const isHarmless = (line: string): boolean => isDetail(line) || isNameLine(line);

function isEmptyOrDevice(line: string): boolean {
  const text = line.trim().toLowerCase();
  if (text === '') return true;
  if (text.length > 80 || !/^(?:sent (?:from|via|with)|get outlook for) /.test(text)) return false;
  return plainWords(text.replace(/<[^>]{0,80}>/g, ''))
    .slice(2)
    .every((word) => deviceWords.has(word));
}

/** Legal text goes paragraph by paragraph, and only from below: what stands above it is judged. */
function dropLegalText(lines: readonly string[]): string[] {
  const kept = [...lines];
  for (let rounds = 0; rounds < 6; rounds += 1) {
    while (kept.length > 0 && (kept.at(-1) ?? '').trim() === '') kept.pop();
    let start = kept.length - 1;
    while (start > 0 && (kept[start - 1] ?? '').trim() !== '') start -= 1;
    const at = kept.findIndex((line, index) => index >= start && index > 0 && isLegal(line));
    if (at < 0) return kept;
    kept.length = at;
  }
  return kept;
}

const isLegal = (line: string): boolean =>
  line.trim().length >= 40 && legalLine.test(line.trim()) && legalTerms.test(line);

/** "Approved - Jin", "Approved. Thanks, Jin Park": the name at the end of the last line. */
function dropInlineName(text: string): string {
  const closing = /[.!] ?(?=[^.!\n]{4,100}$)|[.!] ?(?=[^.!\n]{4,100}[.!]$)/.exec(text.slice(-110));
  if (closing !== null) {
    const start = Math.max(0, text.length - 110) + closing.index + closing[0].length;
    if (isClosingWithName(text.slice(start))) return text.slice(0, start);
  }
  const cut = Math.max(0, text.length - 100);
  const end = text.slice(cut);
  const signed = /(?:[.!,]|\s-|\s~|\s\/|\n-)[ \n]?([^.!,\n?:;"~/]{1,40}?)[.!]?$/u.exec(end);
  const name = signed?.[1]?.trim();
  if (signed === null || name === undefined || name.length < 2) return text;
  const before = end.slice(0, signed.index);
  const afterThanks = /(?:thanks|thank you|thx|cheers|regards|ty)$/i.test(before);
  const initials = /^\p{Lu}\p{Lu}$/u.test(name) && !meaningfulWords.has(name.toLowerCase()) && !stateWords.has(name);
  const byDash = /[-~/]/.test(signed[0].slice(0, 2));
  // "approve this, Rosa" asks Rosa; only a full stop, a dash or thanks make the last word a signature.
  const byComma = signed[0].startsWith(',') && !afterThanks;
  const isName = (isKnownName(name) && !byComma) || (afterThanks && isNameLine(name)) || (byDash && initials);
  if (!isName || before.trim() === '') return text;
  return text.slice(0, cut) + before;
}

const stateWords = new Set(['OK', 'NO', 'NA', 'HR', 'IT', 'DO', 'GO', 'UP', 'NB', 'PS', 'RE', 'FW', 'CC']);
