import { type Connection, Schema } from 'mongoose';
import { z } from 'zod';
import { InvalidInput } from '../errors.js';
import { assertSecure } from './oidc-fetch.js';

const text = z.string().trim().min(1, 'is empty').max(500, 'has more than 500 characters');
const domain = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'is not a domain like example.com');

/** What an admin sets. */
export const oidcSettingsInput = z.strictObject({
  /** As in the provider's discovery document; for Entra ID https://login.microsoftonline.com/TENANT-ID/v2.0. */
  issuer: z.url({ protocol: /^https?$/, error: 'is not a web address' }).max(500),
  clientId: text,
  /** Write-only. May be left out while issuer and client id stay the same. */
  clientSecret: text.optional(),
  /** Only addresses of these domains may sign in; all when empty. */
  allowedDomains: z.array(domain).max(50).default([]),
  /** What the button on the sign-in page says, after "Sign in with". */
  label: text.max(60).default('your organisation'),
});
export type OidcSettingsInput = z.infer<typeof oidcSettingsInput>;

/** What may be shown. */
export interface OidcSettings extends Omit<OidcSettingsInput, 'clientSecret'> {
  /** Counts changes. */
  version: number;
}

interface StoredOidcSettings extends OidcSettings {
  _id: string;
  sealedSecret: string;
}

/** What keeps the secret: `core/integrations/vault.ts` is one. */
export interface SealsSecrets {
  seal(plain: string, belongsTo: { owner: string; field: string }): string;
  open(sealed: string, belongsTo: { owner: string; field: string }): string;
}

export interface OidcSettingsStore {
  read(): Promise<OidcSettings | undefined>;
  /** With the secret; for talking to the provider alone. */
  withSecret(): Promise<(OidcSettings & { clientSecret: string }) | undefined>;
  /**
   * The secret to use with these settings. Throws InvalidInput `secret_needed` when it is left out and issuer or client
   * id are not what it was given for: else whoever changes the issuer would have the secret sent to it.
   */
  secretFor(input: OidcSettingsInput): Promise<string>;
  save(input: OidcSettingsInput): Promise<OidcSettings>;
  remove(): Promise<void>;
}

const ONLY = 'oidc';
const BELONGS_TO = { owner: 'accounts/oidc', field: 'clientSecret' };
/** Entra ID's doors for every tenant there is: anybody could make a tenant with anybody's e-mail address in it. */
const ANY_TENANT = /^https:\/\/login\.microsoftonline\.com\/(common|organizations|consumers)(\/|$)/i;

export function createOidcSettings({
  connection,
  vault,
}: {
  connection: Connection;
  vault: SealsSecrets;
}): OidcSettingsStore {
  const schema = new Schema<StoredOidcSettings>(
    {
      _id: { type: String, required: true },
      issuer: { type: String, required: true },
      clientId: { type: String, required: true },
      sealedSecret: { type: String, required: true },
      allowedDomains: { type: [String], required: true },
      label: { type: String, required: true },
      version: { type: Number, required: true },
    },
    { collection: 'oidcSettings', versionKey: false },
  );
  const model = connection.model('OidcSettings', schema);
  const stored = () => model.findById(ONLY).lean();

  const settings: OidcSettingsStore = {
    async read() {
      const found = await stored();
      return found ? shown(found) : undefined;
    },
    async withSecret() {
      const found = await stored();
      return found ? { ...shown(found), clientSecret: vault.open(found.sealedSecret, BELONGS_TO) } : undefined;
    },
    async secretFor({ issuer, clientId, clientSecret }) {
      assertSecure(new URL(issuer));
      if (ANY_TENANT.test(issuer)) throw wrong('issuer', 'names no tenant; put your tenant id in its place');
      if (clientSecret !== undefined) return clientSecret;
      const before = await settings.withSecret();
      if (before?.issuer === issuer && before.clientId === clientId) return before.clientSecret;
      throw wrong('clientSecret', 'is needed when the issuer or the client id is new', 'secret_needed');
    },
    async save(input) {
      const { clientSecret: _, ...rest } = input;
      const sealedSecret = vault.seal(await settings.secretFor(input), BELONGS_TO);
      const saved = await model
        .findOneAndUpdate(
          { _id: ONLY },
          { $set: { ...rest, sealedSecret }, $inc: { version: 1 } },
          { upsert: true, returnDocument: 'after' },
        )
        .lean();
      if (!saved) throw new Error('The OpenID settings were not kept');
      return shown(saved);
    },
    async remove() {
      await model.deleteOne({ _id: ONLY });
    },
  };
  return settings;
}

function shown({ issuer, clientId, allowedDomains, label, version }: StoredOidcSettings): OidcSettings {
  return { issuer, clientId, allowedDomains, label, version };
}

function wrong(field: string, problem: string, code = 'invalid_input'): InvalidInput {
  return new InvalidInput(code, `${field}: ${problem}`, { details: { problems: [`${field}: ${problem}`] } });
}

/** For a rotation of the master key; see `Resealable` in core/integrations. */
export function sealedOidcSettings(connection: Connection) {
  return {
    name: 'sign-in by OpenID Connect',
    async eachSealed(visit: (sealed: string, belongsTo: { owner: string; field: string }) => string): Promise<void> {
      const collection = connection.collection<{ _id: string; sealedSecret: string }>('oidcSettings');
      for await (const { _id, sealedSecret } of collection.find({}, { projection: { sealedSecret: 1 } })) {
        const text = visit(sealedSecret, BELONGS_TO);
        if (text !== sealedSecret) await collection.updateOne({ _id, sealedSecret }, { $set: { sealedSecret: text } });
      }
    },
  };
}
