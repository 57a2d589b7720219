import type { Technician } from '../ports/psa.js';
import { lowerCase } from './email.js';

/**
 * Who an account is in the PSA: the one active technician with its e-mail address. Undefined when there is none, and when
 * there are several, because nobody could then say which of them agreed.
 */
export function technicianOf(account: { email?: string }, technicians: readonly Technician[]): Technician | undefined {
  if (!account.email) return undefined;
  const email = lowerCase(account.email);
  const [only, ...others] = technicians.filter(
    (technician) => technician.active && technician.email !== undefined && lowerCase(technician.email) === email,
  );
  return others.length === 0 ? only : undefined;
}
