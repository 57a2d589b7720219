import { VendorError } from '../../../core/errors.js';
import type { Approvers, Note, Technician, Ticket } from '../../../core/ports/psa.js';
import { createRemembered } from '../remembered.js';
import type { HaloClient } from './client.js';
import { VENDOR } from './failure.js';
import { toTechnician } from './map.js';
import { recordNumber } from './record-number.js';
import { type ActionRow, type AgentRow, agentShape, ticketShape } from './shapes.js';

export interface Agents {
  /** The agent that the application logs in as. Throws VendorError when there is none. */
  me(): Promise<AgentRow>;
  /** Its id, not older than a few minutes; undefined when the application has no agent login. */
  own(): Promise<number | undefined>;
  /** The same without asking anybody. */
  knownOwn(): number | undefined;
  technicians(): Promise<Technician[]>;
  approversOf(ticket: Ticket): Promise<Approvers>;
  /** Ids of the technicians that a ticket with this agent is assigned to: one, or none. */
  assignedTo(agentId: number | null | undefined): Promise<string[]>;
  authorOf(action: ActionRow): Promise<Note['author']>;
}

/**
 * Tickets that nobody has are given to an agent called "Unassigned", whose id is 1; the id is unconfirmed, so an agent 1 of
 * another name is a person. Source: HaloPSA facts, agents.
 */
const UNASSIGNED = { id: 1, name: 'unassigned' };
/** `who_type` of an action: an end user's. Unconfirmed. Source: HaloPSA facts, conversation. */
const END_USER = 0;

export function createAgents({ client, now }: { client: HaloClient; now: () => Date }): Agents {
  const remembered = createRemembered<AgentRow[]>(now);
  const rememberedMe = createRemembered<AgentRow | undefined>(now);
  let ownId: number | undefined;

  const all = () => client.list('list agents', '/Agent', agentShape, { includeenabled: true, includedisabled: true });
  const directory = () => remembered('agents', all).catch(ignoreMissingRight);

  async function me(): Promise<AgentRow> {
    const row = await client.find('tell which agent the application logs in as', '/Agent/me', agentShape);
    if (!row || row.id <= 0) {
      throw new VendorError(
        VENDOR,
        'forbidden',
        'HaloPSA knows no agent for this API application. Set its login type to Agent and choose the agent that Frontdesk works as.',
      );
    }
    ownId = row.id;
    return row;
  }

  const meIfAny = () => me().catch(ignoreMissingRight);

  /** The application may be given another agent at any time. */
  async function own(): Promise<number | undefined> {
    const then = (await rememberedMe('me', meIfAny))?.id;
    return ownId ?? then;
  }

  const isNobody = (row: AgentRow) => row.id <= 0 || row.name?.trim().toLowerCase() === UNASSIGNED.name;

  /** Undefined when it is nobody, or nobody can tell. */
  async function personWith(id: number): Promise<AgentRow | undefined> {
    const row = (await directory())?.find((each) => each.id === id);
    return row && !isNobody(row) ? row : undefined;
  }

  async function techniciansBeside(ourselves: number | undefined): Promise<Technician[]> {
    return (await all()).filter((row) => !isNobody(row) && row.id !== ourselves && !row.isapiagent).map(toTechnician);
  }

  return {
    me,
    own,
    knownOwn: () => ownId,
    technicians: async () => techniciansBeside(await own()),

    async approversOf(ticket) {
      const doing = `read ticket ${ticket.id}`;
      const row = await client.get(doing, `/Tickets/${recordNumber('ticket', ticket.id)}`, ticketShape);
      await meIfAny(); // Who we are now, not who we were a while ago.
      const technicians = await techniciansBeside(ownId);
      const found = technicians.filter(({ id, active }) => active && id === String(row.agent_id ?? ''));
      return { technicians: found, rule: 'the HaloPSA agent that this ticket is assigned to', scope: 'assigned' };
    },

    async assignedTo(agentId) {
      if (!agentId || agentId <= 0) return [];
      if (agentId === UNASSIGNED.id && !(await personWith(agentId))) return [];
      return [String(agentId)];
    },

    async authorOf(action) {
      const name = action.who?.trim() || undefined;
      const named = name ? { name } : {};
      const writers = [...new Set([action.who_agentid, action.actionby_agent_id].flatMap((id) => positive(id) ?? []))];
      const [agentId] = writers;
      const ourselves = await own();
      // What we wrote is ours in whoever's name it is: our words approve nothing.
      if (ourselves !== undefined && writers.includes(ourselves)) {
        return { kind: 'own', id: String(ourselves), ...named };
      }
      const userId = positive(action.actionby_user_id);
      // A customer's own words are never taken for a technician's, whatever else the record says.
      if (userId !== undefined && agentId === undefined) return { kind: 'contact', id: String(userId), ...named };
      if (action.who_type === END_USER) return { kind: agentId === undefined ? 'contact' : 'unknown', ...named };
      const severalWriters = writers.length > 1 || userId !== undefined;
      const person = agentId === undefined || severalWriters ? undefined : await personWith(agentId);
      // What one agent wrote in another's name is nobody's word, and neither is a mail: it can be sent in anybody's name.
      if (!person || cameByMail(action)) return { kind: 'unknown', ...named };
      return { kind: 'technician', id: String(person.id), name: toTechnician(person).name };
    },
  };
}

function cameByMail({ emaildirection }: ActionRow): boolean {
  return /^i/i.test(emaildirection ?? '');
}

function positive(id: number | null | undefined): number | undefined {
  return id && id > 0 ? id : undefined;
}

/** Without the right to list agents, notes keep their text; who wrote them is then told less exactly. */
function ignoreMissingRight(error: unknown): undefined {
  if (error instanceof VendorError && (error.failure === 'forbidden' || error.failure === 'not_found'))
    return undefined;
  throw error;
}
