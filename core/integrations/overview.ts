import type { Model } from 'mongoose';
import { NotFound, reasonOf } from '../errors.js';
import type { Tool } from '../tools/tool.js';
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
  catalogue,
  hookSecrets,
  live,
}: {
  model: Model<StoredIntegration>;
  hookSecrets: HookSecrets;
  catalogue: readonly Integration[];
  /** Throws when the stored credentials cannot be read. */
  live(stored: StoredIntegration): Promise<Connection>;
}): Overview {
  async function shown(
    { id: kind, title, entry: { category, credentials } }: Instance,
    stored: StoredIntegration | undefined | null,
  ): Promise<IntegrationOverview> {
    const base = { kind, title, category, fields: connectForm(credentials) };
    if (!stored) return base;
    const { connectedAt: since, version } = stored;
    const settings = Object.entries(stored.settings).filter(([, value]) => value !== undefined && value !== '');
    const filled = [...settings.map(([name]) => name), ...Object.keys(stored.sealed)];
    return { ...base, connected: { since, version, filled, webhook: webhookOf(stored), ...(await lifeOf(stored)) } };
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
      const cards = catalogue.map(async (entry): Promise<IntegrationOverview[]> => {
        const { kind, title } = entry;
        if (!entry.many) {
          return [
            await shown(
              { id: kind, entry, title },
              records.find(({ _id }) => _id === kind),
            ),
          ];
        }
        const connected = records
          .flatMap((record) => {
            const instance = instanceOf([entry], record._id);
            return instance ? [{ instance, record }] : [];
          })
          .sort((a, b) => (a.instance.id < b.instance.id ? -1 : 1));
        return [
          further(entry),
          ...(await Promise.all(connected.map(({ instance, record }) => shown(instance, record)))),
        ];
      });
      return (await Promise.all(cards)).flat();
    },
    async overviewOf(kind) {
      const template = catalogue.find((one) => one.many && one.kind === kind);
      if (template) return further(template);
      const instance = instanceOf(catalogue, kind);
      if (!instance) throw new NotFound('integration', kind);
      const stored = await model.findById(kind).lean();
      return shown(instance, stored && (await hookSecrets.complete(stored)));
    },
    async webhookInstructions(kind) {
      const stored = await model.findById(kind).lean();
      const instructions = stored?.webhook?.instructions;
      return stored && instructions ? hookSecrets.putBack(instructions, stored) : undefined;
    },
  };
}

/** Without the address and the secret. */
function webhookOf({ webhook, hookToken }: StoredIntegration): WebhookOutcome | null {
  if (!webhook) return null;
  const { url: _url, instructions, ...rest } = webhook;
  return { ...rest, ...(instructions ? { instructions: publicInstructions(instructions, { hookToken }) } : {}) };
}
