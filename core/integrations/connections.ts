import { randomBytes } from 'node:crypto';
import type { Connection as Database } from 'mongoose';
import { FrontdeskError, InvalidInput, reasonOf, VendorError } from '../errors.js';
import { within } from '../jobs/within.js';
import type { Psa } from '../ports/psa.js';
import { type ClientHealths, createClientHealths } from './client-health.js';
import { createConnectionStates } from './connection-state.js';
import { webhookFinding, withoutAny, withoutValues } from './findings.js';
import { createHookSecrets } from './hook-secret.js';
import { type Instance, idsOf, instanceOf } from './instances.js';
import { type Connection, type ConnectionDeps, type Finding, type Integration, secretFieldsOf } from './integration.js';
import { integrationModel, type StoredIntegration, type StoredWebhook } from './integration-model.js';
import { createOverview, type Overview } from './overview.js';
import { sameCredentials } from './same-credentials.js';
import type { Vault } from './vault.js';

export type { WebhookOutcome } from './integration-model.js';

export interface ConnectedIntegration {
  /** What it is stored and mapped by: `m365`, or `mcp:docs` where there are many. */
  kind: string;
  title: string;
  category: Integration['category'];
  connection: Connection;
  hookToken: string;
  /** Counts changes of its credentials. */
  version: number;
  /** Addresses the vendor was asked to send events to and may still do. They carry the hook token: never log them. */
  webhookUrls: readonly string[];
  /** How registering webhooks last went with these credentials. */
  webhook: StoredWebhook | null;
  /** When it was first connected. */
  connectedAt: Date;
  /** The text without the secrets of its webhooks: the token of their address and what they prove themselves with. */
  conceal(text: string): string;
}

export interface Connections extends Overview {
  /**
   * What these credentials would connect to; makes no request and stores nothing. Throws InvalidInput with a line for
   * each field that is wrong.
   */
  validate(kind: string, credentials: Record<string, unknown>): Connection;
  /**
   * Stores credentials (secret fields sealed) and connects with them. Throws InvalidInput naming the fields that are
   * wrong. Storing the same again changes nothing. Returns whether anything changed.
   */
  save(kind: string, credentials: Record<string, unknown>): Promise<boolean>;
  /** Forgets an integration and erases its credentials. Returns whether it was connected. */
  remove(kind: string): Promise<boolean>;
  /** What is connected, whether or not its credentials can be read. */
  kinds(): Promise<string[]>;
  /** The live connection, or undefined when this integration is not connected. */
  get(kind: string): Promise<ConnectedIntegration | undefined>;
  /** All that are connected, in the catalogue's order. */
  all(): Promise<ConnectedIntegration[]>;
  /** All but these kinds. */
  others(than: readonly string[]): Promise<ConnectedIntegration[]>;
  /** The first connected integration of a category. */
  ofCategory(category: Integration['category']): Promise<ConnectedIntegration | undefined>;
  /** The connected PSA with its kind. Throws FrontdeskError `no_psa` when none is. */
  psa(): Promise<{ kind: string; psa: Psa }>;
  /** Opened credentials, parsed by the integration's schema; for doors that speak the vendor's protocol themselves. */
  credentials(kind: string): Promise<unknown>;
  /** What `save` was given, with `${...}` names in the place of secrets: for export. */
  exported(): Promise<Record<string, Record<string, unknown>>>;
  /** Runs the live check and keeps its outcome, with that of registering webhooks, as the integration's health. */
  check(kind: string): Promise<Finding[]>;
  /**
   * The live check of one client, by its id there, kept as the integration's health in it. Undefined where the integration
   * has no such check. `was`: whether it was well before; null before the first check.
   */
  checkClient(
    kind: string,
    client: { id: string; mapping: string },
  ): Promise<{ findings: Finding[]; was: boolean | null } | undefined>;
  /** How integrations fare with each client. */
  health: ClientHealths;
  /**
   * Keeps an address that is registered (or no longer), and how registering went. An outcome is dropped when the
   * credentials are no longer those of `version`; `by_hand` does not undo what the vendor has proved of the same address.
   */
  keepWebhook(
    kind: string,
    change: { add?: string; remove?: string; outcome?: StoredWebhook; version?: number },
  ): Promise<void>;
  /**
   * The vendor has just shown that it was given this webhook: one that is set up by hand counts as registered from now
   * on, until its address or the credentials change.
   */
  proveWebhook(entry: Pick<ConnectedIntegration, 'kind' | 'version' | 'webhook'>): Promise<void>;
  /** Those of which it is not known yet whether their events come. */
  awaitingWebhook(): Promise<string[]>;
}

