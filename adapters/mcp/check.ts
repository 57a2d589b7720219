import type { Finding } from '../../core/integrations/integration.js';
import { failureOf, quoted, type ServerName } from './failure.js';
import type { Inventory } from './inventory.js';
import { standingOf } from './stock.js';
import type { OfferedTools } from './tools.js';

/** Most names in one finding. */
const MOST_NAMES = 10;

/** Asks the server for its tools: whether it answers, what it offers, and what of that a person has to look at. */
export async function checkServer({
  name,
  host,
  inventory,
  offered,
}: {
  name: ServerName;
  host: string;
  inventory: Inventory;
  /** Of what is in stock now. */
  offered(): OfferedTools;
}): Promise<Finding[]> {
  const what = `Ask ${host} for its tools`;
  try {
    const { tools, refused } = await inventory.take();
    const { tools: usable, refused: unfit } = offered();
    const present = tools.filter(({ now }) => now);
    const toLookAt = present.filter((tool) => standingOf(tool) !== 'as_seen');
    const left = [...refused, ...unfit];
    return [
      { ok: true, what: `${what}: ${usable.length} can be used` },
      ...(toLookAt.length > 0 ? [reviewFinding(toLookAt)] : []),
      ...(left.length > 0 ? [refusedFinding(left)] : []),
    ];
  } catch (error) {
    const { message, passing } = failureOf(error, name);
    return [{ ok: false, what, problem: message, ...(passing ? { passing } : {}) }];
  }
}

function reviewFinding(tools: readonly { name: string; looked?: unknown }[]): Finding {
  const words = tools.map(({ name, looked }) => `${name} (${looked ? 'changed' : 'new'})`);
  return {
    ok: true,
    what: 'Tools as an admin has seen them',
    warning: `${listed(words)}: the server changed what it says; they need an approval until an admin has looked at them (Admin API, /api/integrations/.../reviews)`,
  };
}

function refusedFinding(refused: readonly { name: string; why: string }[]): Finding {
  const words = refused.map(({ name, why }) => `${name}: ${why}`);
  return { ok: true, what: 'Tools that cannot be used', warning: `Left out: ${listed(words)}` };
}

function listed(words: readonly string[]): string {
  const first = words.slice(0, MOST_NAMES).map((one) => quoted(one).slice(1, -1));
  return words.length > MOST_NAMES ? `${first.join(', ')} and ${words.length - MOST_NAMES} more` : first.join(', ');
}
