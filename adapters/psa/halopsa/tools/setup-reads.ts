import { z } from 'zod';
import type { Named } from '../../../../core/ports/psa.js';
import { defineTool, type Tool } from '../../../../core/tools/tool.js';
import { count } from '../../words.js';
import type { ToolParts } from './scoped.js';

/** The MSP's own set-up, of no client. */
export function setupReadTools({ psa }: ToolParts): Tool[] {
  const technicians = async (): Promise<Named[]> =>
    (await psa.technicians()).filter(({ active }) => active).map(({ id, name }) => ({ id, name }));
  return [
    list(
      'statuses',
      'Lists the statuses that a ticket can have, and, where HaloPSA tells, which of them close it.',
      () => psa.statuses(),
    ),
    list('priorities', 'Lists the priorities that a ticket can have.', () => psa.priorities()),
    list('teams', 'Lists the teams that a ticket can be with.', () => psa.queues()),
    list('categories', 'Lists the categories that a ticket can have; levels are joined by " > ".', () =>
      psa.categories(),
    ),
    list('technicians', "Lists the MSP's active technicians (agents).", technicians),
  ];
}

function list(what: string, description: string, ask: () => Promise<Named[]>): Tool {
  return defineTool({
    name: `halopsa:halo-list-${what}`,
    description,
    input: z.strictObject({}),
    effect: 'read',
    subject: () => ({ kind: 'other', ref: what }),
    async run() {
      const rows = await ask();
      return { output: { [what]: rows }, summary: `Listed ${count(rows.length, 'entry', 'entries')} of ${what}.` };
    },
  });
}
