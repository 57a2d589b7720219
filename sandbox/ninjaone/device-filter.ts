/**
 * The `df` grammar: `org=1 AND class=WINDOWS_SERVER AND offline AND status=APPROVED`. Source: RMM facts, NinjaOne. What is
 * said to anything else is unconfirmed: 400 here.
 */
import { badRequest } from './errors.js';
import type { Device } from './shapes.js';

export function deviceFilter(text: string | null): (device: Device) => boolean {
  if (text === null || text.trim() === '') return () => true;
  const terms = text
    .trim()
    .split(/\s+AND\s+/i)
    .map(termOf);
  return (device) => terms.every((term) => term(device));
}

function termOf(text: string): (device: Device) => boolean {
  const [, name = text, value] = /^(\w+)\s*=\s*(\w+)$/.exec(text) ?? [];
  switch (name.toLowerCase()) {
    case 'org':
      if (value !== undefined && /^\d+$/.test(value)) return ({ organizationId }) => organizationId === Number(value);
      break;
    case 'class':
      if (value !== undefined) return ({ nodeClass }) => nodeClass === value;
      break;
    case 'status':
      if (value !== undefined) return ({ approval }) => approval === value;
      break;
    case 'online':
      if (value === undefined) return ({ offline }) => !offline;
      break;
    case 'offline':
      if (value === undefined) return ({ offline }) => offline;
      break;
  }
  throw badRequest(`Invalid device filter: ${text}`);
}
