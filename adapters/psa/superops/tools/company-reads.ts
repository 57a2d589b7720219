import { z } from 'zod';
import { defineTool, type Tool } from '../../../../core/tools/tool.js';
import { criterionOf, fits } from '../../contact-query.js';
import { count } from '../../words.js';
import { contactsOf } from '../contacts.js';
import { missing } from '../failure.js';
import type { AssetRow } from '../shapes.js';
import { companyOf, scopedAsset, scopedContact, type ToolParts } from './scoped.js';

const limit = z.number().int().min(1).max(50).optional();
const MOST = 25;

/** What belongs to the client itself: its record, people and assets. */
export function companyReadTools(parts: ToolParts): Tool[] {
  const { companies, people, assets } = parts;
  return [
    defineTool({
      name: 'superops:superops-list-clients',
      description: 'Lists the clients that this agent may see: only this client, with its stage and status.',
      input: z.strictObject({}),
      effect: 'read',
      subject: () => ({ kind: 'client' }),
      async run(scope) {
        const id = companyOf(scope);
        const company = await companies.company(id);
        if (!company) throw missing('read this client', `client ${id}`);
        return { output: { clients: [company] }, summary: `Read the client ${company.name}.` };
      },
    }),
    defineTool({
      name: 'superops:superops-list-contacts',
      description: "Lists this client's people, or searches them by name, e-mail address or telephone number.",
      input: z.strictObject({
        search: z.string().trim().min(2).max(80).optional().describe('Name, e-mail address or telephone number'),
        limit,
      }),
      effect: 'read',
      subject: () => ({ kind: 'client' }),
      async run(scope, args) {
        const companyId = companyOf(scope);
        const query = { companyId, ...(args.search === undefined ? {} : criterionOf(args.search)) };
        const found = (await people.ofClient(companyId)).flatMap(contactsOf).filter((contact) => fits(contact, query));
        const contacts = found
          .sort((one, other) => one.lastName.localeCompare(other.lastName))
          .slice(0, args.limit ?? MOST);
        const summary = `Found ${count(found.length, 'contact')}${found.length > contacts.length ? `, showing ${contacts.length}` : ''}.`;
        return { output: { contacts }, summary };
      },
    }),
    defineTool({
      name: 'superops:superops-get-contact',
      description: 'Reads one person of this client: name, e-mail address and telephone number.',
      input: z.strictObject({ contactId: z.string().min(1).max(90).describe('Id of the contact') }),
      effect: 'read',
      subject: (args) => ({ kind: 'other', ref: args.contactId }),
      async run(scope, args) {
        const contact = await scopedContact(parts, scope, args.contactId);
        return { output: contact, summary: `Read the contact ${contact.firstName} ${contact.lastName}.` };
      },
    }),
    defineTool({
      name: 'superops:superops-list-assets',
      description: "Lists this client's assets (computers and other devices) by name, or those with a part of it.",
      input: z.strictObject({
        search: z.string().max(80).optional().describe('Part of the name'),
        contactId: z.string().max(90).optional().describe('Only those of this person'),
        limit,
      }),
      effect: 'read',
      subject: () => ({ kind: 'client' }),
      async run(scope, args) {
        const found = await assets.assets({
          companyId: companyOf(scope),
          limit: args.limit ?? MOST,
          ...(args.search === undefined ? {} : { search: args.search }),
          ...(args.contactId === undefined ? {} : { contactId: args.contactId }),
        });
        return { output: { assets: found }, summary: `Found ${count(found.length, 'asset')}.` };
      },
    }),
    defineTool({
      name: 'superops:superops-get-asset',
      description: 'Reads one asset of this client: type, model, serial number, system, last user, state and patches.',
      input: z.strictObject({
        assetId: z
          .string()
          .regex(/^\d{1,25}$/)
          .describe('Id of the asset'),
      }),
      effect: 'read',
      subject: (args) => ({ kind: 'other', ref: args.assetId }),
      async run(scope, args) {
        const output = assetOutput(await scopedAsset(parts, scope, args.assetId));
        return { output, summary: `Read the asset ${output.name}.` };
      },
    }),
  ];
}

function assetOutput(row: AssetRow) {
  return {
    id: row.assetId,
    name: row.name || row.hostName || row.assetId,
    hostName: row.hostName ?? undefined,
    type: row.assetClass?.name ?? undefined,
    manufacturer: row.manufacturer ?? undefined,
    model: row.model ?? undefined,
    serialNumber: row.serialNumber ?? undefined,
    platform: row.platform ?? undefined,
    status: row.status ?? undefined,
    patchStatus: row.patchStatus ?? undefined,
    loggedInUser: row.loggedInUser ?? undefined,
    contact: row.requester?.name ?? undefined,
    publicIp: row.publicIp ?? undefined,
    lastSeen: row.lastCommunicatedTime ?? undefined,
  };
}
