import { type Company, type CompanyMatch, createCompanyIndex } from './company.js';
import { familyForms, givenForms, nameParts } from './contact-names.js';
import { type Region, toE164 } from './phone-number.js';
import { createVocabulary, type SimilarWord, type VocabularyWord } from './vocabulary.js';

/** A person whom a caller may turn out to be. */
export interface Contactable {
  id: string;
  firstName: string;
  lastName: string;
  nickname?: string;
  company?: { id: string; name: string };
  emails?: readonly string[];
  phones?: readonly string[];
}

/** A contact that bears a pair of words as given and family name. */
export interface Bearer {
  contact: Contactable;
  /** 1 for the name as on file, less for a part of it or a form of it. */
  weight: number;
}

/**
 * Contacts found by e-mail, number, the sound of their name and their company. Changing a contact is `put` again.
 * Words are looked up once for a whole directory, then pairs of words, so a query never scans contacts.
 */
export interface ContactIndex {
  readonly size: number;
  put(contact: Contactable): void;
  remove(id: string): boolean;
  get(id: string): Contactable | undefined;
  /** Contacts with this number, in any common writing. */
  byPhone(raw: string): Contactable[];
  /** Contacts with this e-mail address, case aside. */
  byEmail(raw: string): Contactable[];
  companies(): Company[];
  /** Companies that running speech may mean, best first. */
  companiesIn(words: readonly string[]): CompanyMatch[];
  /** Words of contacts' names that sound like `text`, most alike first. */
  candidates(text: string, floor: number, limit?: number): SimilarWord[];
  word(text: string): VocabularyWord | undefined;
  isGivenName(word: VocabularyWord): boolean;
  isFamilyName(word: VocabularyWord): boolean;
  bearers(given: VocabularyWord, family: VocabularyWord): readonly Bearer[];
  /** Up to `limit` contacts with this word as given (or family) name. */
  withGiven(word: VocabularyWord, limit: number): Contactable[];
  withFamily(word: VocabularyWord, limit: number): Contactable[];
}

/** Filed under how many ids a pair of word ids may take; 2^26 words times as many stay exact in a double. */
const PAIR_STRIDE = 2 ** 26;

export function createContactIndex(
  contacts: Iterable<Contactable> = [],
  options: { defaultRegion?: Region } = {},
): ContactIndex {
  const region = options.defaultRegion ?? 'US';
  const byId = new Map<string, Contactable>();
  const phones = new Map<string, string[]>();
  const emails = new Map<string, string[]>();
  const vocabulary = createVocabulary();
  const companies = createCompanyIndex();
  const pairs = new Map<number, Bearer[]>();
  const givens = new Map<number, Contactable[]>();
  const families = new Map<number, Contactable[]>();

  function put(contact: Contactable): void {
    remove(contact.id);
    byId.set(contact.id, contact);
    for (const phone of numbersOf(contact)) file(phones, phone, contact.id);
    for (const email of addressesOf(contact)) file(emails, email, contact.id);
    if (contact.company !== undefined) companies.put(contact.company);
    const { first, last } = nameParts(contact);
    const given = givenForms(first, contact.nickname).map((form) => ({ ...form, word: vocabulary.add(form.text) }));
    const family = familyForms(last).map((form) => ({ ...form, word: vocabulary.add(form.text) }));
    for (const form of given) file(givens, form.word.id, contact);
    for (const form of family) file(families, form.word.id, contact);
    for (const one of given) {
      for (const other of family) {
        file(pairs, one.word.id * PAIR_STRIDE + other.word.id, { contact, weight: one.weight * other.weight });
      }
    }
  }

  function remove(id: string): boolean {
    const contact = byId.get(id);
    if (contact === undefined) return false;
    byId.delete(id);
    for (const phone of numbersOf(contact)) unfile(phones, phone, (filed) => filed === id);
    for (const email of addressesOf(contact)) unfile(emails, email, (filed) => filed === id);
    if (contact.company !== undefined) companies.release(contact.company.id);
    const { first, last } = nameParts(contact);
    const given = givenForms(first, contact.nickname).flatMap(({ text }) => vocabulary.exact(text) ?? []);
    const family = familyForms(last).flatMap(({ text }) => vocabulary.exact(text) ?? []);
    for (const one of given) {
      unfile(givens, one.id, (filed) => filed.id === id);
      for (const other of family) {
        unfile(pairs, one.id * PAIR_STRIDE + other.id, (bearer) => bearer.contact.id === id);
      }
    }
    for (const other of family) unfile(families, other.id, (filed) => filed.id === id);
    for (const word of [...given, ...family]) vocabulary.release(word);
    return true;
  }

  function numbersOf(contact: Contactable): Set<string> {
    return new Set((contact.phones ?? []).flatMap((phone) => toE164(phone, region) ?? []));
  }

  function known(ids: readonly string[] | undefined): Contactable[] {
    return (ids ?? []).flatMap((id) => byId.get(id) ?? []);
  }

  for (const contact of contacts) put(contact);

  return {
    get size() {
      return byId.size;
    },
    put,
    remove,
    get: (id) => byId.get(id),
    byPhone: (raw) => known(phones.get(toE164(raw, region) ?? '')),
    byEmail: (raw) => known(emails.get(foldAddress(raw))),
    companies: () => companies.list(),
    companiesIn: (words) => companies.mentioned(words),
    candidates: (text, floor, limit) => vocabulary.similar(text, floor, limit),
    word: (text) => vocabulary.exact(text),
    isGivenName: (word) => givens.has(word.id),
    isFamilyName: (word) => families.has(word.id),
    bearers: (given, family) => pairs.get(given.id * PAIR_STRIDE + family.id) ?? [],
    withGiven: (word, limit) => (givens.get(word.id) ?? []).slice(0, limit),
    withFamily: (word, limit) => (families.get(word.id) ?? []).slice(0, limit),
  };
}

function addressesOf(contact: Contactable): Set<string> {
  return new Set((contact.emails ?? []).map(foldAddress).filter((address) => address.includes('@')));
}

function foldAddress(raw: string): string {
  return raw.trim().toLowerCase();
}

function file<K, V>(drawers: Map<K, V[]>, key: K, value: V): void {
  const drawer = drawers.get(key);
  if (drawer === undefined) drawers.set(key, [value]);
  else drawer.push(value);
}

function unfile<K, V>(drawers: Map<K, V[]>, key: K, drop: (value: V) => boolean): void {
  const rest = (drawers.get(key) ?? []).filter((value) => !drop(value));
  if (rest.length === 0) drawers.delete(key);
  else drawers.set(key, rest);
}
