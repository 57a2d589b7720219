import { type Connection as Database, type Model, Schema } from 'mongoose';
import type { Finding } from './integration.js';

/** An integration as stored. Secret fields are sealed; everything else is fit for an operator's export. */
export interface StoredIntegration {
  /** The integration's kind. */
  _id: string;
  settings: Record<string, unknown>;
  sealed: Record<string, string>;
  /** Part of the webhook address, so that strangers cannot even find it. */
  hookToken: string;
  /** Sealed; what its webhooks prove themselves with. Absent in records older than it. */
  hookSecret?: string;
  version: number;
  health: Health | null;
  /** How registering webhooks last went with these credentials. */
  webhook: StoredWebhook | null;
  webhookUrls: string[];
  connectedAt: Date;
}

/** What the last live check found. */
export interface Health {
  ok: boolean;
  findings: Finding[];
  at: Date;
}

/**
 * Whether a vendor sends its events to us. `by_hand`: not yet, a person has to set it up there; `none`: this integration
 * has no events.
 */
export interface WebhookOutcome {
  state: 'registered' | 'by_hand' | 'failed' | 'none';
  /** Why it failed. */
  problem?: string;
  /** What a person does at the vendor, when it is done by hand; kept after it was done. */
  instructions?: string;
  /** When the vendor proved to have been given the address, or when it was registered. */
  at: Date;
}

/** As stored: `instructions` without the secret, and the address that they are about. */
export interface StoredWebhook extends WebhookOutcome {
  url?: string;
}

export function integrationModel(connection: Database): Model<StoredIntegration> {
  const mixed = Schema.Types.Mixed;
  const schema = new Schema<StoredIntegration>(
    {
      _id: { type: String, required: true },
      settings: { type: mixed, required: true },
      sealed: { type: mixed, required: true },
      hookToken: { type: String, required: true },
      hookSecret: String,
      version: { type: Number, required: true },
      health: { type: mixed, default: null },
      webhook: { type: mixed, default: null },
      webhookUrls: { type: [String], default: [] },
      connectedAt: { type: Date, required: true },
    },
    { collection: 'integrations', versionKey: false, minimize: false },
  );
  return connection.model<StoredIntegration>('Integration', schema);
}
