import { VendorError } from '../../core/errors.js';

/**
 * The record of this name (any case) or id. Throws VendorError invalid that lists what there is. `what` ends the sentence
 * "ConnectWise has no ...".
 */
export function pick<T extends { id: string | number; name: string }>(
  vendor: string,
  what: string,
  key: string,
  rows: readonly T[],
): T {
  const wanted = key.trim().toLowerCase();
  const found = rows.find((row) => row.name.toLowerCase() === wanted) ?? rows.find((row) => String(row.id) === wanted);
  if (found) return found;
  const names = rows.slice(0, 30).map((row) => row.name);
  throw new VendorError(
    vendor,
    'invalid',
    `${vendor} has no ${what} "${key}". There is: ${names.join(', ') || 'none'}.`,
  );
}
