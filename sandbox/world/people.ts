/**
 * The employees of the pretend clients. Every name, address and number is made up; telephone numbers are from the
 * 555-01xx range that North America keeps for fiction, mail domains end in `.example`.
 */
import type { Company } from './companies.js';

export interface Person {
  /** Stable key, e.g. `harbor-dental/dana-whitfield`. */
  key: string;
  company: string;
  firstName: string;
  lastName: string;
  /** What colleagues call them, when it is not the first name. */
  nickname?: string;
  title: string;
  email: string;
  /** E.164. */
  phone: string;
  /** Their own mobile telephone, E.164, where the MSP has it on file beside the other number. */
  mobile?: string;
}

const FIRST = [
  'Dana',
  'Sarah',
  'Michael',
  'Priya',
  'Sean',
  'Katherine',
  'William',
  'Elena',
  'Tobias',
  'Aisha',
  'Shawn',
  'Robert',
  'Margaret',
  'Diego',
  'Ingrid',
  'Joseph',
  'Naomi',
  'Patrick',
  'Yusuf',
  'Charlotte',
  'Anthony',
  'Linh',
  'Rebecca',
  'Oscar',
  'Fatima',
  'Gregory',
  'Stephanie',
  'Mateo',
  'Hannah',
  'Victor',
  'Jennifer',
  'Samuel',
  'Bridget',
  'Andrei',
  'Claire',
  'Edward',
  'Leila',
  'Thomas',
  'Mei',
  'Nicholas',
] as const;

const LAST = [
  'Whitfield',
  'Chen',
  'Brown',
  'Raman',
  'Oconnell',
  'Meyer',
  'Hargrove',
  'Petrova',
  'Lindqvist',
  'Okafor',
  'Maier',
  'Castellano',
  'Thornbury',
  'Delgado',
  'Sorensen',
  'Abernathy',
  'Goldberg',
  'Fitzgerald',
  'Demir',
  'Beaumont',
  'Marchetti',
  'Nguyen',
  'Stanfield',
  'Wilde',
  'Haddad',
  'Smyth',
  'Kowalski',
  'Rivera',
  'Eastwood',
  'Novak',
  'Prescott',
  'Adeyemi',
  'Callahan',
  'Ionescu',
  'Duval',
  'Smith',
  'Farahani',
  'Weatherby',
  'Zhang',
  'Papadakis',
  'Underhill',
  'Larkin',
  'Montgomery',
] as const;

const TITLES = [
  'Office Manager',
  'Accountant',
  'Front Desk',
  'Operations Lead',
  'Sales Associate',
  'Assistant',
  'Director',
  'Bookkeeper',
  'Project Coordinator',
  'Analyst',
] as const;

const NICKNAMES: Record<string, string> = {
  Michael: 'Mike',
  Katherine: 'Kate',
  William: 'Bill',
  Robert: 'Bob',
  Margaret: 'Peggy',
  Joseph: 'Joe',
  Anthony: 'Tony',
  Rebecca: 'Becky',
  Gregory: 'Greg',
  Stephanie: 'Steph',
  Jennifer: 'Jen',
  Samuel: 'Sam',
  Edward: 'Ted',
  Thomas: 'Tom',
  Nicholas: 'Nick',
  Patrick: 'Pat',
};

/** People whose names matter to a story: namesakes in two companies, namesakes in one, homophones in one. */
const NAMED: Record<string, readonly (readonly [first: string, last: string])[]> = {
  'harbor-dental': [
    ['Dana', 'Whitfield'],
    ['Sarah', 'Chen'],
    ['Katherine', 'Meyer'],
  ],
  'larkmere-logistics': [
    ['Sarah', 'Chen'],
    ['Priya', 'Raman'],
    ['Shawn', 'Maier'],
  ],
  'saltmarsh-marine': [
    ['Michael', 'Brown'],
    ['Michael', 'Brown'],
    ['Sean', 'Oconnell'],
  ],
  'quillfeather-press': [
    ['William', 'Hargrove'],
    ['Shawn', 'Smyth'],
    ['Sean', 'Smith'],
  ],
};

/** Mobiles on file; nobody calls from them. */
const MOBILES: Readonly<Record<string, string>> = {
  'harbor-dental/dana-whitfield': '+12065550167',
  'larkmere-logistics/priya-raman': '+13125550142',
};

const PER_COMPANY = 20;

/** 20 people a company; the same list each time it is made. */
export function peopleOf(companies: readonly Company[]): Person[] {
  const people: Person[] = [];
  const fullNames = new Set(
    Object.values(NAMED)
      .flat()
      .map(([first, last]) => `${first} ${last}`),
  );
  let turn = 0;
  for (const [companyIndex, company] of companies.entries()) {
    const emails = new Set<string>();
    const named = NAMED[company.slug] ?? [];
    for (let seat = 0; seat < PER_COMPANY; seat += 1) {
      const [firstName, lastName] = named[seat] ?? nextName();
      const base = `${firstName}.${lastName}`.toLowerCase();
      const address = emails.has(base) ? `${base}2` : base;
      emails.add(address);
      const nickname = NICKNAMES[firstName];
      const key = `${company.slug}/${address.replace('.', '-')}`;
      const mobile = MOBILES[key];
      people.push({
        key,
        company: company.slug,
        firstName,
        lastName,
        ...(nickname ? { nickname } : {}),
        title: TITLES[(companyIndex + seat) % TITLES.length] ?? 'Assistant',
        email: `${address}@${company.domain}`,
        phone: `+1${company.areaCode}55501${String(seat + 10).padStart(2, '0')}`,
        ...(mobile ? { mobile } : {}),
      });
    }
  }
  return people;

  function nextName(): readonly [string, string] {
    for (;;) {
      const first = FIRST[turn % FIRST.length] ?? 'Alex';
      const last = LAST[(turn * 7 + Math.floor(turn / FIRST.length)) % LAST.length] ?? 'Doe';
      turn += 1;
      if (fullNames.has(`${first} ${last}`)) continue;
      fullNames.add(`${first} ${last}`);
      return [first, last];
    }
  }
}
