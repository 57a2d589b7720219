/** The computers of the pretend clients: one of each person, known by the same name to every vendor that knows devices. */
import type { Person } from './people.js';

export interface Device {
  /** The owner's key. */
  person: string;
  /** Slug of the client. */
  company: string;
  /** What people read on the lid; also its hostname, unique among one client's computers. */
  name: string;
  operatingSystem: 'Windows' | 'macOS';
}

/** Every fifth is a Mac. */
const MAC_EVERY = 5;

export function devicesOf(people: readonly Person[]): Device[] {
  const counts = new Map<string, number>();
  return people.map(({ key, company, firstName, lastName }) => {
    const count = (counts.get(company) ?? 0) + 1;
    counts.set(company, count);
    const owner = `${firstName.slice(0, 1)}${lastName}`.replace(/[^A-Za-z]/g, '').toUpperCase();
    return {
      person: key,
      company,
      name: `${owner.slice(0, 10)}-${String(count).padStart(3, '0')}`,
      operatingSystem: count % MAC_EVERY === 0 ? 'macOS' : 'Windows',
    };
  });
}
