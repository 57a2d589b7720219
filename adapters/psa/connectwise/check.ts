import { z } from 'zod';
import { reasonOf, VendorError } from '../../../core/errors.js';
import type { Finding } from '../../../core/integrations/integration.js';
import type { ConnectWiseClient } from './client.js';
import type { Members } from './members.js';

const anything = z.object({ id: z.number() });

interface Right {
  what: string;
  path: string;
  /** In the words of ConnectWise's security roles. Exact role names are the MSP's own. */
  right: string;
}

/** What can be told by reading. */
const READING: readonly Right[] = [
  { what: 'Read companies', path: '/company/companies', right: 'Companies > Company Maintenance: Inquire' },
  { what: 'Read contacts', path: '/company/contacts', right: 'Companies > Contacts: Inquire' },
  { what: 'Read configurations', path: '/company/configurations', right: 'Companies > Configurations: Inquire' },
  { what: 'Read service boards', path: '/service/boards', right: 'System > Table Setup: Inquire' },
  { what: 'Read tickets', path: '/service/tickets', right: 'Service Desk > Service Tickets: Inquire' },
  { what: 'Read members', path: '/system/members', right: 'System > Member Maintenance: Inquire' },
  { what: 'Read callbacks', path: '/system/callbacks', right: 'System > Member Maintenance: Inquire' },
];
/** Only needed where assignment decides who may approve. */
const SCHEDULES: Right = {
  what: 'Read schedules',
  path: '/schedule/entries',
  right: 'Time & Expense > Schedules: Inquire',
};

/**
 * What can be told without writing: a record is asked for that cannot be made (what it requires is absent) or changed
 * (it does not exist), so that the answer is a 400 or 404 where the right is there. That ConnectWise looks at the right
 * first is unconfirmed: a missing one may stay unnoticed here, one that is there is never said to be missing.
 * Source of what is required: API model 2025.1.
 */
const WRITING: readonly (Right & { method: 'post' | 'patch' })[] = [
  { what: 'Add tickets', method: 'post', path: '/service/tickets', right: 'Service Desk > Service Tickets: Add' },
  {
    what: 'Change tickets',
    method: 'patch',
    path: '/service/tickets/0',
    right: 'Service Desk > Service Tickets: Edit',
  },
  { what: 'Enter time', method: 'post', path: '/time/entries', right: 'Time & Expense > Time Entry: Add' },
  {
    what: 'Manage callbacks',
    method: 'post',
    path: '/system/callbacks',
    right: 'System > API callbacks (Member Maintenance: Add)',
  },
];

/** Looks at the company id, the keys and each right, and names what is missing. Never throws. */
export async function checkConnectWise(
  client: ConnectWiseClient,
  members: Members,
  approvers: 'any' | 'assigned',
): Promise<Finding[]> {
  const found: Finding[] = [];

  /** False when going on would only say the same again. */
  async function look(what: string, attempt: () => Promise<unknown>, right?: string): Promise<boolean> {
    try {
      await attempt();
      found.push({ ok: true, what });
      return true;
    } catch (error) {
      const hint = error instanceof VendorError && error.failure === 'forbidden' && right;
      const problem = hint ? `${error.message} The right is probably "${right}".` : reasonOf(error);
      const passing = error instanceof VendorError && error.passing ? { passing: true } : {};
      found.push({ ok: false, what, problem, ...passing });
      return error instanceof VendorError && !error.passing && error.failure !== 'unauthorized';
    }
  }

  if (!(await look('Find the company id', () => client.knowsCompany()))) return found;
  const version = z.object({ version: z.string().nullish() });
  if (!(await look('Reach the API', () => client.get('tell its version', '/system/info', version)))) return found;
  for (const { what, path, right } of [...READING, ...(approvers === 'assigned' ? [SCHEDULES] : [])]) {
    const read = () => client.page(what.toLowerCase(), path, anything, { pageSize: 1, fields: 'id' });
    if (!(await look(what, read, right))) return found;
  }
  for (const { what, method, path, right } of WRITING) {
    const write = () =>
      method === 'post'
        ? client.post(what.toLowerCase(), path, anything, {})
        : client.patch(what.toLowerCase(), path, anything, []);
    if (!(await look(what, () => write().catch(unlessForbidden), right))) return found;
  }
  await look('Know our own API member', async () => {
    const own = await members.own();
    if (own === undefined) {
      throw new Error(
        'There is no API member, or there are several, so Frontdesk cannot tell its own changes from those of others. Enter the login name of its API member.',
      );
    }
    if ((await members.directory()).byIdentifier(own)) return;
    throw new Error(`There is no member with the login name "${own}". Enter the login name of Frontdesk's API member.`);
  });
  return found;
}

/** Any other refusal says nothing about the right. */
function unlessForbidden(error: unknown): void {
  if (error instanceof VendorError && error.failure === 'forbidden') throw error;
}
