/**
 * Characters that show nothing, or turn the reading direction, can make a text look different from what it says.
 * They are taken out; `suspicious` says that they stood where they change what a reader sees.
 */
export function dropInvisible(text: string): { text: string; suspicious: boolean } {
  const suspicious = overrides.test(text) || insideWord.test(text) || tagCharacters.test(text);
  return { text: text.replace(invisible, ''), suspicious };
}

/** Zero-width, joiners, direction marks and isolates, variation selectors, skin tones, soft hyphen, byte order mark. */
const invisible =
  /[\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0]|\u034f|[\u180b-\u180d]|[\ufe00-\ufe0f]|[\u{1f3fb}-\u{1f3ff}]|[\u{e0000}-\u{e007f}]/gu;

/** Left-to-right and right-to-left override: the letters are shown in another order than they are stored. */
const overrides = /[\u202d\u202e]/;

const insideWord = /\p{L}(?:[\u00ad\u115f\u1160\u180e\u200b-\u200f\u2060-\u2064\u3164\ufeff\uffa0]|\u034f){1,20}\p{L}/u;

const tagCharacters = /[\u{e0020}-\u{e007f}]/u;

/** One spelling for what keyboards and word processors write in several ways. Letters are left as they are. */
export function plainPunctuation(text: string): string {
  return text
    .normalize('NFC')
    .replace(/\r\n?|[\u2028\u2029\u0085\v\f]/g, '\n')
    .replace(/[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g, ' ')
    .replace(/[\u2018\u2019\u02bc\u02b9\u2032\u00b4`]/g, (mark) => (mark === '`' ? '"' : "'"))
    .replace(/[\u201c-\u201f\u00ab\u00bb\u2039\u203a\u2033\u300c\u300d]/g, '"')
    .replace(/[\u2010\u2011\u2012]/g, '-')
    .replace(/[\u2013\u2014\u2015\u2212]/g, ' - ')
    .replace(/[\u037e\u061f\uff1f\u2047\u2048\u2049\u203d\u2753\u2754\u00bf]/g, '?')
    .replace(/[\u2755\u2757\u203c\uff01\u00a1]/g, '!')
    .replace(/\u2026/g, '...')
    .replace(/[\uff0c\u3001]/g, ',')
    .replace(/[\uff0e\u3002]/g, '.')
    .replace(/ {2,}/g, ' ')
    .replace(/(?:\n ?){3,}/g, '\n\n');
}
