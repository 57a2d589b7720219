import { createHash } from 'node:crypto';

export interface ToolNames {
  /** As Chat Completions takes it: letters, digits, `_` and `-`, at most 64. */
  wire(name: string): string;
  /** The tool that the model meant; for a name that was not offered, what it most likely stands for. */
  own(wire: string): string;
}

const LONGEST = 64;
const HASH = 8;

/**
 * Tool names for one request: `integration:tool` travels as `integration__tool`. A name that is too long, holds other signs or
 * would look like another one ends in a hash of the whole name, the same one each time.
 */
export function createToolNames(names: Iterable<string>): ToolNames {
  const wires = new Map<string, string>();
  const owners = new Map<string, string>();

  function wire(name: string): string {
    const known = wires.get(name);
    if (known !== undefined) return known;
    const plain = name.replaceAll(':', '__');
    const fits = plain.length <= LONGEST && /^[A-Za-z0-9_-]+$/.test(plain) && !owners.has(plain);
    const made = fits ? plain : hashed(plain, name);
    wires.set(name, made);
    owners.set(made, name);
    return made;
  }

  for (const name of names) wire(name);
  return { wire, own: (given) => owners.get(given) ?? given.replaceAll('__', ':') };
}

function hashed(plain: string, name: string): string {
  const hash = createHash('sha256').update(name).digest('hex').slice(0, HASH);
  return `${plain.replace(/[^A-Za-z0-9_-]/g, '_').slice(0, LONGEST - HASH - 1)}_${hash}`;
}
