import type { Activity } from '../activity/record.js';
import { Conflict, InvalidInput, NotFound, reasonOf } from '../errors.js';
import type { Queue } from '../jobs/queue.js';
import { againAt } from './again.js';
import type { Author } from './author.js';
import type { Client, Clients } from './client.js';
import type { Configurations } from './configuration.js';

const REMOVE = 'clients.remove';
const UNFINISHED = 'clients.remove-unfinished';
const UNFINISHED_EVERY_MS = 10 * 60_000;

/** Stops or erases what one part of Frontdesk has of a client. Repeating it changes nothing. */
export interface Eraser {
  name: string;
  erase(clientId: string): Promise<void>;
}

export interface Removing {
  /**
   * Deletes a client for good: from now on it is destroyed, its erasers run, its activity stays. `confirmName` is the
   * client's name, letter by letter. Asking again for one that is destroyed goes on with what is left to erase. Throws
   * NotFound, InvalidInput `name_mismatch`.
   */
  remove(clientId: string, confirmation: { confirmName: string }, by: Author): Promise<void>;
  /** Goes on, now and every ten minutes, with what a dead process left. */
  start(): Promise<void>;
}

export interface RemovingOptions {
  clients: Clients;
  configurations: Configurations;
  /** In this order: what stops work, then what erases. */
  erasers: readonly Eraser[];
  queue: Queue;
  activity: Pick<Activity, 'add'>;
  now: () => Date;
  log: { warn(detail: object, message: string): void };
}

const TRIES = 5;

export function createRemoving(options: RemovingOptions): Removing {
  const { clients, configurations, erasers, queue, activity, now, log } = options;
  const { removals } = clients;

  function stepsOf(client: Client): Eraser[] {
    return [
      { name: 'activity', erase: () => record(client) },
      // First of all: the company may be added again while a vendor who is down holds up the rest.
      { name: 'claims on companies', erase: removals.releaseMappings },
      ...erasers,
      { name: 'configurations', erase: configurations.eraseMappings },
    ];
  }

  async function record({ id, name, removal }: Client): Promise<void> {
    const by = removal?.by;
    const what = `${by?.name ?? 'Frontdesk'} deleted the client ${name}`;
    await activity.add({ clientId: id, kind: 'client.destroyed', what, detail: { by, slug: removal?.slug } });
  }

  const goOn = (clientId: string) => queue.now(REMOVE, { clientId }, { key: clientId });

  queue.define<{ clientId: string }>(REMOVE, async ({ clientId }) => {
    const client = await clients.get(clientId);
    if (client?.status !== 'destroyed' || client.removal?.endedAt) return;
    const done = new Set(client.removal?.done);
    for (const { name, erase } of stepsOf(client)) {
      if (done.has(name)) continue;
      try {
        await erase(clientId);
      } catch (error) {
        const problem = `${name}: ${reasonOf(error)}`;
        await removals.failed(clientId, problem);
        log.warn({ clientId, reason: problem }, 'a deleted client is not erased yet; it is tried again');
        const when = againAt((client.removal?.attempts ?? 0) + 1, now());
        await queue.at(REMOVE, when, { clientId }, { key: clientId });
        return;
      }
      await removals.done(clientId, name);
    }
    await removals.end(clientId);
  });

  queue.define(UNFINISHED, async () => {
    for (const { id } of await removals.unfinished()) await goOn(id);
  });

  return {
    async remove(clientId, { confirmName }, by) {
      for (let tries = 0; tries < TRIES; tries += 1) {
        const client = await clients.get(clientId);
        if (!client) throw new NotFound('client', clientId);
        if (client.name !== confirmName) {
          throw new InvalidInput('name_mismatch', "This is not the client's name; write it exactly as it is shown");
        }
        if (client.status === 'destroyed' || (await removals.begin(clientId, confirmName, by))) {
          await goOn(clientId);
          return;
        }
      }
      throw new Conflict('client_changed', `The client ${clientId} is being changed by others; try again`);
    },
    start: () => queue.every(UNFINISHED, UNFINISHED_EVERY_MS),
  };
}
