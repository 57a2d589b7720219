/**
 * Sends webhooks after changes, never inside the request that made the change: for each callout one after another, in the
 * order of the changes, so that one that fails holds up the next. Any 2xx within 10 s is success; five attempts, 30 s
 * apart; after 25 failed deliveries in a row the webhook is switched off and its deactivationUrl is told, without a
 * signature. Source: Autotask facts, 6.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Fault, Faults } from '../faults.js';
import { textIn } from './json.js';
import type { Post } from './post.js';
import type { Stored } from './stored.js';
import { type EventBody, escapedForm, signatureOf } from './webhook-message.js';
import type { SwitchedOff, Telling, Webhooks } from './webhooks.js';

export interface DeliveryTimes {
  timeoutMs: number;
  /** Wait before each further attempt. */
  retryMs: number;
  attempts: number;
  /** Failed deliveries in a row after which the webhook is switched off. */
  deactivateAfter: number;
  /** How long a reordered event waits for another to overtake it. */
  reorderMs: number;
}

export const DELIVERY_TIMES: DeliveryTimes = {
  timeoutMs: 10_000,
  retryMs: 30_000,
  attempts: 5,
  deactivateAfter: 25,
  reorderMs: 1000,
};

export interface DeliveryOptions {
  stored: Stored;
  webhooks: Webhooks;
  faults: Faults;
  times: DeliveryTimes;
  clock: () => Date;
  post: Post;
}

export interface Delivery {
  /** Puts it in its callout's line. */
  send(telling: Telling): void;
  /** Tells a deactivationUrl, once and without a signature. */
  tellOff(off: SwitchedOff): void;
  /** From now on the escaped form of the body is signed, or, with false, the body as it is sent. */
  signEscaped(escaped: boolean): void;
  /** Resolves when every event due has been delivered or given up. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

/** One callout's line. */
interface Line {
  waiting: Telling[];
  running: boolean;
  failures: number;
  /** Called when another event joins. */
  joined: () => void;
}

const EVENT_FAULTS = ['drop', 'duplicate', 'reorder', 'slow'] as const satisfies readonly Fault['kind'][];

export function createDelivery({ stored, webhooks, faults, times, clock, post }: DeliveryOptions): Delivery {
  const stopping = new AbortController();
  const pending = new Set<Promise<void>>();
  const lines = new Map<string, Line>();
  let escaping = false;
  const track = (work: Promise<void>) => {
    const settled: Promise<void> = work.catch(() => undefined).finally(() => pending.delete(settled));
    pending.add(settled);
  };
  const later = (milliseconds: number) => pause(milliseconds, undefined, { signal: stopping.signal });

  return {
    send(telling) {
      if (stopping.signal.aborted) return;
      const line = lineOf(telling);
      line.waiting.push(telling);
      line.joined();
      if (line.running) return;
      line.running = true;
      track(
        run(line).finally(() => {
          line.running = false;
        }),
      );
    },
    tellOff(off) {
      track(later(0).then(async () => void (await post.send({ ...off, headers: {}, attempt: 1 }))));
    },
    signEscaped(escaped) {
      escaping = escaped;
    },
    async idle() {
      while (pending.size > 0) await Promise.all(pending);
    },
    async stop() {
      stopping.abort();
      await Promise.all(pending);
    },
  };

  function lineOf({ body }: Telling): Line {
    const line = lines.get(body.Guid) ?? { waiting: [], running: false, failures: 0, joined: () => {} };
    lines.set(body.Guid, line);
    return line;
  }

  async function run(line: Line): Promise<void> {
    await later(0);
    for (let next = line.waiting.shift(); next; next = line.waiting.shift()) await leave(next, line);
  }

  /** One event, as the faults will have it. */
  async function leave(telling: Telling, line: Line): Promise<void> {
    const webhook = webhooks.get(telling);
    if (webhook?.isActive !== true) return;
    const url = textIn(webhook, 'webhookUrl');
    const path = new URL(url).pathname;
    const fault = faults.meet({ vendor: 'autotask', method: 'EVENT', path }, EVENT_FAULTS);
    switch (fault?.kind) {
      case 'drop':
        post.keep({ url, body: telling.body }, 0, { dropped: true });
        return;
      case 'slow':
        await later(fault.delayMs ?? times.timeoutMs);
        break;
      case 'reorder':
        await overtaken(line, fault.delayMs ?? times.reorderMs);
        break;
      case 'duplicate':
        await deliver(telling, line);
        break;
      default:
    }
    await deliver(telling, line);
  }

  /** Waits for another event of the line and lets it go first. */
  async function overtaken(line: Line, milliseconds: number): Promise<void> {
    if (line.waiting.length === 0) {
      const other = new Promise<void>((resolve) => {
        line.joined = resolve;
      });
      await Promise.race([other, later(milliseconds)]);
      line.joined = () => {};
    }
    const next = line.waiting.shift();
    if (next) await leave(next, line);
  }

  async function deliver(telling: Telling, line: Line): Promise<void> {
    let status = 0;
    for (let attempt = 1; attempt <= times.attempts; attempt += 1) {
      if (attempt > 1) await later(times.retryMs);
      const webhook = webhooks.get(telling);
      if (webhook?.isActive !== true) return;
      const text = JSON.stringify(telling.body);
      const signature = signatureOf(escaping ? escapedForm(text) : text, textIn(webhook, 'secretKey'));
      const headers = { 'x-hook-signature': signature };
      status = await post.send({ url: textIn(webhook, 'webhookUrl'), body: telling.body, headers, attempt });
      if (stopping.signal.aborted) return;
      if (status >= 200 && status < 300) {
        line.failures = 0;
        return;
      }
    }
    line.failures += 1;
    keepError(telling.body, status);
    if (line.failures < times.deactivateAfter) return;
    line.waiting = [];
    const off = webhooks.switchOff(telling);
    if (off) await post.send({ ...off, headers: {}, attempt: 1 });
  }

  function keepError(body: EventBody, status: number): void {
    const log = stored.table('WebhookEventErrorLogs');
    log.put({
      id: log.nextId(),
      accountWebhookID: null,
      contactWebhookID: null,
      createDateTime: clock().toISOString(),
      errorMessage: status === 0 ? 'No answer in time.' : `The answer was ${status}.`,
      payload: JSON.stringify(body),
      sequenceNumber: body.SequenceNumber,
      userDefinedFields: [],
    });
  }
}
