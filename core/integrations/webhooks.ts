import { reasonOf } from '../errors.js';
import type { Queue } from '../jobs/queue.js';
import type { ConnectedIntegration, Connections, WebhookOutcome } from './connections.js';
import type { IntegrationEvents } from './integration.js';

const REGISTER = 'integrations.register-webhooks';
const EVERY_MS = 10 * 60_000;

export interface WebhooksOptions {
  connections: Connections;
  queue: Queue;
  publicBaseUrl: string;
  now(): Date;
  log: { warn(detail: object, message: string): void };
}

export interface Webhooks {
  /** Registers what is connected as soon as the queue can. */
  registerSoon(): Promise<void>;
  /** Registers now and every ten minutes: vendors switch off addresses that once failed. */
  start(): Promise<void>;
  /** Each connected integration by itself. Never throws for what a vendor says: the outcome is stored. */
  registerAll(): Promise<void>;
  /**
   * Asks a vendor to send no more events to any address of ours, before it is disconnected. Returns what went wrong, a
   * line for each address, without its secret part, and what a person has to remove by hand. Never throws for what a
   * vendor says.
   */
  takeBack(kind: string): Promise<string[]>;
}

/** Makes vendors send their events to this installation's address, and no longer to the one it had before. */
export function createWebhooks({ connections, queue, publicBaseUrl, now, log }: WebhooksOptions): Webhooks {
  const isPublic = publicBaseUrl.startsWith('https://');
  let told = false;

  async function registerAll(): Promise<void> {
    for (const kind of await connections.kinds()) {
      try {
        const entry = await connections.get(kind);
        if (entry) await registerOne(entry);
      } catch (error) {
        // Its credentials cannot be read, or it cannot be connected with them.
        log.warn({ kind, reason: reasonOf(error) }, 'webhooks were not registered');
        await connections.keepWebhook(kind, { outcome: { state: 'failed', problem: reasonOf(error), at: now() } });
      }
    }
  }

  async function registerOne(entry: ConnectedIntegration): Promise<void> {
    const { kind, version, hookToken } = entry;
    const { events } = entry.connection;
    if (!events) return connections.keepWebhook(kind, { version, outcome: { state: 'none', at: now() } });
    const url = `${publicBaseUrl}/hooks/${kind}/${hookToken}`;
    const outcome = isPublic ? await outcomeOf(entry, events, url) : refusal();
    await connections.keepWebhook(kind, { version, outcome });
    if (outcome.state === 'registered') await unregisterOthers(entry, events, url);
  }

  async function outcomeOf(entry: ConnectedIntegration, events: IntegrationEvents, url: string) {
    const { kind, webhookUrls, conceal } = entry;
    try {
      // Remembered first: a registration whose answer never came can still be taken back.
      if (!webhookUrls.includes(url)) await connections.keepWebhook(kind, { add: url });
      const { state, instructions } = await events.register(url);
      return { state, url, ...(instructions ? { instructions } : {}), at: now() };
    } catch (error) {
      const problem = conceal(reasonOf(error));
      log.warn({ kind, reason: problem }, 'webhooks were not registered; it is tried again in ten minutes');
      return { state: 'failed' as const, problem, at: now() };
    }
  }

  function refusal(): WebhookOutcome {
    const problem = `PUBLIC_BASE_URL is ${publicBaseUrl}; vendors send events to https addresses only. Until it is one, changes are found by asking`;
    if (!told) log.warn({}, problem);
    told = true;
    return { state: 'failed', problem, at: now() };
  }

  async function unregisterOthers(entry: ConnectedIntegration, events: IntegrationEvents, url: string) {
    const { kind, webhookUrls } = entry;
    const others = webhookUrls.filter((known) => known !== url);
    for (const reason of await unregister(entry, events, others)) {
      log.warn({ kind, reason }, 'a former webhook address is still registered; it is tried again in ten minutes');
    }
  }

  async function unregister(
    { kind, conceal }: ConnectedIntegration,
    events: IntegrationEvents,
    urls: readonly string[],
  ): Promise<string[]> {
    const problems: string[] = [];
    for (const url of urls) {
      try {
        await events.unregister(url);
        await connections.keepWebhook(kind, { remove: url });
      } catch (error) {
        problems.push(conceal(reasonOf(error)));
      }
    }
    return problems;
  }

  // One at a time: vendors do not know that two registrations of one address are the same.
  queue.define(REGISTER, registerAll, { concurrency: 1 });
  const registerSoon = () => queue.now(REGISTER, {}, { key: 'all' });
  return {
    registerAll,
    registerSoon,
    async takeBack(kind) {
      try {
        const entry = await connections.get(kind);
        const events = entry?.connection.events;
        if (!entry || !events) return [];
        return [...(await unregister(entry, events, entry.webhookUrls)), ...leftToDo(entry)];
      } catch (error) {
        return [reasonOf(error)]; // Its credentials cannot be read: nobody can sign in with them.
      }
    },
    async start() {
      await queue.every(REGISTER, EVERY_MS);
      await registerSoon(); // What is scheduled already keeps its time over a restart; the address may be a new one.
    },
  };
}

/** What was set up by hand only a hand takes back. */
function leftToDo({ kind, title, webhook }: ConnectedIntegration): string[] {
  if (!webhook?.instructions) return [];
  return [`If a webhook was set up by hand in ${title}, delete it there: its address contains /hooks/${kind}/`];
}
