import { createHash } from 'node:crypto';
import { z } from 'zod';
import { InvalidInput, VendorError } from '../../../core/errors.js';
import type { IncomingEvent, IntegrationEvents } from '../../../core/integrations/integration.js';
import type { PsaEvent } from '../../../core/ports/psa.js';
import { collect } from '../collect.js';
import type { ConnectWiseClient } from './client.js';
import type { Members } from './members.js';
import { everyRow } from './paging.js';
import type { SigningKeys } from './signing-key.js';

const callbackShape = z.object({
  id: z.number(),
  url: z.string().nullish(),
  type: z.string().nullish(),
  level: z.string().nullish(),
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
      objectId: 1,
      type: 'ticket',
      level: 'owner',
      inactiveFlag: false,
      // Meant to keep our own changes from coming back; unconfirmed, so events of our own member are dropped as well.
      isSelfSuppressedFlag: true,
    });
  }

  return {
    async register(url) {
      const [known] = await mine(url);
      if (!known) {
        await make(url).catch(async (error: unknown) => {
          const unknown = error instanceof VendorError && error.outcomeUnknown;
          if (!unknown || (await mine(url)).length === 0) throw error;
        });
        return { state: 'registered' };
      }
      // We made it, so whoever ConnectWise says made it is us: this is how it is known again after a restart.
      members.learnFrom({ createdBy: known._info?.enteredBy ?? null });
      if (known.inactiveFlag) {
        await client.patch('switch a callback on', `${PATH}/${known.id}`, callbackShape, [
          { op: 'replace', path: 'inactiveFlag', value: false },
        ]);
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
