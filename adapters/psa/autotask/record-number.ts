import { VendorError } from '../../../core/errors.js';
import { VENDOR } from './failure.js';

/**
 * Autotask numbers its records; anything else would change the address of the request. Company 0 is the MSP itself.
 * Throws VendorError invalid.
 */
export function recordNumber(what: string, id: string): number {
  const number = Number(id);
  if (!/^\d{1,15}$/.test(id) || (number === 0 && what !== 'company')) {
    throw new VendorError(VENDOR, 'invalid', `"${id}" is not the id of a ${what} in Autotask`);
  }
  return number;
}
