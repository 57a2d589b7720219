import { createHash, randomBytes } from 'node:crypto';
import { type Connection as Database, Schema } from 'mongoose';
import { FrontdeskError, InvalidInput, NotFound } from '../errors.js';
import type { ConnectedIntegration } from './connections.js';
import type { Vault } from './vault.js';

/** Somebody is at a vendor, to agree that we may use it. */
interface StoredAuthorization {
  /** Digest of the state: part of the address that the browser comes back to. */
  _id: string;
  /** Digest of the session in which it began. */
  session: string;
  integration: string;
  /** Of the credentials it began with, and the token of the record: it is for no other connection of this name. */
  version: number;
  hookToken: string;
  sealed: string;
  expiresAt: Date;
}

const LIFETIME_MS = 10 * 60_000;

/** Where vendors send the browser back to. Under `publicBaseUrl`. */
export const AUTHORIZED_PATH = '/integrations/authorized';

export interface Authorizations {
  /**
   * The address at the vendor to open in the browser of this session, within ten minutes. Throws NotFound when it is not
   * connected, InvalidInput `no_authorization` when it needs none, VendorError.
   */
  begin(integration: string, session: string): Promise<{ url: string }>;
  /**
   * The browser has come back with this query; each state counts once, for the session that began. Returns the integration.
   * Throws InvalidInput `authorization_unknown`, VendorError.
   */
  finish(query: Readonly<Record<string, string>>, session: string): Promise<{ integration: string; title: string }>;
}

export function createAuthorizations({
  connection,
  connections,
  vault,
  publicBaseUrl,
  now,
}: {
  connection: Database;
  connections: { get(kind: string): Promise<ConnectedIntegration | undefined> };
  vault: Vault;
  publicBaseUrl: string;
  now: () => Date;
}): Authorizations {
  const schema = new Schema<StoredAuthorization>(
    {
      _id: { type: String, required: true },
      session: { type: String, required: true },
      integration: { type: String, required: true },
      version: { type: Number, required: true },
      hookToken: { type: String, required: true },
      sealed: { type: String, required: true },
      expiresAt: { type: Date, required: true },
    },
    { collection: 'integration_authorizations', versionKey: false },
  );
  schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
  const model = connection.model('IntegrationAuthorization', schema);
  const belongsTo = (id: string) => ({ owner: `authorization/${id}`, field: 'pending' });

  async function connected(integration: string) {
    const found = await connections.get(integration);
    if (!found) throw new NotFound('connected integration', integration);
    const { authorization } = found.connection;
    if (!authorization) {
      throw new InvalidInput('no_authorization', `${found.title} is not connected with a sign-in at the vendor`);
    }
    return { ...found, authorization };
  }

  return {
    async begin(integration, session) {
      const { authorization, version, hookToken } = await connected(integration);
      const state = randomBytes(32).toString('base64url');
      const { url, pending } = await authorization.begin({ redirectUri: `${publicBaseUrl}${AUTHORIZED_PATH}`, state });
      const _id = digestOf(state);
      await model.create({
        _id,
        session: digestOf(session),
        integration,
        version,
        hookToken,
        sealed: vault.seal(pending, belongsTo(_id)),
        expiresAt: new Date(now().getTime() + LIFETIME_MS),
      });
      return { url };
    },
    async finish({ state = '', ...answer }, session) {
      const begun = await model
        .findOneAndDelete({ _id: digestOf(state), session: digestOf(session), expiresAt: { $gt: now() } })
        .lean();
      if (!begun) throw unknown();
      const { authorization, title, version, hookToken } = await connected(begun.integration);
      if (version !== begun.version || hookToken !== begun.hookToken) throw unknown();
      await authorization.finish(answer, opened(begun));
      return { integration: begun.integration, title };
    },
  };

  function opened({ _id, sealed }: StoredAuthorization): string {
    try {
      return vault.open(sealed, belongsTo(_id));
    } catch (error) {
      // A master key that was rotated away meanwhile: ten minutes are not worth rewrapping.
      if (error instanceof FrontdeskError && error.code === 'vault_unreadable') throw unknown();
      throw error;
    }
  }
}

function unknown(): InvalidInput {
  return new InvalidInput(
    'authorization_unknown',
    'This answer belongs to no sign-in that began here in the last ten minutes, or it was used already; begin again',
  );
}

function digestOf(token: string): string {
  return createHash('sha256').update(token, 'utf8').digest('base64url');
}
