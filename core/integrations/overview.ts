import type { Model } from 'mongoose';
import { NotFound, reasonOf } from '../errors.js';
import type { Tool } from '../tools/tool.js';
import type { ClientHealth, ClientHealths, LastError } from './client-health.js';
import { type ConnectField, connectForm } from './connect-form.js';
import { type HookSecrets, publicInstructions } from './hook-secret.js';
import { type Instance, instanceOf } from './instances.js';
import type { Connection, Integration } from './integration.js';
import type { Health, StoredIntegration, WebhookOutcome } from './integration-model.js';

/** What may be shown of an integration. Of its credentials only which fields are filled in. */
export interface IntegrationOverview {
  /** What it is connected as: `m365`; of many, `mcp` for connecting a further one and `mcp:docs` for one that is there. */
  kind: string;
  /** It can be connected any number of times: this is the form for a further one. */
  many?: true;
  title: string;
  category: Integration['category'];
  fields: ConnectField[];
  /** Absent while it is not connected. */
  connected?: {
    since: Date;
    /** Counts changes of its credentials. */
    version: number;
    /** Names of the fields that have a value. */
    filled: string[];
    /** What the last check found; null before the first with these credentials. */
    health: Health | null;
    /** What last went wrong when a run worked with it, at any client, until that is over. */
    lastError: LastError | null;
    /** The clients in which something is wrong, or will be soon. */
    clients: ClientHealth[];
    /** Instructions for a webhook that is set up by hand are without its secrets here; see `webhookInstructions`. */
    webhook: WebhookOutcome | null;
    tools: readonly Tool[];
    /** A person signs in at the vendor for it. */
    authorizes?: true;
  };
}

export interface Overview {
  /** Every integration of the catalogue, connected or not. Never throws because credentials cannot be read. */
  overview(): Promise<IntegrationOverview[]>;
  /** Throws NotFound for what the catalogue does not have. */
  overviewOf(kind: string): Promise<IntegrationOverview>;
  /**
   * What a person does at the vendor to set up its webhook, with the secret address and the secret: for admins alone, and
   * never logged or kept. Undefined where there is nothing to do by hand.
   */
  webhookInstructions(kind: string): Promise<string | undefined>;
}

export function createOverview({
  model,
  health,
  catalogue,
  hookSecrets,
  live,
}: {
  model: Model<StoredIntegration>;
  health: Pick<ClientHealths, 'all' | 'ofKind'>;
  hookSecrets: HookSecrets;
  catalogue: readonly Integration[];
  /** Throws when the stored credentials cannot be read. */
  live(stored: StoredIntegration): Promise<Connection>;
}): Overview {
  async function shown(
    { id: kind, title, entry: { category, credentials } }: Instance,
    stored: StoredIntegration | undefined | null,
    ofClients: readonly ClientHealth[],
  ): Promise<IntegrationOverview> {
    const base = { kind, title, category, fields: connectForm(credentials) };
    if (!stored) return base;
    const { connectedAt: since, version } = stored;
    const settings = Object.entries(stored.settings).filter(([, value]) => value !== undefined && value !== '');
    const filled = [...settings.map(([name]) => name), ...Object.keys(stored.sealed)];
    const clients = ofClients.filter((one) => one.kind === kind && needsSomebody(one));
    const errors = clients.flatMap(({ lastError }) => lastError ?? []);
    const lastError = errors.sort((a, b) => b.at.getTime() - a.at.getTime())[0] ?? null;
    const life = await lifeOf(stored);
    return { ...base, connected: { since, version, filled, webhook: webhookOf(stored), lastError, clients, ...life } };
  }

  const further = ({ kind, title, category, credentials }: Integration): IntegrationOverview => ({
    kind,
    many: true,
    title,
    category,
    fields: connectForm(credentials),
  });

  type Life = Pick<NonNullable<IntegrationOverview['connected']>, 'health' | 'tools' | 'authorizes'>;
  async function lifeOf(stored: StoredIntegration): Promise<Life> {
    try {
      const connection = await live(stored);
      const authorizes = connection.authorization ? { authorizes: true as const } : {};
      return { health: stored.health ?? null, tools: connection.tools(), ...authorizes };
    } catch (error) {
      const finding = { ok: false, what: 'Read the stored credentials', problem: reasonOf(error) };
      return { health: { ok: false, findings: [finding], at: stored.health?.at ?? stored.connectedAt }, tools: [] };
    }
  }

  return {
    async overview() {
      const records = await Promise.all((await model.find().lean()).map(hookSecrets.complete));
      const ofClients = await health.all();
      const cards = catalogue.map(async (entry): Promise<IntegrationOverview[]> => {
        const { kind, title } = entry;
        if (!entry.many) {
          const record = records.find(({ _id }) => _id === kind);
          return [await shown({ id: kind, entry, title }, record, ofClients)];
        }
        const connected = records
          .flatMap((record) => {
            const instance = instanceOf([entry], record._id);
            return instance ? [{ instance, record }] : [];
          })
          .sort((a, b) => (a.instance.id < b.instance.id ? -1 : 1));
        const shownOnes = connected.map(({ instance, record }) => shown(instance, record, ofClients));
        return [further(entry), ...(await Promise.all(shownOnes))];
      });
      return (await Promise.all(cards)).flat();
    },
    async overviewOf(kind) {
      const template = catalogue.find((one) => one.many && one.kind === kind);
      if (template) return further(template);
      const instance = instanceOf(catalogue, kind);
      if (!instance) throw new NotFound('integration', kind);
      const stored = await model.findById(kind).lean();
      return shown(instance, stored && (await hookSecrets.complete(stored)), await health.ofKind(kind));
    },
    async webhookInstructions(kind) {
      const stored = await model.findById(kind).lean();
      const instructions = stored?.webhook?.instructions;
      return stored && instructions ? hookSecrets.putBack(instructions, stored) : undefined;
    },
  };
}

function needsSomebody({ ok, findings, lastError }: ClientHealth): boolean {
  return ok === false || lastError !== null || findings.some(({ warning }) => warning !== undefined);
}

/** Without the address and the secret. */
function webhookOf({ webhook, hookToken }: StoredIntegration): WebhookOutcome | null {
  if (!webhook) return null;
  const { url: _url, instructions, ...rest } = webhook;
  return { ...rest, ...(instructions ? { instructions: publicInstructions(instructions, { hookToken }) } : {}) };
}
