/**
 * Sends webhooks after changes, never inside the request that made the change. First attempts leave one after another in
 * the order of the changes; whatever a fault or a retry delays is overtaken by the next. Source: HaloPSA facts, webhooks:
 * a POST of JSON with Basic authentication, deliveries kept for WebhookEvent. Unconfirmed: time-out, retries, batches.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Agent, request } from 'undici';
import type { Fault, Faults } from '../faults.js';
import type { Records } from '../records.js';
import type { Routes } from '../routes.js';
import type { Change } from './changes.js';
import type { JsonObject } from './json.js';
import type { Webhook } from './shapes.js';
import type { Stored } from './stored.js';
import type { Switches } from './switches.js';
import { webhookBody } from './webhook-body.js';
import { asksFor } from './webhooks.js';

export interface DeliveryTimes {
  timeoutMs: number;
  /** Waits before the second attempt, the third, and so on; none: what fails is given up. */
  retryDelaysMs: readonly number[];
  /** How long a reordered delivery waits for another to overtake it. */
  reorderMs: number;
  /** How long changes are gathered when they are batched. */
  batchMs: number;
}

export const DELIVERY_TIMES: DeliveryTimes = { timeoutMs: 10_000, retryDelaysMs: [], reorderMs: 1000, batchMs: 50 };

export interface DeliveryOptions {
  stored: Stored;
  records: Records;
  faults: Faults;
  routes: Routes;
  switches: Switches;
  clock: () => Date;
  times: DeliveryTimes;
}

export interface Delivery {
  /** Sends the change to every webhook that asks for it, soon. */
  send(change: Change): void;
  /** Resolves when everything due has been delivered or given up. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

type Message = { webhook: Webhook; ticketId: number; kinds: string[]; path: string; body: string };
type Batch = { webhook: Webhook; changes: Change[]; bodies: JsonObject[] };

const EVENT_FAULTS = ['drop', 'duplicate', 'reorder', 'slow'] as const satisfies readonly Fault['kind'][];

export function createDelivery(options: DeliveryOptions): Delivery {
  const { stored, records, faults, routes, switches, clock, times } = options;
  const agent = new Agent({ pipelining: 0 });
  const stopping = new AbortController();
  const pending = new Set<Promise<void>>();
  const held = new Set<() => void>();
  const batches = new Map<string, Batch>();
  let line = Promise.resolve();

  const track = (work: Promise<void>) => {
    const settled = work.catch(() => undefined).finally(() => pending.delete(settled));
    pending.add(settled);
  };
  const later = (milliseconds: number) => pause(milliseconds, undefined, { signal: stopping.signal });

  return {
    send(change) {
      if (stopping.signal.aborted) return;
      for (const webhook of stored.webhooks.all()) {
        if (!asksFor(webhook, change, switches)) continue;
        const body = webhookBody(stored, change, switches.webhookBody, clock());
        if (switches.webhookBody === 'batched') gather(webhook, change, body);
        else enqueue(messageOf(webhook, [change], body));
      }
    },
    async idle() {
      while (pending.size > 0) await Promise.all(pending);
    },
    async stop() {
      stopping.abort();
      await Promise.all(pending);
      await agent.destroy();
    },
  };

  function gather(webhook: Webhook, change: Change, body: JsonObject): void {
    const waiting = batches.get(webhook.id);
    if (waiting) {
      waiting.changes.push(change);
      waiting.bodies.push(body);
      return;
    }
    const batch: Batch = { webhook, changes: [change], bodies: [body] };
    batches.set(webhook.id, batch);
    track(
      later(times.batchMs).then(() => {
        batches.delete(webhook.id);
        enqueue(messageOf(webhook, batch.changes, batch.bodies));
      }),
    );
  }

  function enqueue(message: Message): void {
    line = line
      .then(() => later(0))
      .then(() => leave(message))
      .catch(() => undefined);
    track(line);
  }

  /** The first attempt, as the faults will have it. */
  async function leave(message: Message): Promise<void> {
    const fault = faults.meet({ vendor: 'halopsa', method: 'EVENT', path: message.path }, EVENT_FAULTS);
    switch (fault?.kind) {
      case 'drop':
        keep(message, 0, { dropped: true });
        return;
      case 'slow':
        track(later(fault.delayMs ?? times.timeoutMs).then(() => deliver(message)));
        return;
      case 'reorder':
        track(overtaken(fault.delayMs ?? times.reorderMs).then(() => deliver(message)));
        return;
      case 'duplicate':
        await deliver(message);
        await deliver(message);
        return;
      default:
        await deliver(message);
    }
  }

  async function overtaken(milliseconds: number): Promise<void> {
    const other = new Promise<void>((resolve) => held.add(resolve));
    await Promise.race([other, later(milliseconds)]);
  }

  async function deliver(message: Message, attempt = 0): Promise<void> {
    const delivered = await post(message);
    if (attempt === 0) {
      for (const release of held) release();
      held.clear();
    }
    const delay = times.retryDelaysMs[attempt];
    if (!delivered && delay !== undefined) track(later(delay).then(() => deliver(message, attempt + 1)));
  }

  /** True when the answer was a 2xx. */
  async function post(message: Message): Promise<boolean> {
    const { webhook, body } = message;
    try {
      const response = await request(routes.resolve(webhook.url), {
        method: 'POST',
        dispatcher: agent,
        headers: { 'content-type': 'application/json', ...authorization(webhook) },
        body,
        signal: AbortSignal.any([stopping.signal, AbortSignal.timeout(times.timeoutMs)]),
      });
      const text = await response.body.text();
      keep(message, response.statusCode);
      noteDelivery(message, response.statusCode, text);
      return response.statusCode >= 200 && response.statusCode < 300;
    } catch (error) {
      if (stopping.signal.aborted) return true;
      const failed = error instanceof Error ? error.message : String(error);
      keep(message, 0, { failed });
      noteDelivery(message, 0, failed);
      return false;
    }
  }

  function keep({ webhook, ticketId, kinds, path, body }: Message, status: number, more: object = {}): void {
    const detail = { url: webhook.url, kinds, id: ticketId, body, ...more };
    records.add({ vendor: 'halopsa', method: 'EVENT', path, status, write: false, detail });
  }

  /** What the Deliveries tab shows. A webhook that was deleted meanwhile stays deleted. */
  function noteDelivery({ webhook, ticketId, body }: Message, status: number, responseBody: string): void {
    const failed = status < 200 || status >= 300;
    const id = randomUUID();
    stored.deliveries.put({
      id,
      webhookId: webhook.id,
      at: clock(),
      ticketId,
      requestBody: body,
      status,
      responseBody,
      failed,
    });
    const kept = stored.webhooks.get(webhook.id);
    if (kept) stored.webhooks.put({ ...kept, lastStatus: status });
  }
}

function messageOf(webhook: Webhook, changes: readonly Change[], body: JsonObject | JsonObject[]): Message {
  return {
    webhook,
    ticketId: changes[0]?.ticket.id ?? 0,
    kinds: changes.map(({ kind }) => kind),
    path: new URL(webhook.url).pathname,
    body: JSON.stringify(body),
  };
}

function authorization({ authenticationType, username, password }: Webhook): Record<string, string> {
  if (authenticationType === 0) return {};
  return { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
}
