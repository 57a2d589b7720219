import { createHash } from 'node:crypto';
import { z } from 'zod';
import { InvalidInput, VendorError } from '../../../core/errors.js';
import type { IncomingEvent, IntegrationEvents } from '../../../core/integrations/integration.js';
import type { PsaEvent } from '../../../core/ports/psa.js';
import { collect } from '../collect.js';
import type { ConnectWiseClient, PatchOperation } from './client.js';
import type { Members } from './members.js';
import { everyRow } from './paging.js';
import type { SigningKeys } from './signing-key.js';

const callbackShape = z.object({
  id: z.number(),
  url: z.string().nullish(),
  type: z.string().nullish(),
  level: z.string().nullish(),
  objectId: z.number().nullish(),
  inactiveFlag: z.boolean().nullish(),
  _info: z.object({ enteredBy: z.string().nullish() }).nullish(),
});
type Callback = z.infer<typeof callbackShape>;

const delivery = z.object({
  Action: z.string(),
  ID: z.union([z.number().int().positive(), z.string().regex(/^\d{1,12}$/)]),
  Type: z.string(),
  MemberId: z.string().nullish(),
});
const sealed = z.object({ Metadata: z.object({ key_url: z.string().max(2000) }) });

const ACTIONS: Readonly<Record<string, PsaEvent['action']>> = {
  added: 'added',
  updated: 'updated',
  deleted: 'deleted',
};

const PATH = '/system/callbacks';
const EVERY_TICKET = { level: 'owner', objectId: 1 };

/** Callbacks for every ticket (level Owner). Source: ConnectWise facts, webhooks. */
export function createConnectWiseEvents({
  client,
  members,
  keys,
}: {
  client: ConnectWiseClient;
  members: Members;
  keys: SigningKeys;
}): IntegrationEvents {
  const mine = async (url: string): Promise<Callback[]> =>
    (await collect(everyRow(client, 'list callbacks', PATH, callbackShape))).filter(
      (callback) => callback.url === withRecordId(url) && callback.type?.toLowerCase() === 'ticket',
    );

  async function make(url: string): Promise<void> {
    await client.post('register a callback', PATH, callbackShape, {
      description: 'Frontdesk: changes of tickets',
      url: withRecordId(url),
      type: 'ticket',
      ...EVERY_TICKET,
      inactiveFlag: false,
      // Meant to keep our own changes from coming back; unconfirmed, so events of our own member are dropped as well.
      isSelfSuppressedFlag: true,
    });
  }

  return {
    async register(url) {
      const [known, ...others] = await mine(url);
      for (const { id } of others) await client.remove('remove a second callback', `${PATH}/${id}`);
      if (!known) {
        await make(url).catch(async (error: unknown) => {
          const unknown = error instanceof VendorError && error.outcomeUnknown;
          if (!unknown || (await mine(url)).length === 0) throw error;
        });
        return { state: 'registered' };
      }
      // We made it, so whoever ConnectWise says made it is us: this is how it is known again after a restart.
      members.recallFrom({ _info: known._info });
      const wrong = wrongIn(known);
      if (wrong.length > 0) {
        await client.patch('mend a callback', `${PATH}/${known.id}`, callbackShape, wrong);
      }
      return { state: 'registered' };
    },

    async unregister(url) {
      for (const callback of await mine(url)) await client.remove('remove a callback', `${PATH}/${callback.id}`);
    },

    async verify(event) {
      try {
        const signature = event.headers['x-content-signature'];
        const body = sealed.safeParse(jsonOf(event.rawBody));
        if (!signature || !body.success) return false;
        if (!(await keys.signed(body.data.Metadata.key_url, event.rawBody, signature))) return false;
        await members.own().catch(() => undefined); // `parse` needs it and cannot ask.
        return true;
      } catch {
        return false;
      }
    },

    parse(event) {
      const body = delivery.safeParse(jsonOf(event.rawBody));
      if (!body.success) {
        throw new InvalidInput('connectwise_event', 'A ConnectWise callback came without Action, ID and Type');
      }
      const action = ACTIONS[body.data.Action.toLowerCase()];
      if (!action || body.data.Type.toLowerCase() !== 'ticket') return [];
      const own = members.knownOwn()?.toLowerCase();
      return [
        {
          kind: 'ticket',
          ticketId: String(body.data.ID),
          action,
          own: own !== undefined && body.data.MemberId?.toLowerCase() === own,
        },
      ];
    },

    // The body holds the whole record with its time of change: the same body twice is the same delivery twice.
    deliveryKey: (event: IncomingEvent) => createHash('sha256').update(event.rawBody).digest('hex'),
  };
}

/** What has to be set so that it tells of every ticket again. */
function wrongIn({ level, objectId, inactiveFlag }: Callback): PatchOperation[] {
  const everyTicket = level?.toLowerCase() === EVERY_TICKET.level && objectId === EVERY_TICKET.objectId;
  const wanted = { ...(everyTicket ? {} : EVERY_TICKET), ...(inactiveFlag ? { inactiveFlag: false } : {}) };
  return Object.entries(wanted).map(([path, value]) => ({ op: 'replace', path, value }));
}

/** ConnectWise appends the record's number and the action to what the address ends with. */
function withRecordId(url: string): string {
  return `${url}${url.includes('?') ? '&' : '?'}recordId=`;
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
