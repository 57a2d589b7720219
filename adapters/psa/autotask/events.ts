import { createHash } from 'node:crypto';
import { z } from 'zod';
import { InvalidInput } from '../../../core/errors.js';
import type { IncomingEvent, IntegrationEvents } from '../../../core/integrations/integration.js';
import type { PsaEvent } from '../../../core/ports/psa.js';
import type { Resources } from './resources.js';
import { isSigned, sameSecret } from './signature.js';

const number = z.union([z.number().int().nonnegative(), z.string().regex(/^\d{1,15}$/)]).transform(String);
const calloutShape = z.object({
  Action: z.string(),
  EntityType: z.string(),
  Id: number,
  Guid: z.string().nullish(),
  SequenceNumber: z.union([z.number(), z.string()]).nullish(),
  PersonID: number.nullish().catch(null),
});
type Callout = z.infer<typeof calloutShape>;
const delivery = z.union([z.array(calloutShape).max(1000), calloutShape.transform((one) => [one])]);

/** Anything else (Deactivated) tells of no record. */
const ACTIONS: Readonly<Record<string, PsaEvent['action']>> = {
  create: 'added',
  update: 'updated',
  delete: 'deleted',
};

/**
 * Webhooks for tickets and their notes, set up by hand in Autotask. The secret is in the address; a signature, where one is
 * sent, has to be right as well. Source: Autotask facts, webhooks.
 */
export function createAutotaskEvents({
  resources,
  hookSecret,
}: {
  resources: Resources;
  hookSecret: string | undefined;
}): IntegrationEvents {
  const knowsSecret = ({ query }: Pick<IncomingEvent, 'query'>) =>
    hookSecret !== undefined && query.secret !== undefined && sameSecret(query.secret, hookSecret);

  return {
    async register(url) {
      return {
        state: 'by_hand',
        ...(hookSecret === undefined ? {} : { instructions: instructionsFor(url, hookSecret) }),
      };
    },

    // What was set up by hand is taken away by hand; until then Autotask's calls are refused.
    async unregister() {},

    async verify(event) {
      try {
        if (hookSecret === undefined || !knowsSecret(event)) return false;
        const signature = event.headers['x-hook-signature'];
        if (signature !== undefined && !isSigned(signature, event.rawBody, hookSecret)) return false;
        await resources.own().catch(() => undefined); // `parse` needs it and cannot ask.
        return true;
      } catch {
        return false;
      }
    },

    parse: (event) => calloutsOf(event.rawBody).flatMap((callout) => eventOf(callout, resources.knownOwn())),

    deliveryKey(event) {
      try {
        const keys = calloutsOf(event.rawBody).map(keyOf);
        if (keys.length > 0 && keys.every((key) => key !== undefined)) return digest(JSON.stringify(keys));
      } catch {
        // What cannot be read is still told apart by its bytes.
      }
      return digest(event.rawBody);
    },

    ready: knowsSecret,
  };
}

function instructionsFor(url: string, secret: string): string {
  const address = new URL(url);
  address.searchParams.set('secret', secret);
  return [
    'In Autotask, open Admin > Extensions & Integrations > Outbound Integrations (webhooks).',
    'Make one webhook for the entity Ticket and one for the entity TicketNote, both for creating and updating.',
    `URL of both: ${address.href}`,
    `Secret key of both: ${secret}`,
    'Activate both. Autotask then asks for the URL once, and this page shows Connected.',
  ].join('\n');
}

function calloutsOf(body: Buffer): Callout[] {
  const parsed = delivery.safeParse(jsonOf(body));
  if (parsed.success) return parsed.data;
  throw new InvalidInput('autotask_event', 'An Autotask webhook came without Action, EntityType and Id');
}

function eventOf({ Action, EntityType, Id, PersonID }: Callout, ourselves: number | undefined): PsaEvent[] {
  const action = ACTIONS[Action.toLowerCase()];
  if (!action) return [];
  const own = ourselves !== undefined && PersonID === String(ourselves);
  const entity = EntityType.toLowerCase();
  if (entity === 'ticket') return [{ kind: 'ticket', ticketId: Id, action, own }];
  if (entity === 'ticketnote') return [{ kind: 'note', noteId: Id, action, own }];
  return [];
}

/** A webhook's own count of its deliveries; the record is added in case a zone does not count. */
function keyOf({ Guid, SequenceNumber, EntityType, Id, Action }: Callout): string[] | undefined {
  if (!Guid || SequenceNumber === null || SequenceNumber === undefined) return undefined;
  return [Guid, String(SequenceNumber), EntityType, Id, Action];
}

const digest = (text: string | Buffer) => createHash('sha256').update(text).digest('hex');

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
