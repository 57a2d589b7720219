import { particles, suffixes, titles } from './common-words.js';
import { nameWords } from './text.js';

/** One way a part of a name is used, and how usual it is beside the full form (1). */
export interface NameForm {
  text: string;
  weight: number;
}

const SECOND_GIVEN = 0.88;
const FIRST_OF_SEVERAL = 0.985;
const CALLED = 0.985;
const WITHOUT_PARTICLE = 0.97;
const ONE_OF_TWO = 0.95;

/** What a contact with these given names may be called: all of them, the first, a later one, what is in brackets. */
export function givenForms(firstName: string, nickname?: string): NameForm[] {
  const words = nameWords(firstName.replace(/^[^(]*$|\(.*?\)/g, (part) => (part.startsWith('(') ? ' ' : part)));
  const telling = words.filter((word) => !titles.has(word));
  const forms: NameForm[] = [{ text: telling.join(''), weight: 1 }];
  if (telling.length > 1) {
    for (const [i, word] of telling.entries()) {
      if (word.length > 1) forms.push({ text: word, weight: i === 0 ? FIRST_OF_SEVERAL : SECOND_GIVEN });
    }
  }
  const called = [...(firstName.match(/\(([^)]+)\)|"([^"]+)"/g) ?? []), nickname ?? ''];
  for (const name of called) forms.push({ text: nameWords(name).join(''), weight: CALLED });
  return distinct(forms);
}

/** How a family name may be said: whole, without its particles, one half of a double name. */
export function familyForms(lastName: string): NameForm[] {
  const words = nameWords(lastName).filter((word, i) => i === 0 || !suffixes.has(word));
  const own = words.filter((word) => !particles.has(word));
  const forms: NameForm[] = [{ text: words.join(''), weight: 1 }];
  if (own.length > 0 && own.length < words.length) forms.push({ text: own.join(''), weight: WITHOUT_PARTICLE });
  if (own.length > 1) for (const word of own) forms.push({ text: word, weight: ONE_OF_TWO });
  return distinct(forms);
}

function distinct(forms: readonly NameForm[]): NameForm[] {
  const best = new Map<string, number>();
  for (const { text, weight } of forms) {
    if (text !== '' && weight > (best.get(text) ?? 0)) best.set(text, weight);
  }
  return [...best].map(([text, weight]) => ({ text, weight }));
}

/** First and last name; a record that has the whole name in one field is taken apart at its last word. */
export function nameParts(contact: { firstName: string; lastName: string }): { first: string; last: string } {
  const first = contact.firstName.trim();
  const last = contact.lastName.trim();
  if (first !== '' && last !== '') return { first, last };
  const whole = first || last;
  const comma = /^([^,]+),\s*(.+)$/.exec(whole);
  if (comma) return { first: comma[2] ?? '', last: comma[1] ?? '' };
  const cut = whole.lastIndexOf(' ');
  return cut < 0 ? { first, last } : { first: whole.slice(0, cut), last: whole.slice(cut + 1) };
}
