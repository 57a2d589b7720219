import type { Integration } from './integration.js';

/** What a client is mapped to where an integration is one client's alone. */
export const OWN = 'own';

/** Letters and digits in between: two names never become one name of an environment variable. */
const NAME = /^[a-z0-9]+([_-][a-z0-9]+)*$/;
const LONGEST_NAME = 40;

/** What is connected, or could be: an entry of the catalogue, and which one of many. */
export interface Instance {
  /** `m365`; `mcp:docs` where there are many. What is stored, mapped and configured goes by it. */
  id: string;
  entry: Integration;
  name?: string;
  title: string;
}

/** What this id stands for in the catalogue; undefined where it stands for nothing that can be connected. */
export function instanceOf(catalogue: readonly Integration[], id: string): Instance | undefined {
  const [kind, name, ...more] = id.split(':');
  const entry = catalogue.find((one) => one.kind === kind);
  if (!entry || more.length > 0) return undefined;
  if (!entry.many) return name === undefined ? { id, entry, title: entry.title } : undefined;
  if (name === undefined || name.length > LONGEST_NAME || !NAME.test(name)) return undefined;
  return { id, entry, name, title: `${entry.title} ${name}` };
}

/** How each integration of a catalogue is named where it is connected, for people. */
export function idsOf(catalogue: readonly Integration[]): string {
  return catalogue.map(({ kind, many }) => (many ? `${kind}:NAME` : kind)).join(', ');
}

/** Of these connected integrations the one that a tool or a rule's pattern belongs to, by its name. */
export function integrationOfTool(tool: string, ids: Iterable<string>): string | undefined {
  return [...ids].find((id) => tool.startsWith(`${id}:`));
}
