import type { Contactable } from '../core/matching/contact-index.js';
import { otherNames } from '../core/matching/nicknames.js';
import { nameWords } from '../core/matching/text.js';
import { type Dice, mishear, respell, soundKey } from './matching-errors.js';
import {
  COMPANY_HEADS,
  COMPANY_TAILS,
  FAMILY_NAMES,
  GIVEN_NAMES,
  MARKED_FAMILY,
  MARKED_GIVEN,
} from './matching-names.js';

/** One utterance and what would be right: that contact, or nobody. */
export interface Case {
  kind: string;
  utterance: string;
  /** The answer to the question how it is spelled, when it was asked. */
  spelling?: string;
  /** The contact who speaks; undefined when nobody on file does, or when it cannot be told. */
  contactId?: string;
}

/** Contacts over companies: some with names of more than letters, some who share their name with one elsewhere. */
export function makeContacts(count: number, companies: number, dice: Dice): Contactable[] {
  const firms = Array.from({ length: companies }, (_, i) => {
    const head = COMPANY_HEADS[i % COMPANY_HEADS.length] ?? 'harbor';
    const tail = COMPANY_TAILS[(i * 7 + Math.floor(i / COMPANY_HEADS.length) * 3) % COMPANY_TAILS.length] ?? 'Press';
    return { id: `company-${i}`, name: `${title(head)} ${tail}` };
  });
  const contacts: Contactable[] = [];
  for (let i = 0; i < count; i++) {
    const namesake = i > 0 && dice.chance(0.015) ? dice.pick(contacts) : undefined;
    const firstName = dice.chance(0.02) ? dice.pick(MARKED_GIVEN) : title(dice.pick(GIVEN_NAMES));
    const lastName = dice.chance(0.05) ? dice.pick(MARKED_FAMILY) : title(dice.pick(FAMILY_NAMES));
    const company = namesake === undefined ? dice.pick(firms) : otherFirm(firms, namesake, dice);
    contacts.push({
      id: `contact-${i}`,
      firstName: namesake?.firstName ?? firstName,
      lastName: namesake?.lastName ?? lastName,
      company,
    });
  }
  return contacts;
}

function otherFirm<F extends { id: string }>(firms: readonly F[], contact: Contactable, dice: Dice): F {
  const others = firms.filter((firm) => firm.id !== contact.company?.id);
  return dice.pick(others.length === 0 ? firms : others);
}

