import type { Model } from 'mongoose';
import { NotFound, reasonOf } from '../errors.js';
import type { Tool } from '../tools/tool.js';
import { type ConnectField, connectForm } from './connect-form.js';
import type { Connection, Integration } from './integration.js';
import type { Health, StoredIntegration, WebhookOutcome } from './integration-model.js';

/** What may be shown of an integration. Of its credentials only which fields are filled in. */
export interface IntegrationOverview {
  kind: string;
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
    /** Instructions for a webhook that is set up by hand carry its secret address. */
    webhook: WebhookOutcome | null;
    /** Part of the webhook address, for taking it out of texts. */
    hookToken: string;
    tools: readonly Tool[];
  };
}

export interface Overview {
  /** Every integration of the catalogue, connected or not. Never throws because credentials cannot be read. */
  overview(): Promise<IntegrationOverview[]>;
  /** Throws NotFound for what the catalogue does not have. */
  overviewOf(kind: string): Promise<IntegrationOverview>;
}

export function createOverview({
  model,
  catalogue,
  live,
}: {
  model: Model<StoredIntegration>;
  catalogue: readonly Integration[];
  /** Throws when the stored credentials cannot be read. */
  live(stored: StoredIntegration): Connection;
}): Overview {
  function shown(entry: Integration, stored: StoredIntegration | undefined | null): IntegrationOverview {
    const { kind, title, category, credentials } = entry;
    const base = { kind, title, category, fields: connectForm(credentials) };
    if (!stored) return base;
    const { connectedAt: since, version, webhook = null, hookToken } = stored;
    const settings = Object.entries(stored.settings).filter(([, value]) => value !== undefined && value !== '');
    const filled = [...settings.map(([name]) => name), ...Object.keys(stored.sealed)];
    return { ...base, connected: { since, version, filled, webhook, hookToken, ...lifeOf(stored) } };
  }

  function lifeOf(stored: StoredIntegration): { health: Health | null; tools: readonly Tool[] } {
    try {
      return { health: stored.health ?? null, tools: live(stored).tools() };
    } catch (error) {
      const finding = { ok: false, what: 'Read the stored credentials', problem: reasonOf(error) };
      return { health: { ok: false, findings: [finding], at: stored.health?.at ?? stored.connectedAt }, tools: [] };
    }
  }

  return {
    async overview() {
      const stored = new Map((await model.find().lean()).map((record) => [record._id, record]));
      return catalogue.map((entry) => shown(entry, stored.get(entry.kind)));
    },
    async overviewOf(kind) {
      const entry = catalogue.find((one) => one.kind === kind);
      if (!entry) throw new NotFound('integration', kind);
      return shown(entry, await model.findById(kind).lean());
    },
  };
}
