import { z } from 'zod';
import { InvalidInput } from '../../../core/errors.js';
import type { PsaEvent, TicketEvent } from '../../../core/ports/psa.js';

/**
 * What webhooks send is documented nowhere and can be set by the MSP: a ticket, an action, both, either in a wrapper, ids
 * alone, or several of these in one array when batched. Only the ticket's id is wanted, and who wrote an action.
 * Source: HaloPSA facts, webhooks.
 */
const id = z.union([z.number().int(), z.string().regex(/^\d{1,12}$/)]).transform(Number);
const mayBe = <T>(shape: z.ZodType<T>) => shape.nullish().catch(undefined);

const writer = { who_agentid: mayBe(id), actionby_agent_id: mayBe(id) };
const action = z.object({ ticket_id: mayBe(id), ...writer });
const item = z.object({
  id: mayBe(id),
  ticket_id: mayBe(id),
  object_id: mayBe(id),
  event: mayBe(z.string()),
  event_name: mayBe(z.string()),
  ...writer,
  ticket: mayBe(z.object({ id: mayBe(id), deleted: mayBe(z.boolean()) })),
  deleted: mayBe(z.boolean()),
  action: mayBe(action),
  actions: mayBe(z.array(action)),
});
type Item = z.infer<typeof item>;

/** Around what is sent, singly or batched. */
const WRAPPERS = ['events', 'items', 'data', 'object', 'payload'];
const MOST_ITEMS = 500;
/** What of several changes of one ticket counts. */
const STRONGEST = ['deleted', 'added', 'updated'] as const;

/** One hint for each ticket. Throws InvalidInput for a body that names none. */
export function hintsIn(body: Buffer, ownAgent: number | undefined): PsaEvent[] {
  const hints = new Map<number, TicketEvent>();
  for (const each of itemsIn(jsonOf(body)).slice(0, MOST_ITEMS)) {
    const ticketId = ticketIdOf(each);
    if (ticketId === undefined) continue;
    const own = isOwn(each, ownAgent);
    const known = hints.get(ticketId);
    const action = STRONGEST.find((one) => one === known?.action || one === actionOf(each)) ?? 'updated';
    // Ours only when everything that is told of the ticket is.
    hints.set(ticketId, { kind: 'ticket', ticketId: String(ticketId), action, own: own && (known?.own ?? true) });
  }
  if (hints.size === 0) {
    throw new InvalidInput('halopsa_event', 'A HaloPSA webhook came without the number of a ticket');
  }
  return [...hints.values()];
}

function itemsIn(json: unknown): Item[] {
  if (Array.isArray(json)) return json.flatMap(itemsIn);
  if (typeof json !== 'object' || json === null) return [];
  const inside = Object.entries(json).flatMap(([name, value]) => (WRAPPERS.includes(name) ? itemsIn(value) : []));
  const parsed = item.safeParse(json);
  const own = parsed.success && ticketIdOf(parsed.data) !== undefined ? [parsed.data] : [];
  // What is inside says more: the id outside may be the event's own.
  return inside.some((each) => ticketIdOf(each) !== undefined) ? inside : own;
}

/** An action has an id of its own beside its ticket's, so the plain `id` comes last. */
function ticketIdOf({ ticket, action: one, actions, ticket_id, object_id, id: own }: Item): number | undefined {
  const found = ticket?.id ?? ticket_id ?? one?.ticket_id ?? actions?.find((each) => each.ticket_id)?.ticket_id;
  const told = found ?? object_id ?? own;
  return told != null && told > 0 ? told : undefined;
}

/** Own only where the body holds an action and an agent wrote it who is us. */
function isOwn(each: Item, ownAgent: number | undefined): boolean {
  if (ownAgent === undefined) return false;
  const written = each.action ? [each.action] : (each.actions ?? [each]);
  const isOurs = (one: Item | z.infer<typeof action>) =>
    one.who_agentid === ownAgent || one.actionby_agent_id === ownAgent;
  return written.length > 0 && written.every(isOurs);
}

function actionOf({ event, event_name, ticket, deleted }: Item): TicketEvent['action'] {
  const name = (event ?? event_name ?? '').toLowerCase();
  if (/ticket delet/.test(name) || ticket?.deleted || deleted) return 'deleted';
  return /new ticket|logged|created/.test(name) ? 'added' : 'updated';
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
