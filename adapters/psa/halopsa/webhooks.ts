import { z } from 'zod';
import { VendorError } from '../../../core/errors.js';
import type { HaloClient } from './client.js';
import { VENDOR } from './failure.js';

const number = z.number().nullish();
const webhookShape = z.object({
  id: z.union([z.string().min(1), z.number()]).transform(String),
  name: z.string().nullish(),
  url: z.string().nullish(),
  active: z.boolean().nullish(),
  disabled: z.boolean().nullish(),
  authentication_type: number,
  basic_username: z.string().nullish(),
  events: z.array(z.object({ eventno: number })).nullish(),
});
type Webhook = z.infer<typeof webhookShape>;

const PATH = '/Webhook';
const BASIC = 1;
/** Whom HaloPSA says it is when it calls. */
export const USER = 'frontdesk';

export interface Webhooks {
  /** Makes the webhook of this address, or mends it. `tellsEvents`: HaloPSA says that it has events. Throws VendorError. */
  put(url: string, password: string): Promise<{ tellsEvents: boolean }>;
  removeAll(url: string): Promise<void>;
}

/** Outgoing webhooks, known by their address. Source: HaloPSA facts, webhooks. */
export function createWebhooks({
  client,
  eventNumbers,
}: {
  client: HaloClient;
  eventNumbers: readonly number[];
}): Webhooks {
  async function ofAddress(url: string): Promise<Webhook[]> {
    return (await client.list('list webhooks', PATH, webhookShape)).filter((webhook) => webhook.url === url);
  }

  const read = (id: string) =>
    client.get('read back a webhook', `${PATH}/${encodeURIComponent(id)}`, webhookShape, { includedetails: true });

  const remove = (id: string) => client.remove('remove a webhook', `${PATH}/${encodeURIComponent(id)}`);

  function body(url: string, password: string, known: Webhook | undefined): object {
    const events = eventNumbers.map((eventno) => ({ eventno, type: 0, conditions: [] }));
    return {
      ...(known ? { id: known.id } : { name: 'Frontdesk', type: 0 }),
      url,
      method: 0,
      content_type: 'application/json',
      authentication_type: BASIC,
      basic_username: USER,
      // It cannot be read back, so it is said anew each time: it may have been changed here or there.
      basic_password: password,
      active: true,
      ...(known && hasEvents(known) ? {} : { events }),
    };
  }

  /** Events beside ours are the MSP's own addition. */
  function hasEvents({ events }: Webhook): boolean {
    return eventNumbers.every((eventno) => events?.some((event) => event.eventno === eventno));
  }

  async function put(url: string, password: string): Promise<string> {
    const [known, ...others] = await ofAddress(url);
    for (const { id } of others) await remove(id);
    const whole = known && (await read(known.id));
    const save = () =>
      client.save('register a webhook', PATH, webhookShape, body(url, password, whole), Boolean(known));
    try {
      return (await save()).id;
    } catch (error) {
      const [made] = error instanceof VendorError && error.outcomeUnknown ? await ofAddress(url) : [];
      if (made) return made.id;
      throw error instanceof VendorError && error.failure === 'invalid' ? withAdvice(error) : error;
    }
  }

  return {
    async put(url, password) {
      const stored = await read(await put(url, password));
      const wrong =
        (stored.active === false || stored.disabled === true ? 'it is switched off' : undefined) ??
        (stored.url !== url ? 'it has another address' : undefined) ??
        (stored.authentication_type !== BASIC ? 'it sends no user and password' : undefined);
      if (wrong) {
        throw new VendorError(
          VENDOR,
          'unexpected',
          `HaloPSA took the webhook, but ${wrong}. Look at Configuration > Integrations > Webhooks > ${stored.name || 'Frontdesk'}.`,
        );
      }
      return { tellsEvents: (stored.events?.length ?? 0) > 0 };
    },
    async removeAll(url) {
      for (const { id } of await ofAddress(url)) await remove(id);
    },
  };
}

/** Event numbers are documented nowhere, so they are the likeliest thing to be wrong. */
function withAdvice(error: VendorError): VendorError {
  const advice =
    'If it is about the events: make a webhook by hand in HaloPSA, read the numbers of its events back, and enter them as "Webhook events".';
  return new VendorError(VENDOR, 'invalid', `${error.message} ${advice}`, { cause: error });
}
