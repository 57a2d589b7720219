import { COMPANIES, type Company } from './companies.js';
import { type Device, devicesOf } from './devices.js';
import { type Person, peopleOf } from './people.js';

export interface Technician {
  /** The PSA's login name. */
  identifier: string;
  firstName: string;
  lastName: string;
  email: string;
  active: boolean;
}

/** The facts that every pretend vendor agrees on: who exists. Each vendor gives them ids of its own. */
export interface World {
  msp: { name: string; domain: string; helpdeskNumber: string };
  companies: readonly Company[];
  people: readonly Person[];
  /** One computer of each person. */
  devices: readonly Device[];
  technicians: readonly Technician[];
  /** Finds a person by key; throws when there is none (a typo in a test). */
  person(key: string): Person;
  company(slug: string): Company;
}

const TECHNICIANS: readonly Technician[] = (
  [
    ['mbell', 'Morgan', 'Bell', true],
    ['rcastro', 'Rosa', 'Castro', true],
    ['jpark', 'Jin', 'Park', true],
    ['aolsen', 'Anders', 'Olsen', true],
    ['tnkosi', 'Thandi', 'Nkosi', true],
    ['hfrost', 'Helen', 'Frost', false],
  ] as const
).map(([identifier, firstName, lastName, active]) => ({
  identifier,
  firstName,
  lastName,
  email: `${identifier}@tallowmere.example`,
  active,
}));

export function createWorld(): World {
  const people = peopleOf(COMPANIES);
  return {
    msp: { name: 'Tallowmere IT', domain: 'tallowmere.example', helpdeskNumber: '+12065550100' },
    companies: COMPANIES,
    people,
    devices: devicesOf(people),
    technicians: TECHNICIANS,
    person: (key) =>
      found(
        people.find((person) => person.key === key),
        `person ${key}`,
      ),
    company: (slug) =>
      found(
        COMPANIES.find((company) => company.slug === slug),
        `company ${slug}`,
      ),
  };
}

function found<T>(value: T | undefined, what: string): T {
  if (!value) throw new Error(`The pretend world has no ${what}`);
  return value;
}
