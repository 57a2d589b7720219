/**
 * Looks after what is connected: each integration, and each active client in it, is checked once a day, so that a consent
 * that was taken back or a secret that ends soon is known before a ticket needs it.
 */
import { createHash } from 'node:crypto';
import type { Activity } from '../activity/record.js';
import { NotFound } from '../errors.js';
import type { Connections } from '../integrations/connections.js';
import type { Finding } from '../integrations/integration.js';
import type { Queue } from '../jobs/queue.js';
import type { Client, Clients } from './client.js';

/** Finds what is due. */
const ROUND = 'integrations.health-round';
const CHECK = 'integrations.check-health';
const CHECK_CLIENT = 'clients.check-health';

const MINUTE_MS = 60_000;
const ROUND_EVERY_MS = 15 * MINUTE_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** What is not well is looked at again so soon. */
const UNWELL_MS = 60 * MINUTE_MS;
/** What was just connected is checked by whoever connects it. */
const NEW_MS = 30 * MINUTE_MS;
/** Checks of one round; the others have their turn in the next ones. */
const MOST_A_ROUND = 60;

export interface Upkeep {
  /** Looks what is due, now and every quarter of an hour. */
  start(): Promise<void>;
  /** Checks one client in one integration now; see `Connections.checkClient`. The record tells when it turned. */
  checkClient(client: Pick<Client, 'id' | 'name' | 'mappings'>, kind: string): Promise<Finding[] | undefined>;
  /** Live checks of everything that is connected, and of each client in it, now. */
  checkEverything(): Promise<{ title: string; findings: Finding[] }[]>;
  /** Checks an integration as a whole now. Throws NotFound when it is not connected. */
  check(kind: string): Promise<Finding[]>;
}

export interface UpkeepOptions {
  clients: Pick<Clients, 'get' | 'list'>;
  connections: Pick<Connections, 'all' | 'get' | 'check' | 'checkClient' | 'health' | 'overviewOf'>;
  queue: Queue;
  activity: Pick<Activity, 'add'>;
  now: () => Date;
}

export function createUpkeep({ clients, connections, queue, activity, now }: UpkeepOptions): Upkeep {
  async function check(kind: string): Promise<Finding[]> {
    const { title, connected } = await connections.overviewOf(kind);
    if (!connected) throw new NotFound('connected integration', kind);
    const findings = await connections.check(kind);
    await tellTurn({ title, findings, was: connected.health?.ok ?? null, detail: { integration: kind } });
    return findings;
  }

  async function checkClient(
    { id, name, mappings }: Pick<Client, 'id' | 'name' | 'mappings'>,
    kind: string,
  ): Promise<Finding[] | undefined> {
    const mapping = mappings[kind];
    const outcome = mapping === undefined ? undefined : await connections.checkClient(kind, { id, mapping });
    if (!outcome) return undefined;
    const { title } = await connections.overviewOf(kind);
    await tellTurn({ title: `${title} at ${name}`, clientId: id, ...outcome, detail: { integration: kind } });
    return outcome.findings;
  }

  async function checkEverything(): Promise<{ title: string; findings: Finding[] }[]> {
    const connected = await connections.all();
    const whole = connected.map(async ({ kind, title }) => ({ title, findings: await check(kind) }));
    const known = (await clients.list()).filter(({ status }) => status === 'active' || status === 'error');
    // One client after another: a vendor may mind hundreds at once.
    const each = connected.map(async ({ kind, title }) => {
      const found: { title: string; findings: Finding[] }[] = [];
      for (const client of known) {
        const findings = await checkClient(client, kind);
        if (findings) found.push({ title: `${title} at ${client.name}`, findings });
      }
      return found;
    });
    return [...(await Promise.all(whole)), ...(await Promise.all(each)).flat()];
  }

  /** From well to ill or back; that something new is well is no news. */
  async function tellTurn(about: {
    title: string;
    clientId?: string;
    findings: readonly Finding[];
    was: boolean | null;
    detail: { integration: string };
  }): Promise<void> {
    const { title, clientId, findings, was, detail } = about;
    const wrong = findings.filter(({ ok }) => !ok);
    const ok = wrong.length === 0;
    if (ok === (was ?? true)) return;
    const problems = wrong.map(({ what, problem }) => `${what}: ${problem ?? 'does not work'}`);
    await activity.add({
      ...(clientId ? { clientId } : {}),
      kind: ok ? 'integration.well' : 'integration.unwell',
      what: ok ? `${title} is well again` : `${title} does not work as it should: ${problems.join('; ')}`,
      detail: { ...detail, findings },
    });
  }

  queue.define<{ kind: string }>(
    CHECK,
    async ({ kind }) => {
      if (await connections.get(kind)) await check(kind);
    },
    { concurrency: 2 },
  );

  queue.define<{ kind: string; clientId: string }>(
    CHECK_CLIENT,
    async ({ kind, clientId }) => {
      const client = await clients.get(clientId);
      if (client?.status === 'active') await checkClient(client, kind);
    },
    { concurrency: 3 },
  );

  queue.define(ROUND, async () => {
    const active = (await clients.list()).filter(({ status }) => status === 'active');
    const known = new Map((await connections.health.all()).map((one) => [`${one.kind}/${one.clientId}`, one]));
    const due: { since: number; begin: () => Promise<void> }[] = [];
    for (const { kind, connectedAt, connection } of await connections.all()) {
      const { connected } = await connections.overviewOf(kind);
      const health = connected?.health;
      if (isDue(kind, { at: health?.at ?? null, ok: health?.ok ?? null }, connectedAt)) {
        const since = health?.at?.getTime() ?? 0;
        due.push({ since, begin: () => queue.now(CHECK, { kind }, { key: kind }) });
      }
      if (!connection.checkClient) continue;
      for (const { id: clientId, mappings } of active) {
        const key = `${kind}/${clientId}`;
        const of = known.get(key);
        if (mappings[kind] && isDue(key, { at: of?.checkedAt ?? null, ok: of?.ok ?? null }, connectedAt)) {
          const since = of?.checkedAt?.getTime() ?? 0;
          due.push({ since, begin: () => queue.now(CHECK_CLIENT, { kind, clientId }, { key }) });
        }
      }
    }
    // What waits longest comes first: many that are unwell, and so are due again soon, must not keep the others out.
    due.sort((one, other) => one.since - other.since);
    for (const { begin } of due.slice(0, MOST_A_ROUND)) await begin();
  });

  function isDue(key: string, last: { at: Date | null; ok: boolean | null }, connectedAt: Date): boolean {
    if (!last.at) return now().getTime() - connectedAt.getTime() > NEW_MS;
    const pause = last.ok === false ? UNWELL_MS : DAY_MS;
    return now().getTime() - last.at.getTime() > pause * (1 + spread(key));
  }

  return { check, checkClient, checkEverything, start: () => queue.every(ROUND, ROUND_EVERY_MS) };
}

/** Up to a tenth, always the same of one key: what was connected in one moment is not checked in one moment for ever. */
function spread(key: string): number {
  return createHash('sha256').update(key).digest().readUInt16BE() / 0xffff / 10;
}
