import { z } from 'zod';
import { VendorError } from '../../errors.js';
import type { Integration, IntegrationEvents } from '../../integrations/integration.js';
import type { Directory } from '../../ports/directory.js';
import type { Model } from '../../ports/model.js';
import type { Outgoing } from '../../ports/outgoing.js';
import type { Psa } from '../../ports/psa.js';
import type { Verifier } from '../../ports/verifier.js';
import { defineTool, type Tool } from '../../tools/tool.js';

export const http: Outgoing = {
  request: () => Promise.reject(new VendorError('nobody', 'unavailable', 'There is no network here')),
};

export const SECRET_KEY = 'k3y-that-nobody-may-see';

/** Three integrations in one: a PSA, a directory, a model; a verifier where one is given. Each wants a site and a secret key. */
export function createFakeCatalogue(parts: {
  psa: Psa;
  directory: Directory;
  directoryTools: readonly Tool[];
  psaTools?: readonly Tool[];
  model: Model;
  events?: IntegrationEvents;
  verifier?: Verifier;
}): Integration[] {
  const credentials = z.strictObject({
    site: z.string().min(1),
    key: z.string().min(4, 'is too short').meta({ secret: true }),
    login: z.string().optional(),
  });
  const nothing = { check: async () => [{ ok: true, what: 'Read something' }], mappings: async () => [] };
  const { verifier } = parts;
  const proving: Integration[] = verifier
    ? [
        {
          kind: 'pretend_verifier',
          title: 'Pretend Provider',
          category: 'verification',
          credentials,
          connect: () => ({ ...nothing, tools: () => [], verifier }),
        },
      ]
    : [];
  return [
    ...proving,
    {
      kind: 'pretend_psa',
      title: 'Pretend PSA',
      category: 'psa',
      credentials,
      connect: () => ({
        ...nothing,
        tools: () => parts.psaTools ?? [],
        psa: parts.psa,
        ...(parts.events ? { events: parts.events } : {}),
      }),
    },
    {
      kind: 'pretend_directory',
      title: 'Pretend directory',
      category: 'identity',
      credentials,
      connect: () => ({ ...nothing, tools: () => parts.directoryTools, directory: parts.directory }),
    },
    {
      kind: 'pretend_model',
      title: 'Pretend model',
      category: 'model',
      credentials,
      connect: () => ({ ...nothing, tools: () => [], model: parts.model }),
    },
  ];
}

/** A PSA tool that changes a ticket; its subject is the ticket it names. */
export const closeTicket = defineTool({
  name: 'pretend_psa:close-ticket',
  description: 'Closes a ticket.',
  input: z.strictObject({ ticketId: z.string(), status: z.string().optional() }),
  effect: 'write',
  subject: ({ ticketId }) => ({ kind: 'ticket', ref: ticketId }),
  describe: ({ ticketId }) => `Close ticket ${ticketId}`,
  observe: async () => 'unknown',
  undo: ({ ticketId }) => `Open ticket ${ticketId} again`,
  run: async (_scope, { ticketId }) => ({ output: {}, summary: `Closed ticket ${ticketId}` }),
});
