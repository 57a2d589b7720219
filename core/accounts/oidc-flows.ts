import { type Connection, Schema } from 'mongoose';
import { digestOf } from './random-token.js';

/** What is remembered while somebody is at the provider. */
export interface OidcFlow {
  nonce: string;
  codeVerifier: string;
  /** Of the settings it began with. */
  settingsVersion: number;
  /** Where to go on to afterwards. */
  next: string;
}

interface StoredFlow extends OidcFlow {
  /** The state's digest. */
  _id: string;
  /** Digest of the token in the cookie of the browser that began. */
  browser: string;
  expiresAt: Date;
}

const LIFETIME_MS = 10 * 60_000;

export interface OidcFlows {
  begin(state: string, browserToken: string, flow: OidcFlow): Promise<void>;
  /** Once, by the browser that began, within ten minutes; else undefined. */
  take(state: string, browserToken: string): Promise<OidcFlow | undefined>;
}

export function createOidcFlows({ connection, now }: { connection: Connection; now: () => Date }): OidcFlows {
  const schema = new Schema<StoredFlow>(
    {
      _id: { type: String, required: true },
      browser: { type: String, required: true },
      nonce: { type: String, required: true },
      codeVerifier: { type: String, required: true },
      settingsVersion: { type: Number, required: true },
      next: { type: String, required: true },
      expiresAt: { type: Date, required: true },
    },
    { collection: 'oidcFlows', versionKey: false },
  );
  schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
  const model = connection.model('OidcFlow', schema);

  return {
    async begin(state, browserToken, flow) {
      const expiresAt = new Date(now().getTime() + LIFETIME_MS);
      await model.create({ ...flow, _id: digestOf(state), browser: digestOf(browserToken), expiresAt });
    },
    async take(state, browserToken) {
      const found = await model
        .findOneAndDelete({ _id: digestOf(state), browser: digestOf(browserToken), expiresAt: { $gt: now() } })
        .lean();
      if (!found) return undefined;
      const { nonce, codeVerifier, settingsVersion, next } = found;
      return { nonce, codeVerifier, settingsVersion, next };
    },
  };
}
