import type { Policy, Tool } from './tool.js';

/** The policy of a tool nobody has set: the tool's own default, else its effect (reading is automatic, the rest asks). */
export function defaultPolicy(tool: Pick<Tool, 'effect' | 'defaultPolicy'>): Policy {
  return tool.defaultPolicy ?? (tool.effect === 'read' ? 'auto' : 'approval_needed');
}

const READING = new Set(['get', 'list', 'search', 'find', 'read', 'fetch', 'check']);
/** `get-or-create-user`, `fetch_and_run`: the first verb is not all that it does. */
const JOINING = new Set(['and', 'or', 'then']);

/** The same for a tool of which only the name is known: its verb says whether it reads. Unsure means approval. */
export function defaultPolicyByName(name: string): Policy {
  const words = name
    .slice(name.lastIndexOf(':') + 1)
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
  const [verb = ''] = words;
  return READING.has(verb) && !words.some((word) => JOINING.has(word)) ? 'auto' : 'approval_needed';
}
