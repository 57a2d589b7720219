import { z } from 'zod';
import { reasonOf, VendorError } from '../../../core/errors.js';
import type { Finding } from '../../../core/integrations/integration.js';
import { documents } from './documents.js';
import type { SuperOpsParts } from './psa.js';
import { liesAhead } from './time.js';

const anything = z.unknown();
/** What no ticket and no client has: a change of it cannot succeed, but is refused in another way without the right. */
const NOBODY = '0';

interface Look {
  /** The right, in plain words: SuperOps' own names of rights are the MSP's roles. */
  what: string;
  attempt(parts: SuperOpsParts): Promise<unknown>;
}

const READS: readonly Look[] = [
  {
    what: 'View technicians',
    attempt: ({ client }) => client.firstPage('list technicians', documents.technicians, { pageSize: 1 }),
  },
  {
    what: 'View clients',
    attempt: ({ client }) => client.firstPage('list clients', documents.clients, { pageSize: 1 }),
  },
  {
    what: 'View client users',
    attempt: async ({ client }) => {
      await client.firstPage('list client users', documents.users, { pageSize: 1 });
      await client.firstPage('list which clients people belong to', documents.associations, { pageSize: 1 });
    },
  },
  {
    what: 'View tickets',
    attempt: ({ client }) => client.firstPage('list tickets', documents.tickets, { pageSize: 1 }),
  },
  { what: 'View ticket settings', attempt: ({ lookups }) => lookups.statuses() },
  { what: 'View assets', attempt: ({ client }) => client.firstPage('list assets', documents.assets, { pageSize: 1 }) },
];

const ticket = { ticketId: NOBODY };
const CHANGES: readonly Look[] = [
  {
    what: 'Create tickets',
    attempt: ({ client }) =>
      client.change('open a ticket', documents.createTicket, anything, {
        subject: '',
        client: { accountId: NOBODY },
        source: 'INTEGRATION',
      }),
  },
  {
    what: 'Edit tickets',
    attempt: ({ client }) => client.change('change a ticket', documents.updateTicket, anything, ticket),
  },
  {
    what: 'Add notes',
    attempt: ({ client }) => client.change('add a note', documents.createNote, anything, { ticket, content: '' }),
  },
  {
    what: 'Reply to requesters',
    attempt: ({ client }) =>
      client.change('reply to a requester', documents.createConversation, anything, { ticket, content: '' }),
  },
];

/** Looks at the subdomain, the token, whose it is and each right, and names what is missing. Never throws. */
export async function checkSuperOps(parts: SuperOpsParts): Promise<Finding[]> {
  const found: Finding[] = [];

  /** False when going on would only say the same again. */
  async function look(what: string, attempt: () => Promise<unknown>): Promise<boolean> {
    try {
      await attempt();
      found.push({ ok: true, what });
      return true;
    } catch (error) {
      found.push(findingOf(what, error));
      return error instanceof VendorError && !error.passing && error.failure !== 'unauthorized';
    }
  }

  const { client, technicians, reading, now } = parts;
  const groups = () => client.ask('list technician groups', documents.groups, anything);
  if (!(await look('Subdomain, API token and region', groups))) return found;
  for (const { what, attempt } of READS) {
    if (!(await look(what, () => attempt(parts)))) return found;
  }
  for (const { what, attempt } of CHANGES) {
    if (!(await look(what, () => attempt(parts).catch(onlyMissingRight)))) return found;
  }
  await look('Know our own technician', () => technicians.own());
  await look('Tell the time of changes', async () => {
    const [newest] = await client.firstPage('list tickets', documents.tickets, {
      sort: { attribute: 'updatedTime', order: 'DESC' },
      pageSize: 1,
    });
    const changed = reading.instantOf(newest?.updatedTime);
    if (!changed || !liesAhead(changed, now())) return;
    throw new Error(
      `SuperOps says that a ticket changed at ${newest?.updatedTime}, which is still to come. Its times seem to be of another zone: enter that zone, or changes are found late.`,
    );
  });
  return found;
}

/** A change of nothing fails for every reason but one. */
function onlyMissingRight(error: unknown): void {
  if (!(error instanceof VendorError)) throw error;
  if (error.failure === 'forbidden' || error.failure === 'unauthorized' || error.passing) throw error;
}

function findingOf(what: string, error: unknown): Finding {
  const passing = error instanceof VendorError && error.passing;
  const lacksRight = error instanceof VendorError && error.failure === 'forbidden';
  const problem = lacksRight ? `${error.message} The right is probably "${what}".` : reasonOf(error);
  return { ok: false, what, problem, ...(passing ? { passing } : {}) };
}