export interface ConnectionsOptions {
  connection: Database;
  catalogue: readonly Integration[];
  vault: Vault;
  deps: Pick<ConnectionDeps, 'http' | 'now'>;
}

/** A vendor that does not answer a check is not well. Milliseconds. */
const LONGEST_CHECK_MS = 120_000;

export function createConnections({ connection, catalogue, vault, deps }: ConnectionsOptions): Connections {
  const model = integrationModel(connection);
  const hookSecrets = createHookSecrets({ model, vault });
  const states = createConnectionStates({ connection, vault, now: deps.now });
  /** Connections already made, by kind; a new version of the stored record, or another record, replaces one. */
  const made = new Map<string, { version: number; hookToken: string; connection: Connection }>();

  function integration(kind: string): Instance {
    const found = instanceOf(catalogue, kind);
    if (!found) {
      const known = idsOf(catalogue);
      throw new InvalidInput(
        'unknown_integration',
        `integrations.${kind}: there is no such integration; known are: ${known}`,
      );
    }
    return found;
  }

  function parseCredentials({ id, entry }: Instance, credentials: unknown): Record<string, unknown> {
    const parsed = entry.credentials.safeParse(credentials);
    if (parsed.success) return parsed.data;
    const problems = parsed.error.issues.map(
      (issue) => `${['integrations', id, ...issue.path].join('.')}: ${issue.message}`,
    );
    throw new InvalidInput('invalid_credentials', problems.join('\n'), { details: { problems } });
  }

  function opened(stored: StoredIntegration): Record<string, unknown> {
    const secrets = Object.entries(stored.sealed).map(([field, sealed]) => [
      field,
      vault.open(sealed, { owner: `integration/${stored._id}`, field }),
    ]);
    return { ...stored.settings, ...Object.fromEntries(secrets) };
  }

  const named = ({ name }: Instance) => (name === undefined ? {} : { name });

  /** What no text of a vendor may repeat. */
  function secretsOf(stored: StoredIntegration): string[] {
    const values = opened(stored);
    return [...Object.keys(stored.sealed).map((field) => String(values[field])), hookSecrets.open(stored) ?? ''];
  }

  /** Undefined when its master key is gone: storing the credentials anew is what puts it right. */
  function ifReadable<Result>(read: () => Result): Result | undefined {
    try {
      return read();
    } catch (error) {
      if (error instanceof FrontdeskError && error.code === 'vault_unreadable') return undefined;
      throw error;
    }
  }

  const storedOf = async (kind: string) => {
    const stored = await model.findById(kind).lean();
    return stored && hookSecrets.complete(stored);
  };

  async function connected(stored: StoredIntegration): Promise<ConnectedIntegration> {
    const instance = integration(stored._id);
    const { id, entry, title } = instance;
    const { version, hookToken, connectedAt } = stored;
    const hookSecret = hookSecrets.open(stored);
    const known = made.get(id);
    const live =
      known?.version === version && known.hookToken === hookToken
        ? known.connection
        : entry.connect(parseCredentials(instance, opened(stored)), {
            ...deps,
            ...named(instance),
            state: states.of(id),
            ...(hookSecret ? { hookSecret } : {}),
          });
    made.set(id, { version, hookToken, connection: live });
    await live.prepare?.();
    return {
      kind: id,
      title,
      category: entry.category,
      connection: live,
      hookToken,
      version,
      webhookUrls: stored.webhookUrls ?? [],
      webhook: stored.webhook ?? null,
      connectedAt,
      conceal: (text) => withoutAny(text, [hookToken, hookSecret ?? '']),
    };
  }

  const health = createClientHealths({ connection, now: deps.now });

  /** What a check found, in bounded time and without anything that no text may repeat. Never throws for what is found. */
  async function found(kind: string, check: Promise<Finding[]>): Promise<Finding[]> {
    const findings = await within(check, LONGEST_CHECK_MS).catch((error: unknown): Finding[] => [
      {
        ok: false,
        what: 'Check',
        problem: reasonOf(error),
        ...(error instanceof VendorError && error.passing ? { passing: true } : {}),
      },
    ]);
    const stored = await storedOf(kind);
    const secrets = stored ? secretsOf(stored) : [];
    return findings.map((one) => withoutValues(one, secrets));
  }

  const connections: Connections = {
    health,
    ...createOverview({
      model,
      health,
      catalogue,
      hookSecrets,
      live: async (stored) => (await connected(stored)).connection,
    }),
    validate(kind, credentials) {
      const instance = integration(kind);
      return instance.entry.connect(parseCredentials(instance, credentials), { ...deps, ...named(instance) });
    },
    async save(kind, credentials) {
      connections.validate(kind, credentials);
      const instance = integration(kind);
      const parsed = parseCredentials(instance, credentials);
      const stored = await model.findById(kind).lean();
      const before = stored
        ? ifReadable(() => ({ known: opened(stored), secret: hookSecrets.open(stored) }))
        : undefined;
      if (before && sameCredentials(before.known, { ...credentials }, parsed)) return false;
      const hookSecret = { hookSecret: before?.secret ? stored?.hookSecret : hookSecrets.fresh(kind) };
      const secretFields = secretFieldsOf(instance.entry.credentials);
      const settings = Object.fromEntries(Object.entries(parsed).filter(([field]) => !secretFields.includes(field)));
      const sealed = Object.fromEntries(
        secretFields.flatMap((field) => {
          const value = parsed[field];
          return typeof value === 'string' ? [[field, vault.seal(value, { owner: `integration/${kind}`, field })]] : [];
        }),
      );
      if (!stored) await states.forget(kind); // Of one that had this name before.
      await model.updateOne(
        { _id: kind },
        {
          $set: { settings, sealed, health: null, webhook: null, ...(stored ? hookSecret : {}) },
          $inc: { version: 1 },
          $setOnInsert: {
            hookToken: randomBytes(18).toString('base64url'),
            connectedAt: deps.now(),
            ...(stored ? {} : hookSecret),
          },
        },
        { upsert: true },
      );
      await health.forgetKind(kind);
      return true;
    },
    async remove(kind) {
      made.delete(kind);
      const { deletedCount } = await model.deleteOne({ _id: kind });
      await health.forgetKind(kind);
      await states.forget(kind);
      return deletedCount === 1;
    },
    async kinds() {
      return (await model.find({}, { _id: 1 }).lean()).map(({ _id }) => _id);
    },
    async get(kind) {
      const stored = await storedOf(kind);
      return stored ? connected(stored) : undefined;
    },
    all: () => connections.others([]),
    async others(than) {
      const stored = await model.find({ _id: { $nin: than } }).lean();
      const order = new Map(catalogue.map((entry, index) => [entry.kind, index]));
      const known = stored
        .flatMap((record) => {
          const found = instanceOf(catalogue, record._id);
          return found ? [{ record, place: order.get(found.entry.kind) ?? 0 }] : [];
        })
        .sort((a, b) => a.place - b.place || (a.record._id < b.record._id ? -1 : 1));
      return Promise.all(known.map(async ({ record }) => connected(await hookSecrets.complete(record))));
    },
    async ofCategory(category) {
      return (await connections.all()).find((entry) => entry.category === category);
    },
    async psa() {
      const entry = await connections.ofCategory('psa');
      if (!entry?.connection.psa) {
        throw new FrontdeskError('no_psa', 'No PSA is connected; connect one under integrations', { status: 503 });
      }
      return { kind: entry.kind, psa: entry.connection.psa };
    },
    async credentials(kind) {
      const stored = await model.findById(kind).lean();
      if (!stored) return undefined;
      return parseCredentials(integration(kind), opened(stored));
    },
    async exported() {
      const stored = await model.find().sort({ _id: 1 }).lean();
      return Object.fromEntries(
        stored.map((record) => [
          record._id,
          {
            ...record.settings,
            ...Object.fromEntries(
              Object.keys(record.sealed).map((field) => [field, `\${${environmentName(record._id, field)}}`]),
            ),
          },
        ]),
      );
    },
    async check(kind) {
      const entry = await connections.get(kind);
      if (!entry) throw new InvalidInput('not_connected', `The integration ${kind} is not connected`);
      const answered = await found(kind, entry.connection.check());
      const findings = [...answered, ...webhookFinding(entry, (await storedOf(kind))?.webhook)];
      const ok = findings.every((finding) => finding.ok);
      await model.updateOne({ _id: kind }, { $set: { health: { ok, findings, at: deps.now() } } });
      if (ok && !entry.connection.checkClient) await health.allWell(kind);
      return findings;
    },
    async checkClient(kind, { id, mapping }) {
      const entry = await connections.get(kind);
      if (!entry?.connection.checkClient) return undefined;
      const findings = await found(kind, entry.connection.checkClient(mapping));
      return { findings, was: await health.keep(kind, id, findings) };
    },
    async keepWebhook(kind, { add, remove, outcome, version }) {
      if (add) await model.updateOne({ _id: kind }, { $addToSet: { webhookUrls: add } });
      if (remove) await model.updateOne({ _id: kind }, { $pull: { webhookUrls: remove } });
      if (!outcome) return;
      const stored = await storedOf(kind);
      if (!stored || (version !== undefined && stored.version !== version)) return;
      const { url, instructions } = outcome;
      const told = instructions ? { instructions: hookSecrets.takenOut(instructions, stored) } : {};
      const here = { _id: kind, version: stored.version };
      if (outcome.state === 'by_hand') {
        const { matchedCount } = await model.updateOne(
          { ...here, 'webhook.state': 'registered', 'webhook.url': url },
          { $set: { 'webhook.instructions': told.instructions } },
        );
        if (matchedCount === 1) return;
      }
      await model.updateOne(here, { $set: { webhook: { ...outcome, ...told } } });
    },
    async proveWebhook({ kind, version, webhook }) {
      if (webhook?.state !== 'by_hand') return;
      await model.updateOne(
        { _id: kind, version, 'webhook.state': 'by_hand', 'webhook.url': webhook.url },
        { $set: { 'webhook.state': 'registered', 'webhook.at': deps.now() } },
      );
    },
    async awaitingWebhook() {
      return (await model.find({ webhook: null }, { _id: 1 }).lean()).map(({ _id }) => _id);
    },
  };
  return connections;
}

/** `connectwise_psa.privateKey` -> `CONNECTWISE_PSA_PRIVATE_KEY`; `mcp:my-docs.token` -> `MCP_MY__DOCS_TOKEN`. */
export function environmentName(kind: string, field: string): string {
  const plain = kind.replaceAll('-', '__').replaceAll(':', '_');
  return `${plain}_${field.replace(/([a-z0-9])([A-Z])/g, '$1_$2')}`.toUpperCase();
}
