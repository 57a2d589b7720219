import { z } from 'zod';
import type { Contact } from '../../../../core/ports/psa.js';
import { defineTool, type Tool, type ToolScope } from '../../../../core/tools/tool.js';
import { criterionOf } from '../../contact-query.js';
import { filled } from '../../filled.js';
import { count } from '../../words.js';
import { companyShape, toCompany } from '../map.js';
import { assetOf } from '../setup.js';
import {
  assertOwnCompany,
  companyOf,
  idInput,
  limitInput,
  nameInput,
  scopedAsset,
  scopedContact,
  type ToolParts,
} from './scoped.js';

const MOST_CONTACTS = 25;
const companyId = idInput("This client's company; no other is allowed").optional();

/** Records of the mapped company. */
export function companyReadTools(parts: ToolParts): Tool[] {
  const { client, psa, picklists } = parts;

  async function ownCompany(scope: ToolScope) {
    const id = companyOf(scope);
    const row = await client.item(`read company ${id}`, `Companies/${id}`, companyShape);
    const company = toCompany(row, await picklists.label('Companies', 'companyType', row.companyType));
    const { phone, webAddress, city } = row;
    return { ...company, ...filled({ phone, webAddress, city }) };
  }

  async function contactsOf(
    scope: ToolScope,
    args: { search?: string | undefined; email?: string | undefined },
    limit: number,
  ) {
    const company = String(companyOf(scope));
    const query = { ...(args.email ? { email: args.email } : {}), ...(args.search ? criterionOf(args.search) : {}) };
    if (Object.keys(query).length > 0) {
      const found = await psa.findContacts({ ...query, companyId: company });
      return found.filter((contact) => contact.companyId === company).slice(0, limit);
    }
    const found: Contact[] = [];
    for await (const contact of psa.contacts({ companyId: company })) {
      if (contact.active && contact.companyId === company) found.push(contact);
      if (found.length >= limit) break;
    }
    return found;
  }

  return [
    defineTool({
      name: 'autotask:autotask-list-companies',
      description: 'Shows the company in Autotask that this client is; other companies are not shown.',
      input: z.strictObject({ search: nameInput('Part of the name').optional() }),
      effect: 'read',
      subject: () => ({ kind: 'client' }),
      async run(scope, args) {
        const company = await ownCompany(scope);
        const fits = company.name.toLowerCase().includes((args.search ?? '').toLowerCase());
        const companies = fits ? [company] : [];
        return { output: { companies }, summary: `Found ${count(companies.length, 'company', 'companies')}.` };
      },
    }),
    defineTool({
      name: 'autotask:autotask-get-company',
      description: "Reads this client's company in Autotask: name, types, telephone number and web address.",
      input: z.strictObject({ companyId: idInput("Id of this client's company") }),
      effect: 'read',
      subject: (args) => ({ kind: 'company', ref: args.companyId }),
      async run(scope, args) {
        assertOwnCompany(scope, args.companyId);
        const output = await ownCompany(scope);
        return { output, summary: `Read company ${output.name}.` };
      },
    }),
    defineTool({
      name: 'autotask:autotask-list-contacts',
      description:
        "Lists this client's active contacts, by name, e-mail address or telephone number where one is given.",
      input: z.strictObject({
        search: nameInput('Name, e-mail address or telephone number').optional(),
        email: nameInput('E-mail address').optional(),
        companyId,
        limit: limitInput,
      }),
      effect: 'read',
      subject: () => ({ kind: 'client' }),
      async run(scope, args) {
        assertOwnCompany(scope, args.companyId);
        const contacts = await contactsOf(scope, args, args.limit ?? MOST_CONTACTS);
        return { output: { contacts }, summary: `Found ${count(contacts.length, 'contact')}.` };
      },
    }),
    defineTool({
      name: 'autotask:autotask-get-contact',
      description: 'Reads one contact of this client.',
      input: z.strictObject({ contactId: idInput('Id of the contact') }),
      effect: 'read',
      subject: (args) => ({ kind: 'other', ref: args.contactId }),
      async run(scope, args) {
        const { title } = await scopedContact(parts, scope, args.contactId);
        const contact = await psa.contact(args.contactId);
        const output = { ...contact, ...filled({ title }) };
        return { output, summary: `Read contact ${contact?.firstName ?? ''} ${contact?.lastName ?? ''}.` };
      },
    }),
    defineTool({
      name: 'autotask:autotask-list-assets',
      description:
        "Lists this client's active configuration items (computers and other assets), by name or part of it.",
      input: z.strictObject({
        search: nameInput('Part of the name').optional(),
        companyId,
        contactId: idInput('Only assets of this contact').optional(),
        limit: limitInput,
      }),
      effect: 'read',
      subject: () => ({ kind: 'client' }),
      async run(scope, args) {
        assertOwnCompany(scope, args.companyId);
        const { contactId, search, limit = MOST_CONTACTS } = args;
        const wanted = { companyId: scope.mapping, limit, ...filled({ contactId, search }) };
        const assets = await psa.assets(wanted);
        return { output: { assets }, summary: `Found ${count(assets.length, 'asset')}.` };
      },
    }),
    defineTool({
      name: 'autotask:autotask-get-asset',
      description: 'Reads one configuration item (computer or other asset) of this client.',
      input: z.strictObject({ assetId: idInput('Id of the configuration item') }),
      effect: 'read',
      subject: (args) => ({ kind: 'device', ref: args.assetId }),
      async run(scope, args) {
        const asset = await assetOf(picklists, await scopedAsset(parts, scope, args.assetId));
        return { output: asset, summary: `Read asset ${asset.name}.` };
      },
    }),
  ];
}
