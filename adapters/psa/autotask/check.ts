import { z } from 'zod';
import { reasonOf, VendorError } from '../../../core/errors.js';
import type { Finding } from '../../../core/integrations/integration.js';
import type { AutotaskClient } from './client.js';
import { EVERY } from './filters.js';
import type { Resources } from './resources.js';

const anything = z.object({ id: z.number() });
const rightsShape = z.object({
  info: z.object({
    canCreate: z.boolean().nullish(),
    canUpdate: z.boolean().nullish(),
    userAccessForCreate: z.union([z.string(), z.number()]).nullish(),
    userAccessForUpdate: z.union([z.string(), z.number()]).nullish(),
  }),
});
type Rights = z.infer<typeof rightsShape>['info'];

/** Reading shows itself by reading. Rights are named by what they are for: security levels differ between MSPs. */
const READS: readonly { what: string; entity: string; right: string }[] = [
  { what: 'Read companies', entity: 'Companies', right: 'CRM > Companies: View' },
  { what: 'Read contacts', entity: 'Contacts', right: 'CRM > Contacts: View' },
  { what: 'Read tickets', entity: 'Tickets', right: 'Service Desk > Tickets: View' },
  { what: 'Read ticket notes', entity: 'TicketNotes', right: 'Service Desk > Ticket notes: View' },
  { what: 'Read resources', entity: 'Resources', right: 'Admin > Resources: View' },
  { what: 'Read configuration items', entity: 'ConfigurationItems', right: 'Configuration items: View' },
];

/** Writing is not tried: Autotask tells what the user may do. Source: Autotask REST documentation, entity information call. */
const WRITES: readonly { what: string; entity: string; verb: 'Create' | 'Update'; right: string }[] = [
  { what: 'Add tickets', entity: 'Tickets', verb: 'Create', right: 'Service Desk > Tickets: Add' },
  { what: 'Change tickets', entity: 'Tickets', verb: 'Update', right: 'Service Desk > Tickets: Edit' },
  { what: 'Add ticket notes', entity: 'TicketNotes', verb: 'Create', right: 'Service Desk > Ticket notes: Add' },
  { what: 'Change ticket notes', entity: 'TicketNotes', verb: 'Update', right: 'Service Desk > Ticket notes: Edit' },
  { what: 'Add time entries', entity: 'TimeEntries', verb: 'Create', right: 'Service Desk > Time entries: Add' },
];

/** Lengths of a tracking identifier. Sources: the vendor's connection guide (26), Autotask facts (27). */
const IDENTIFIER_LENGTHS = [26, 27];

/** Looks at the user name, the secret, the tracking identifier and each right, and names what is missing. Never throws. */
export async function checkAutotask({
  client,
  resources,
  trackingIdentifier,
}: {
  client: AutotaskClient;
  resources: Resources;
  trackingIdentifier: string;
}): Promise<Finding[]> {
  const found: Finding[] = [];

  /** False when going on would only say the same again. */
  async function look(what: string, attempt: () => Promise<unknown>, right?: string): Promise<boolean> {
    try {
      await attempt();
      found.push({ ok: true, what });
      return true;
    } catch (error) {
      const vendor = error instanceof VendorError ? error : undefined;
      const hints = [
        vendor?.failure === 'forbidden' && right ? `The right is probably "${right}" of its security level.` : '',
        vendor?.failure === 'unauthorized' ? identifierHint(trackingIdentifier) : '',
      ].filter((hint) => hint !== '');
      const problem = [reasonOf(error), ...hints].join(' ');
      found.push({ ok: false, what, problem, ...(vendor?.passing ? { passing: true } : {}) });
      return vendor === undefined || (!vendor.passing && vendor.failure !== 'unauthorized');
    }
  }

  if (!(await look('Find the zone of the API user', () => client.findZone()))) return found;
  const signIn = () => client.read('sign in', 'ThresholdInformation', z.unknown());
  if (!(await look('Sign in with the secret and the tracking identifier', signIn))) return found;
  for (const { what, entity, right } of READS) {
    const read = () =>
      client.first(what.toLowerCase(), entity, anything, { filter: EVERY, fields: ['id'], pageSize: 1 });
    if (!(await look(what, read, right))) return found;
  }
  const rights = new Map<string, Promise<Rights>>();
  const rightsOn = (entity: string) => {
    const asked =
      rights.get(entity) ??
      client.read(`tell its rights on ${entity}`, `${entity}/entityInformation`, rightsShape).then(({ info }) => info);
    rights.set(entity, asked);
    return asked;
  };
  for (const { what, entity, verb, right } of WRITES) {
    const allowed = async () => {
      if (mayNot(await rightsOn(entity), verb)) {
        throw new VendorError('Autotask', 'forbidden', `The API user may not ${what.toLowerCase()}.`);
      }
    };
    if (!(await look(what, allowed, right))) return found;
  }
  await look('Know our own resource', async () => {
    if ((await resources.own()) !== undefined) return;
    throw new Error(
      'No resource, or more than one, has the username of the API user, so Frontdesk cannot tell its own changes from those of others. Check the username, and that the API user may see itself among the resources.',
    );
  });
  return found;
}

/** None, or 0 where access is told by number (unconfirmed); "Restricted" may be enough for what Frontdesk does. */
function mayNot(info: Rights, verb: 'Create' | 'Update'): boolean {
  const access = verb === 'Create' ? info.userAccessForCreate : info.userAccessForUpdate;
  const possible = verb === 'Create' ? info.canCreate : info.canUpdate;
  return possible === false || access === 0 || String(access).toLowerCase() === 'none';
}

function identifierHint({ length }: string): string {
  if (IDENTIFIER_LENGTHS.includes(length)) return '';
  return `The tracking identifier has ${length} characters; Autotask's have ${IDENTIFIER_LENGTHS.join(' or ')}.`;
}
