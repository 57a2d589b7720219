import { VendorError } from '../../../core/errors.js';
import { VENDOR } from './failure.js';

/** HaloPSA numbers its records; anything else would change the address of the request. Throws VendorError invalid. */
export function recordNumber(what: string, id: string): number {
  const number = Number(id);
  if (!/^\d{1,10}$/.test(id.trim()) || number === 0) {
    throw new VendorError(VENDOR, 'invalid', `"${id}" is not the number of a ${what} in HaloPSA`);
  }
  return number;
}
