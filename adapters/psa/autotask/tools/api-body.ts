import { z } from 'zod';
import type { ToolScope } from '../../../../core/tools/tool.js';
import type { ApiEntity } from './api-entities.js';
import { assertOwnCompany, refused, scopedAsset, scopedContact, scopedTicket, type ToolParts } from './scoped.js';

const INTERNAL_ONLY = 2;

/** The fields of a record, by Autotask's names. User-defined fields are left to people. */
export const bodyInput = z
  .record(
    z.string().regex(/^[A-Za-z][A-Za-z0-9]{0,60}$/),
    z.union([z.string().max(32_000), z.number(), z.boolean(), z.null()]),
  )
  .describe('Fields of the record by their Autotask names');
export type ApiBody = z.infer<typeof bodyInput>;

/** Fields that say whose words something is: only Autotask writes them. */
const AUTHORSHIP = /^(?:creator|impersonator|createdBy|completedBy|lastActivity)/i;
/** Ours: it finds the tickets again that we open. */
const OUR_KEY = 'externalid';
/** Fields that end in ID and lead to nothing of a client: the MSP's own set-up and staff. */
const OF_THE_MSP = new Set([
  'assignedresourceid',
  'assignedresourceroleid',
  'billingcodeid',
  'configurationitemcategoryid',
  'productid',
  'queueid',
  'resourceid',
  'roleid',
  'servicelevelagreementid',
]);

/** Looks at every field that leads to another record. Throws VendorError where one is not the mapped company's. */
export async function assertOwnBody(
  parts: ToolParts,
  scope: ToolScope,
  entity: ApiEntity,
  body: ApiBody,
): Promise<void> {
  for (const [name, value] of Object.entries(body)) {
    const field = name.toLowerCase();
    if (AUTHORSHIP.test(name)) throw refused(`${name} is written by Autotask only`);
    if (field === OUR_KEY) throw refused(`${name} is written by Frontdesk only`);
    if (field === 'publish' && entity.name === 'TicketNotes' && value !== INTERNAL_ONLY) {
      throw refused('This tool writes internal notes only (publish 2); customers are told by autotask-public-note');
    }
    if (value !== null) await assertOwnReference(parts, scope, field, value);
  }
}

async function assertOwnReference(
  parts: ToolParts,
  scope: ToolScope,
  field: string,
  value: string | number | boolean,
): Promise<void> {
  const id = String(value);
  if (field === 'companyid') assertOwnCompany(scope, id);
  else if (field === 'contactid') await scopedContact(parts, scope, id);
  else if (field === 'configurationitemid') await scopedAsset(parts, scope, id);
  else if (field === 'ticketid') await scopedTicket(parts, scope, id);
  else if (field.endsWith('id') && field !== 'id' && !OF_THE_MSP.has(field)) {
    throw refused(`${field} leads to a record that this tool cannot look at; set it by hand`);
  }
}

/** Names of fields are the same in small and capital letters. */
export function fieldOf(body: ApiBody, name: string): ApiBody[string] | undefined {
  return Object.entries(body).find(([each]) => each.toLowerCase() === name.toLowerCase())?.[1];
}

/** The body with this field as we say, however it was written. */
export function withField(body: ApiBody, name: string, value: number | string): ApiBody {
  const rest = Object.entries(body).filter(([each]) => each.toLowerCase() !== name.toLowerCase());
  return { ...Object.fromEntries(rest), [name]: value };
}

/** Fields in which a record is not as the body says. */
export function differences(record: Readonly<Record<string, unknown>>, body: ApiBody): string[] {
  const stored = new Map(Object.entries(record).map(([name, value]) => [name.toLowerCase(), value]));
  return Object.entries(body)
    .filter(([name, value]) => !alike(stored.get(name.toLowerCase()), value))
    .map(([name]) => name);
}

function alike(stored: unknown, wanted: ApiBody[string]): boolean {
  if (wanted === null || wanted === '') return stored === null || stored === undefined || stored === '';
  if (typeof wanted === 'string' && typeof stored === 'string') {
    // A time may come back in another notation of the same moment.
    const moments = [stored, wanted].map((text) => (/^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN));
    return stored.trim() === wanted.trim() || moments[0] === moments[1];
  }
  // Yes and no are 1 and 0 in some entities.
  if (typeof wanted === 'boolean' || typeof stored === 'boolean') return Number(stored) === Number(wanted);
  return stored === wanted;
}
