import { z } from 'zod';
import { reasonOf, VendorError } from '../../../core/errors.js';
import type { Finding } from '../../../core/integrations/integration.js';
import type { ConnectWiseClient } from './client.js';
import type { Members } from './members.js';

const anything = z.object({ id: z.number() });

/** One right each, in the words of ConnectWise's security roles. Exact role names are the MSP's own. */
const RIGHTS: readonly { what: string; path: string; right: string }[] = [
  { what: 'Read companies', path: '/company/companies', right: 'Companies > Company Maintenance: Inquire' },
  { what: 'Read contacts', path: '/company/contacts', right: 'Companies > Contacts: Inquire' },
  { what: 'Read service boards', path: '/service/boards', right: 'System > Table Setup: Inquire' },
  { what: 'Read tickets', path: '/service/tickets', right: 'Service Desk > Service Tickets: Inquire' },
  { what: 'Read members', path: '/system/members', right: 'System > Member Maintenance: Inquire' },
  { what: 'Manage callbacks', path: '/system/callbacks', right: 'System > API callbacks (Member Maintenance: Add)' },
];

/** Looks at the company id, the keys and each right, and names what is missing. Never throws. */
export async function checkConnectWise(client: ConnectWiseClient, members: Members): Promise<Finding[]> {
  const found: Finding[] = [];

  /** False when going on would only say the same again. */
  async function look(what: string, attempt: () => Promise<unknown>, right?: string): Promise<boolean> {
    try {
      await attempt();
      found.push({ ok: true, what });
      return true;
    } catch (error) {
      const hint = error instanceof VendorError && error.failure === 'forbidden' && right;
      found.push({
        ok: false,
        what,
        problem: hint ? `${error.message} The right is probably "${right}".` : reasonOf(error),
      });
      return error instanceof VendorError && !error.passing && error.failure !== 'unauthorized';
    }
  }

  if (!(await look('Find the company id', () => client.knowsCompany()))) return found;
  const version = z.object({ version: z.string().nullish() });
  if (!(await look('Reach the API', () => client.get('tell its version', '/system/info', version)))) return found;
  for (const { what, path, right } of RIGHTS) {
    const read = () => client.page(what.toLowerCase(), path, anything, { pageSize: 1, fields: 'id' });
    if (!(await look(what, read, right))) return found;
  }
  await look('Know our own API member', async () => {
    if ((await members.own()) !== undefined) return;
    throw new Error(
      'There is no API member, or there are several, so Frontdesk cannot tell its own changes from those of others. Enter the login name of its API member.',
    );
  });
  return found;
}
