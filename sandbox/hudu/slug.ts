import { randomBytes } from 'node:crypto';

/** What Hudu puts into an address: a name's words, where it has one, and 12 letters and digits. */
export function newSlug(name = ''): string {
  const words = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  const tail = randomBytes(6).toString('hex');
  return words ? `${words}-${tail}` : tail;
}
