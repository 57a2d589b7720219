import { createHash } from 'node:crypto';

/** The same GUID for the same name, each time. */
export function guid(name: string): string {
  const hex = createHash('sha256').update(`pretend-microsoft:${name}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
