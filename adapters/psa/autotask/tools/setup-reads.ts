import { z } from 'zod';
import { defineTool, type Tool } from '../../../../core/tools/tool.js';
import { count } from '../../words.js';
import { nameInput, type ToolParts } from './scoped.js';

/** The MSP's own set-up and staff: the same for every client. */
export function setupReadTools({ psa }: ToolParts): Tool[] {
  return [
    defineTool({
      name: 'autotask:autotask-get-ticket-statuses',
      description: 'Lists the statuses that a ticket can have, and which of them closes it.',
      input: z.strictObject({}),
      effect: 'read',
      subject: () => ({ kind: 'other', ref: 'statuses' }),
      async run() {
        const statuses = await psa.statuses();
        return { output: { statuses }, summary: `Listed ${count(statuses.length, 'status', 'statuses')}.` };
      },
    }),
    defineTool({
      name: 'autotask:autotask-get-ticket-priorities',
      description: 'Lists the priorities that a ticket can have.',
      input: z.strictObject({}),
      effect: 'read',
      subject: () => ({ kind: 'other', ref: 'priorities' }),
      async run() {
        const priorities = await psa.priorities();
        return { output: { priorities }, summary: `Listed ${count(priorities.length, 'priority', 'priorities')}.` };
      },
    }),
    defineTool({
      name: 'autotask:autotask-list-queues',
      description: 'Lists the queues that a ticket can be routed to.',
      input: z.strictObject({}),
      effect: 'read',
      subject: () => ({ kind: 'other', ref: 'queues' }),
      async run() {
        const queues = await psa.queues();
        return { output: { queues }, summary: `Listed ${count(queues.length, 'queue')}.` };
      },
    }),
    defineTool({
      name: 'autotask:autotask-list-resources',
      description: "Lists the MSP's active technicians and other staff (resources), by name or part of it.",
      input: z.strictObject({ search: nameInput('Part of a name, user name or e-mail address').optional() }),
      effect: 'read',
      subject: () => ({ kind: 'other', ref: 'resources' }),
      async run(_scope, args) {
        const wanted = (args.search ?? '').toLowerCase();
        const resources = (await psa.technicians())
          .filter((each) =>
            [each.name, each.identifier, each.email ?? ''].some((text) => text.toLowerCase().includes(wanted)),
          )
          .map(({ id, identifier, name }) => ({ id, identifier, name }));
        return { output: { resources }, summary: `Listed ${count(resources.length, 'technician')}.` };
      },
    }),
  ];
}
