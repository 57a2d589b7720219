import { VendorError } from '../../../core/errors.js';
import { VENDOR } from './failure.js';

/** ConnectWise numbers its records; anything else would change the address of the request. Throws VendorError invalid. */
export function recordNumber(what: string, id: string): number {
  const number = Number(id);
  if (!/^\d{1,12}$/.test(id.trim()) || number === 0) {
    throw new VendorError(VENDOR, 'invalid', `"${id}" is not the number of a ${what} in ConnectWise`);
  }
  return number;
}
