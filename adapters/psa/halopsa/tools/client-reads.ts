import { z } from 'zod';
import { defineTool, type Tool } from '../../../../core/tools/tool.js';
import { criterionOf } from '../../contact-query.js';
import { count } from '../../words.js';
import { toAsset, toCompany } from '../map.js';
import { clientShape } from '../shapes.js';
import { assetId, clientOf, contactId, limit, scopedAsset, scopedContact, type ToolParts } from './scoped.js';

const MOST_CONTACTS = 25;

/** Records of the mapped client. */
export function clientReadTools({ client, psa, setup }: ToolParts): Tool[] {
  return [
    defineTool({
      name: 'halopsa:halo-list-contacts',
      description:
        "Lists this client's active contacts, or those that a name, e-mail address or telephone number fits; at most 25.",
      input: z.strictObject({
        query: z.string().min(2).max(120).optional().describe('Name, e-mail address or telephone number'),
      }),
      effect: 'read',
      subject: () => ({ kind: 'client' }),
      async run(scope, args) {
        const companyId = String(clientOf(scope));
        const given = args.query === undefined ? {} : criterionOf(args.query);
        const found = (await psa.findContacts({ ...given, companyId })).filter((each) => each.companyId === companyId);
        const words = args.query === undefined ? '' : ` for "${args.query}"`;
        return {
          output: { contacts: found.slice(0, MOST_CONTACTS), total: found.length },
          summary: `Found ${count(found.length, 'contact')}${words}.`,
        };
      },
    }),
    defineTool({
      name: 'halopsa:halo-get-contact',
      description: 'Reads one contact of this client: names, e-mail addresses and telephone numbers.',
      input: z.strictObject({ contactId }),
      effect: 'read',
      subject: (args) => ({ kind: 'other', ref: args.contactId }),
      async run(scope, args) {
        const contact = await scopedContact(psa, scope, args.contactId);
        return { output: contact, summary: `Read contact ${contact.firstName} ${contact.lastName}.` };
      },
    }),
    defineTool({
      name: 'halopsa:halo-list-clients',
      description: 'Shows the client in HaloPSA that this client is, and no other one.',
      input: z.strictObject({}),
      effect: 'read',
      subject: () => ({ kind: 'client' }),
      async run(scope) {
        const id = clientOf(scope);
        const row = await client.get(`read client ${id}`, `/Client/${id}`, clientShape, { includedetails: true });
        const company = toCompany(row);
        return { output: { clients: [company] }, summary: `This client is ${company.name}.` };
      },
    }),
    defineTool({
      name: 'halopsa:halo-list-assets',
      description: "Lists this client's active assets (computers and other things), by name or part of it.",
      input: z.strictObject({
        search: z.string().max(80).optional().describe('Part of the name'),
        contactId: contactId.optional().describe('Only what this contact uses'),
        limit,
      }),
      effect: 'read',
      subject: () => ({ kind: 'client' }),
      async run(scope, args) {
        if (args.contactId) await scopedContact(psa, scope, args.contactId);
        const assets = await psa.assets({
          companyId: String(clientOf(scope)),
          ...(args.contactId ? { contactId: args.contactId } : {}),
          ...(args.search ? { search: args.search } : {}),
          limit: args.limit ?? 25,
        });
        return { output: { assets }, summary: `Found ${count(assets.length, 'asset')}.` };
      },
    }),
    defineTool({
      name: 'halopsa:halo-get-asset',
      description: 'Reads one asset of this client: type, serial number, model, operating system, last user.',
      input: z.strictObject({ assetId }),
      effect: 'read',
      subject: (args) => ({ kind: 'other', ref: args.assetId }),
      async run(scope, args) {
        const asset = toAsset(await scopedAsset(setup, scope, args.assetId), String(clientOf(scope)));
        return { output: asset, summary: `Read asset ${asset.name}.` };
      },
    }),
  ];
}
