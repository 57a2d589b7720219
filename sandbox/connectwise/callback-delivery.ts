/**
 * Sends callbacks after changes, never inside the request that made the change. First attempts leave one after another
 * in the order of the changes; whatever a fault or a retry delays is overtaken by the next.
 * Source: ConnectWise facts, webhooks: 5 s timeout, any 2xx is success, retried only on 404, 409, 419 and 429, twice;
 * disabled after three days of failures.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { Agent, request } from 'undici';
import type { Fault, Faults } from '../faults.js';
import type { Records } from '../records.js';
import type { Routes } from '../routes.js';
import { callbackAddress, callbackBody, signBody } from './callback-message.js';
import { asksFor } from './callbacks.js';
import type { Change } from './changes.js';
import type { Callback } from './shapes.js';
import type { Stored } from './stored.js';

export interface DeliveryTimes {
  timeoutMs: number;
  /** Waits before the second and the third attempt. */
  retryDelaysMs: readonly number[];
  /** How long a reordered callback waits for another to overtake it. */
  reorderMs: number;
}

export const DELIVERY_TIMES: DeliveryTimes = { timeoutMs: 5000, retryDelaysMs: [2000, 4000], reorderMs: 1000 };

export interface DeliveryOptions {
  stored: Stored;
  records: Records;
  faults: Faults;
  routes: Routes;
  clock: () => Date;
  times: DeliveryTimes;
  sender: () => { companyId: string; host: string; keyUrl: string; signingKey: string };
}

export interface Delivery {
  /** Sends the change to every callback that asks for it, soon. */
  send(change: Change): void;
  /** Resolves when every callback due has been delivered or given up. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

type Message = { callback: Callback; change: Change; url: string; path: string; body: string; signature: string };

const EVENT_FAULTS = ['drop', 'duplicate', 'reorder', 'slow'] as const satisfies readonly Fault['kind'][];
const RETRIED = new Set([404, 409, 419, 429]);
const GIVE_UP_AFTER_MS = 3 * 24 * 60 * 60 * 1000;

export function createDelivery(options: DeliveryOptions): Delivery {
  const { stored, records, faults, routes, clock, times, sender } = options;
  const agent = new Agent({ pipelining: 0 });
  const stopping = new AbortController();
  const pending = new Set<Promise<void>>();
  const held = new Set<() => void>();
  const failingSince = new Map<number, number>();
  let line = Promise.resolve();

  const track = (work: Promise<void>) => {
    const settled = work.catch(() => undefined).finally(() => pending.delete(settled));
    pending.add(settled);
  };
  const later = (milliseconds: number) => pause(milliseconds, undefined, { signal: stopping.signal });

  return {
    send(change) {
      if (change.silent || stopping.signal.aborted) return;
      for (const callback of stored.callbacks.all()) {
        if (!asksFor(callback, change)) continue;
        if (callback.isSelfSuppressedFlag && change.actor.memberId === callback.memberId) continue;
        const message = write(callback, change);
        line = line
          .then(() => later(0))
          .then(() => leave(message))
          .catch(() => undefined);
        track(line);
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

  function write(callback: Callback, change: Change): Message {
    const from = sender();
    const url = callbackAddress(callback.url, change);
    const body = callbackBody(change, from);
    return { callback, change, url, path: new URL(url).pathname, body, signature: signBody(body, from.signingKey) };
  }

  /** The first attempt, as the faults will have it. */
  async function leave(message: Message): Promise<void> {
    const fault = faults.meet({ vendor: 'connectwise', method: 'EVENT', path: message.path }, EVENT_FAULTS);
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
    const status = await post(message);
    if (attempt === 0) {
      for (const release of held) release();
      held.clear();
    }
    followUp(message, status, attempt);
  }

  function followUp(message: Message, status: number, attempt: number): void {
    const delay = times.retryDelaysMs[attempt];
    if (RETRIED.has(status) && delay !== undefined) {
      track(later(delay).then(() => deliver(message, attempt + 1)));
      return;
    }
    noteOutcome(message.callback.id, status >= 200 && status < 300);
  }

  /** The status received; 0 when nobody answered in time. */
  async function post(message: Message): Promise<number> {
    try {
      const { statusCode, body } = await request(routes.resolve(message.url), {
        method: 'POST',
        dispatcher: agent,
        headers: { 'content-type': 'application/json', 'x-content-signature': message.signature },
        body: message.body,
        signal: AbortSignal.any([stopping.signal, AbortSignal.timeout(times.timeoutMs)]),
      });
      await body.dump();
      keep(message, statusCode);
      return statusCode;
    } catch (error) {
      if (!stopping.signal.aborted)
        keep(message, 0, { failed: error instanceof Error ? error.message : String(error) });
      return 0;
    }
  }

  function keep({ url, path, change, body }: Message, status: number, more: Record<string, unknown> = {}): void {
    const detail = { url, action: change.action, id: change.id, type: change.type, body, ...more };
    records.add({ vendor: 'connectwise', method: 'EVENT', path, status, write: false, detail });
  }

  function noteOutcome(id: number, delivered: boolean): void {
    if (delivered) {
      failingSince.delete(id);
      return;
    }
    const now = clock().getTime();
    const since = failingSince.get(id) ?? now;
    failingSince.set(id, since);
    const callback = stored.callbacks.get(id);
    if (callback && now - since >= GIVE_UP_AFTER_MS) stored.callbacks.put({ ...callback, inactiveFlag: true });
  }
}
