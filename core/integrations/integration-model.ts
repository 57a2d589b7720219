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
  version: number;
  health: Health | null;
  /** How registering webhooks last went with these credentials. */
  webhook: WebhookOutcome | null;
  webhookUrls: string[];
  connectedAt: Date;
}

/** What the last live check found. */
export interface Health {
  ok: boolean;
  findings: Finding[];
  at: Date;
}

/** Whether a vendor sends its events to us. `none`: this integration has no events. */
export interface WebhookOutcome {
  state: 'registered' | 'by_hand' | 'failed' | 'none';
  /** Why it failed. */
  problem?: string;
  /** What a person does at the vendor, when it is done by hand. */
  instructions?: string;
  at: Date;
}

export function integrationModel(connection: Database): Model<StoredIntegration> {
  const mixed = Schema.Types.Mixed;
  const schema = new Schema<StoredIntegration>(
    {
      _id: { type: String, required: true },
      settings: { type: mixed, required: true },
      sealed: { type: mixed, required: true },
      hookToken: { type: String, required: true },
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