function title(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

const spoken = (name: string): string => nameWords(name.replace(/-/g, ' ')).join(' ');
const keyOf = (first: string, last: string): string =>
  `${soundKey(nameWords(first).join(''))} ${soundKey(nameWords(last).join(''))}`;

const BEFORE = [
  'hi this is',
  'um yeah hi this is uh',
  'hello my name is',
  "yeah it's",
  "hey it's",
  'good morning this is',
  "hi i'm",
  'yes hi um my name is',
  'okay so this is',
  'hi there uh this is',
  'hello yes this is',
  "hi my name's",
  'yeah hi you got',
  'sure um it is',
]; // prettier-ignore
const AFTER = [
  "i'm locked out of my account",
  'and my printer is jammed',
  'um i need some help with outlook',
  "my computer won't turn on",
  'i forgot my password',
  'calling about my laptop',
  'uh the vpn keeps dropping',
  'i have a problem with my email',
  'here',
  'speaking',
  'again',
  'can you reset my password',
  "and i can't get into quickbooks",
  'yeah my screen is black',
  "i'm having trouble with teams",
]; // prettier-ignore
const NO_NAME = [
  'yeah hello i need some help with my computer',
  'the printer is jammed',
  'hello',
  'hi there',
  'um hi yes',
  'is anybody there',
  'my outlook keeps crashing',
  'i forgot my password',
  'can you help me',
  'will you please call me back',
  'my bill is wrong this month',
  'i need to mark it as done',
  'may i speak to someone',
  'grant me access to the shared drive',
  'the internet is down in our office',
  'i was on hold for twenty minutes',
  'yes please',
  "no that's not right",
  'what do you mean',
  'sorry can you repeat that',
  'the rose colored light is blinking',
  'there is a chase bank invoice in my inbox',
  "i can't get the scanner to work",
  'hunter green is the wrong color',
  'teams will not open and i have a meeting in five minutes',
  'our file server is really slow today',
  "i'm calling about a ticket",
  'this is about the new laptop',
  "it's the printer again",
  "i'm having trouble logging in",
  "it's not working",
  'this is urgent',
  'my name is on the ticket already',
  'i am at the front desk',
  "i'm at home today",
  'this is ridiculous',
  "it's been three days",
  'the summer intern needs a laptop',
  'i am new here',
  "i'm just checking in on something",
  'we have a frank discussion scheduled on teams and it will not load',
]; // prettier-ignore
const ABOUT_ANOTHER = [
  "i'm calling on behalf of NAME",
  "i'm calling for NAME",
  'can i speak to NAME',
  'could you transfer me to NAME',
  'this is not NAME',
  'is NAME there',
  "no i'm not NAME",
  "this is NAME's assistant",
  'i am looking for NAME',
  'please put me through to NAME',
  'NAME told me to call you',
  "NAME can't log in",
  'i need to talk to NAME',
  'my manager NAME is locked out',
  'i work with NAME',
  'i got an email from NAME',
  "it's about NAME",
  'could you reset the password for NAME',
]; // prettier-ignore
const STRANGE_PHRASES = [
  'NAME',
  'hi this is NAME',
  "um yeah it's NAME",
  'my name is NAME',
  "NAME here i'm locked out",
  'hello this is NAME calling',
];
const RADIO =
  'alpha bravo charlie delta echo foxtrot golf hotel india juliett kilo lima mike november oscar papa quebec romeo sierra tango uniform victor whiskey xray yankee zulu'.split(
    ' ',
  );
const EXAMPLES =
  'apple boy cat dog edward frank george henry ida john king lion mary nancy orange peter queen robert sam tom uncle victor william xray yellow zebra'.split(
    ' ',
  );

/** `each` cases of every kind for these contacts. Only contacts whose name no other says alike are drawn as unique. */
export function makeCases(contacts: readonly Contactable[], each: number, dice: Dice): Case[] {
  const shared = new Map<string, Contactable[]>();
  for (const contact of contacts) {
    const key = keyOf(contact.firstName, contact.lastName);
    shared.set(key, [...(shared.get(key) ?? []), contact]);
  }
  const called = new Set(
    contacts.flatMap((contact) => callings(contact).map((first) => keyOf(first, contact.lastName))),
  );
  const unique = contacts.filter((contact) => shared.get(keyOf(contact.firstName, contact.lastName))?.length === 1);
  const plain = unique.filter((contact) => /^[a-z]+$/i.test(contact.firstName + contact.lastName));
  const marked = unique.filter((contact) => !/^[a-z]+$/i.test(contact.firstName + contact.lastName));
  const nicknamed = plain.filter((contact) => nicknamesFor(contact, called, contacts).length > 0);
  const firsts = contacts.map((contact) => spoken(contact.firstName));

  const of =
    (pool: readonly Contactable[], make: (contact: Contactable) => string | undefined) => (): Omit<Case, 'kind'> => {
      for (let tries = 0; tries < 200; tries++) {
        const contact = dice.pick(pool);
        const utterance = make(contact);
        if (utterance !== undefined) return { utterance, contactId: contact.id };
      }
      throw new Error('No contact of this list makes such a case; use more contacts.');
    };
  const first = (contact: Contactable): string => spoken(contact.firstName);
  const last = (contact: Contactable): string => spoken(contact.lastName);
  const changed = (contact: Contactable, how: typeof respell): string | undefined => {
    const given = dice.chance(0.4);
    const word = how(given ? first(contact) : last(contact), dice);
    if (word === undefined) return undefined;
    return given ? `${word} ${last(contact)}` : `${first(contact)} ${word}`;
  };
  const sentence = (name: string): string => `${dice.pick(BEFORE)} ${name} ${dice.pick(AFTER)}`;
  const stranger = (draw: () => [string, string]) => (): Omit<Case, 'kind'> => {
    for (let tries = 0; tries < 1000; tries++) {
      const [given, family] = draw();
      if (called.has(keyOf(given, family)) || shared.has(keyOf(given, family))) continue;
      return { utterance: dice.pick(STRANGE_PHRASES).replace('NAME', `${given} ${family}`) };
    }
    throw new Error('Every name is on file; use fewer contacts.');
  };

  const makers: Record<string, () => Omit<Case, 'kind'>> = {
    exact: of(plain, (contact) => `${first(contact)} ${last(contact)}`),
    homophone: of(plain, (contact) => changed(contact, respell)),
    misheard: of(plain, (contact) => changed(contact, mishear)),
    nickname: of(nicknamed, (contact) => {
      const name = `${dice.pick(nicknamesFor(contact, called, contacts))} ${last(contact)}`;
      return dice.chance(0.5) ? name : sentence(name);
    }),
    swapped: of(plain, (contact) => `${last(contact)}${dice.chance(0.6) ? ',' : ''} ${first(contact)}`),
    middle: of(plain, (contact) => {
      const middle = dice.chance(0.5)
        ? dice.pick([...'abcdefghjklmnprstw'])
        : dice.pick(['marie', 'lee', 'ann', 'james', 'lynn', 'michael', 'rose', 'jane']);
      return dice.chance(0.5)
        ? `${first(contact)} ${middle} ${last(contact)}`
        : sentence(`${first(contact)} ${middle} ${last(contact)}`);
    }),
    marked: of(marked, (contact) =>
      dice.chance(0.5) ? `${first(contact)} ${last(contact)}` : sentence(`${first(contact)} ${last(contact)}`),
    ),
    spelled: of(
      plain,
      (contact) =>
        `${dice.chance(0.5) ? '' : 'hi this is '}${first(contact)} ${dice.chance(0.3) ? (mishear(last(contact), dice) ?? last(contact)) : last(contact)} ${spellOut(last(contact), dice)}`,
    ),
    sentence: of(plain, (contact) => sentence(`${first(contact)} ${last(contact)}`)),
    company: of(plain, (contact) => {
      const name = dice.chance(0.5)
        ? (changed(contact, dice.chance(0.5) ? respell : mishear) ?? `${first(contact)} ${last(contact)}`)
        : `${first(contact)} ${last(contact)}`;
      return `${dice.pick(BEFORE)} ${name} ${dice.pick(['from', 'at', 'with', 'calling from', 'over at'])} ${companyAsSaid(contact, dice)} ${dice.pick(AFTER)}`;
    }),
    namesakesWithCompany: of(
      [...shared.values()]
        .filter((group) => group.length > 1 && new Set(group.map((one) => one.company?.id)).size === group.length)
        .flat(),
      (contact) => `${dice.pick(BEFORE)} ${first(contact)} ${last(contact)} from ${companyAsSaid(contact, dice)}`,
    ),
    namesakes: () => {
      const group = dice.pick([...shared.values()].filter((one) => one.length > 1));
      const one = dice.pick(group);
      return { utterance: `${first(one)} ${last(one)}` };
    },
    firstNameOnly: () => ({
      utterance: dice
        .pick(['NAME', "it's NAME", 'hi this is NAME', 'um this is NAME from accounting'])
        .replace('NAME', dice.pick(firsts)),
    }),
    noName: () => ({ utterance: dice.pick(NO_NAME) }),
    aboutAnother: () => {
      const contact = dice.pick(contacts);
      return { utterance: dice.pick(ABOUT_ANOTHER).replace('NAME', `${first(contact)} ${last(contact)}`) };
    },
    stranger: stranger(() => [dice.pick(GIVEN_NAMES), dice.pick(FAMILY_NAMES)]),
    strangerSharesFirst: stranger(() => [spoken(dice.pick(contacts).firstName), dice.pick(FAMILY_NAMES)]),
    strangerSharesLast: stranger(() => [dice.pick(GIVEN_NAMES), spoken(dice.pick(contacts).lastName)]),
    strangerWithCompany: () => {
      const { utterance } = stranger(() => [dice.pick(GIVEN_NAMES), dice.pick(FAMILY_NAMES)])();
      return {
        utterance: `${utterance.replace(/ here.*| calling$/, '')} from ${companyAsSaid(dice.pick(contacts), dice)}`,
      };
    },
    spelledAnswer: () => {
      const contact = dice.pick(plain);
      const heard = (dice.chance(0.5) ? respell : mishear)(last(contact), dice) ?? last(contact);
      const letters = spellOut(last(contact), dice);
      return {
        utterance: sentence(`${first(contact)} ${heard}`),
        spelling: dice.chance(0.5) ? letters : `${heard}. ${letters}`,
        contactId: contact.id,
      };
    },
    strangerSpellsAnswer: () => {
      for (let tries = 0; tries < 1000; tries++) {
        const contact = dice.pick(plain);
        const own = respell(last(contact), dice);
        if (own === undefined || contacts.some((one) => last(one) === own)) continue;
        return { utterance: sentence(`${first(contact)} ${last(contact)}`), spelling: spellOut(own, dice) };
      }
      throw new Error('Every spelling is on file; use fewer contacts.');
    },
  };
  return Object.entries(makers).flatMap(([kind, make]) => Array.from({ length: each }, () => ({ kind, ...make() })));
}

function callings(contact: Contactable): string[] {
  const first = nameWords(contact.firstName).join('');
  return [first, ...otherNames(first).keys()];
}

/** Short forms by which nobody else on file with this family name could be meant. */
function nicknamesFor(contact: Contactable, called: ReadonlySet<string>, contacts: readonly Contactable[]): string[] {
  const first = nameWords(contact.firstName).join('');
  const relatives = familyOf(contacts).get(soundKey(nameWords(contact.lastName).join(''))) ?? [];
  if (relatives.length > 1) return [];
  return [...otherNames(first)].flatMap(([name, weight]) =>
    weight === 1 && called.has(keyOf(name, contact.lastName)) ? [name] : [],
  );
}

const families = new WeakMap<readonly Contactable[], Map<string, Contactable[]>>();

function familyOf(contacts: readonly Contactable[]): Map<string, Contactable[]> {
  const known = families.get(contacts);
  if (known !== undefined) return known;
  const built = new Map<string, Contactable[]>();
  for (const contact of contacts) {
    const key = soundKey(nameWords(contact.lastName).join(''));
    built.set(key, [...(built.get(key) ?? []), contact]);
  }
  families.set(contacts, built);
  return built;
}

function spellOut(name: string, dice: Dice): string {
  const letters = [...name.replace(/ /g, '')];
  const style = dice.below(5);
  if (style === 0) return letters.map((letter) => RADIO[letter.charCodeAt(0) - 97] ?? letter).join(' ');
  if (style === 1) return letters.join('-');
  if (style === 2) return `that's ${letters.join(' ')}`;
  if (style === 3)
    return letters
      .map((letter) => (dice.chance(0.4) ? `${letter} as in ${EXAMPLES[letter.charCodeAt(0) - 97] ?? letter}` : letter))
      .join(' ');
  return letters.join(' ').replace(/\b(\w) \1\b/g, 'double $1');
}

function companyAsSaid(contact: Contactable, dice: Dice): string {
  const words = nameWords(contact.company?.name ?? '').filter(
    (word) => !['inc', 'llc', 'ltd', 'co', 'corp'].includes(word),
  );
  const said = dice.chance(0.3) ? words.slice(0, Math.max(1, words.length - 1)) : words;
  return said.map((word, i) => (i === 0 && dice.chance(0.15) ? (mishear(word, dice) ?? word) : word)).join(' ');
}
