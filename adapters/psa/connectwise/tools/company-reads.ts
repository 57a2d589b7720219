import { z } from 'zod';
import { defineTool, type Tool } from '../../../../core/tools/tool.js';
import { criterionOf } from '../../contact-query.js';
import { count } from '../../words.js';
import { companyShape, toCompany, toContact, toTechnician } from '../map.js';
import { companyOf, scopedContact, type ToolParts } from './scoped.js';

/** Records of the mapped company, and the MSP's own set-up (members, boards, statuses, types, priorities). */
export function companyReadTools({ client, psa, members }: ToolParts): Tool[] {
  return [
    defineTool({
      name: 'connectwise_psa:cw-search-contacts',
      description: "Searches this client's contacts by name, e-mail address or telephone number.",
      input: z.strictObject({ query: z.string().min(2).max(120) }),
      effect: 'read',
      subject: () => ({ kind: 'client' }),
      async run(scope, args) {
        const companyId = String(companyOf(scope));
        const candidates = await psa.findContacts({ ...criterionOf(args.query), companyId });
        const found = candidates.filter((contact) => contact.companyId === companyId);
        const contacts = found.slice(0, 25);
        return { output: { contacts }, summary: `Found ${count(found.length, 'contact')} for "${args.query}".` };
      },
    }),
    defineTool({
      name: 'connectwise_psa:cw-get-contact',
      description: 'Reads one contact of this client.',
      input: z.strictObject({ contactId: z.string().regex(/^\d{1,12}$/) }),
      effect: 'read',
      subject: (args) => ({ kind: 'other', ref: args.contactId }),
      async run(scope, args) {
        const contact = toContact(await scopedContact(client, scope, args.contactId));
        return { output: contact, summary: `Read contact ${contact.firstName} ${contact.lastName}.` };
      },
    }),
    defineTool({
      name: 'connectwise_psa:cw-list-companies',
      description: 'Shows the company in ConnectWise that this client is.',
      input: z.strictObject({}),
      effect: 'read',
      subject: () => ({ kind: 'client' }),
      async run(scope) {
        const id = companyOf(scope);
        const company = toCompany(await client.get(`read company ${id}`, `/company/companies/${id}`, companyShape));
        return { output: { companies: [company] }, summary: `This client is ${company.name}.` };
      },
    }),
    defineTool({
      name: 'connectwise_psa:cw-list-members',
      description: "Lists the MSP's active technicians.",
      input: z.strictObject({}),
      effect: 'read',
      subject: () => ({ kind: 'other', ref: 'members' }),
      async run() {
        const technicians = (await members.active())
          .filter((member) => member.licenseClass !== 'A')
          .map(toTechnician)
          .map(({ id, identifier, name }) => ({ id, identifier, name }));
        return { output: { members: technicians }, summary: `Listed ${count(technicians.length, 'technician')}.` };
      },
    }),
    defineTool({
      name: 'connectwise_psa:cw-list-boards',
      description: 'Lists the service boards (queues).',
      input: z.strictObject({}),
      effect: 'read',
      subject: () => ({ kind: 'other', ref: 'boards' }),
      async run() {
        const boards = await psa.queues();
        return { output: { boards }, summary: `Listed ${count(boards.length, 'board')}.` };
      },
    }),
    defineTool({
      name: 'connectwise_psa:cw-list-statuses',
      description: 'Lists the statuses of a service board, and which of them close a ticket.',
      input: z.strictObject({ board: z.string().min(1).max(80).describe('Name or id of the board') }),
      effect: 'read',
      subject: (args) => ({ kind: 'other', ref: args.board }),
      async run(_scope, args) {
        const statuses = await psa.statuses(args.board);
        return { output: { statuses }, summary: `Listed the statuses of the board ${args.board}.` };
      },
    }),
    defineTool({
      name: 'connectwise_psa:cw-list-types',
      description: 'Lists the types (categories) that a ticket on a service board can have.',
      input: z.strictObject({ board: z.string().min(1).max(80).describe('Name or id of the board') }),
      effect: 'read',
      subject: (args) => ({ kind: 'other', ref: args.board }),
      async run(_scope, args) {
        const types = await psa.categories(args.board);
        return { output: { types }, summary: `Listed ${count(types.length, 'type')} of the board ${args.board}.` };
      },
    }),
    defineTool({
      name: 'connectwise_psa:cw-list-priorities',
      description: 'Lists the priorities that a ticket can have.',
      input: z.strictObject({}),
      effect: 'read',
      subject: () => ({ kind: 'other', ref: 'priorities' }),
      async run() {
        const priorities = await psa.priorities();
        return {
          output: { priorities },
          summary: `Listed ${count(priorities.length, 'priority', 'priorities')}.`,
        };
      },
    }),
    defineTool({
      name: 'connectwise_psa:cw-list-configurations',
      description: "Lists this client's active configurations (computers and other assets), by name or part of it.",
      input: z.strictObject({
        search: z.string().max(80).optional(),
        contactId: z
          .string()
          .regex(/^\d{1,12}$/)
          .optional()
          .describe('Only those of this contact'),
        limit: z.number().int().min(1).max(50).optional(),
      }),
      effect: 'read',
      subject: () => ({ kind: 'client' }),
      async run(scope, args) {
        const configurations = await psa.assets({
          companyId: String(companyOf(scope)),
          ...(args.search ? { search: args.search } : {}),
          ...(args.contactId ? { contactId: args.contactId } : {}),
          limit: args.limit ?? 25,
        });
        return { output: { configurations }, summary: `Found ${count(configurations.length, 'configuration')}.` };
      },
    }),
  ];
}
