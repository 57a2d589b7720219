/** Marks of Markdown and quotation marks around words. */
const AROUND = /^[*_~`"'“”„«»‘’()[\]<>]+|[*_~`"'“”„«»‘’()[\]<>.,;:]+$/g;

export const bare = (token: string): string => token.replace(AROUND, '').replace(/\\(?=[\\*_[\]#+.!~|<>-])/g, '');

/** Whether one word looks like nothing that anybody would write in a sentence: figures among letters, signs, odd capitals. */
export function looksSecret(token: string): boolean {
  const word = bare(token);
  if (word.length < 4 || /:\/\//.test(word)) return false;
  if (/^\d[\d-]{3,}$/.test(word)) return true;
  if (/\d/.test(word) && /[^\d.,:%-]/.test(word)) return true;
  if (/[\p{L}\d][!@#$%^&*+=?~{}\\<>|]|[!@#$%^&*+=?~{}\\][\p{L}\d]/u.test(word)) return true;
  return word.split(/[-/]/).some((part) => /\p{Ll}\p{Lu}|\p{Lu}{2,}\p{Ll}/u.test(part));
}

const POINTER =
  /^[*_~`"'(]{0,3}(?:see|stored|kept|saved|ask|refer|same|as above|n\/a|none|not (?:needed|required|set|used)|in (?:hudu|it glue|the|our|your)|contact|siehe|voir|véase|ver en|zie|vedi|patrz)(?![\p{L}\p{N}])/iu;

/** Says where the secret is instead of telling it. */
export function pointsElsewhere(value: string): boolean {
  return POINTER.test(value) && !value.split(/\s+/).some(looksSecret);
}
