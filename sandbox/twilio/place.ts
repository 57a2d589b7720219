import type { World } from '../world/world.js';
import type { Params } from './sign.js';

const STATES: Record<string, string> = {
  Seattle: 'WA',
  Chicago: 'IL',
  Boston: 'MA',
  Philadelphia: 'PA',
  Denver: 'CO',
  Austin: 'TX',
  Portland: 'OR',
  Atlanta: 'GA',
  Miami: 'FL',
  'Des Moines': 'IA',
};

/** `FromCity`, `FromState`, `FromZip`, `FromCountry` as Twilio guesses them from a number; empty where it cannot. */
export function placeOf(world: World, prefix: 'From' | 'To' | 'Caller' | 'Called', number: string): Params {
  const area = /^\+1(\d{3})/.exec(number)?.[1];
  const city = world.companies.find((company) => company.areaCode === area)?.city ?? '';
  return {
    [`${prefix}City`]: city.toUpperCase(),
    [`${prefix}State`]: STATES[city] ?? '',
    [`${prefix}Zip`]: '',
    [`${prefix}Country`]: area ? 'US' : '',
  };
}
