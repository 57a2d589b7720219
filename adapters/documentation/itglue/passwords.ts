import { VendorError } from '../../../core/errors.js';
import type { ItGlueClient } from './client.js';
import { VENDOR } from './failure.js';
import type { At } from './records.js';
import { foreign, organizationOf, ownRecord, ownRows } from './scoped.js';
import { type PasswordEntryRow, passwordEntryShape, revealedPasswordShape } from './shapes.js';

export interface Passwords {
  /** What there is, without values. */
  entries(at: At): Promise<PasswordEntryRow[]>;
  /** Whether names can be listed at all, whosever they are. Throws VendorError when they cannot. */
  names(): Promise<void>;
  /** One entry by its id or by a name that only one has. Throws VendorError forbidden or conflict. */
  entry(at: At, key: string): Promise<PasswordEntryRow>;
  /** The value, for the keeper of secrets and for nobody else. Throws VendorError forbidden when the key may not see it. */
  reveal(at: At, entry: PasswordEntryRow): Promise<string>;
  /**
   * Whether the key may see values, as the last delivery told; undefined before there was one. It cannot be asked without
   * reading somebody's password.
   */
  access(): boolean | undefined;
}

export const PASSWORD_ACCESS =
  'Give the API key "Password Access" (IT Glue: Account > Settings > API Keys) if Frontdesk is to deliver passwords.';

/** Some lists carry values (unconfirmed), and showing one does so unless told otherwise. Source: IT Glue facts, passwords. */
const HIDDEN = { show_password: false };

export function createPasswords(client: ItGlueClient): Passwords {
  let access: boolean | undefined;
  const pathOf = (organization: string) => `/organizations/${organization}/relationships/passwords`;

  async function entries({ mapping, signal }: At): Promise<PasswordEntryRow[]> {
    const organization = organizationOf({ mapping });
    const call = { doing: 'list the names of passwords', path: pathOf(organization), query: HIDDEN, signal };
    const { rows } = await client.list(call, passwordEntryShape).catch(withAdvice);
    return ownRows(organization, rows).filter(({ archived }) => !archived);
  }

  return {
    entries,
    access: () => access,
    async names() {
      const call = { doing: 'list the names of passwords', path: '/passwords', query: HIDDEN };
      await client.list(call, passwordEntryShape, 1).catch(withAdvice);
    },
    async entry(at, key) {
      const organization = organizationOf(at);
      const wanted = key.trim().toLowerCase();
      if (/^\d{1,19}$/.test(wanted)) {
        const call = {
          doing: `look up password ${wanted}`,
          path: `${pathOf(organization)}/${wanted}`,
          query: HIDDEN,
          signal: at.signal,
        };
        const row = await client.find(call, passwordEntryShape).catch(withAdvice);
        return ownRecord(organization, 'Password', key, row);
      }
      const found = (await entries(at)).filter(({ name }) => name?.trim().toLowerCase() === wanted);
      const [entry] = found;
      if (!entry) throw foreign('Password', `"${key}"`);
      if (found.length === 1) return entry;
      const which = found.map(({ id, username }) => `${id}${username ? ` (${username})` : ''}`).join(', ');
      throw new VendorError(
        VENDOR,
        'conflict',
        `${found.length} passwords in IT Glue are called "${key}"; name one by its id: ${which}`,
      );
    },
    async reveal({ mapping, signal }, { id, name }) {
      const organization = organizationOf({ mapping });
      const call = {
        doing: `read the password "${name ?? id}"`,
        path: `${pathOf(organization)}/${id}`,
        query: { show_password: true },
        signal,
      };
      const row = await client.find(call, revealedPasswordShape).catch((error: unknown) => {
        if (error instanceof VendorError && error.failure === 'forbidden') access = false;
        return withAdvice(error);
      });
      const { password } = ownRecord(organization, 'Password', id, row);
      access = Boolean(password);
      if (password) return password;
      throw new VendorError(
        VENDOR,
        'forbidden',
        `IT Glue gave no value of the password "${name ?? id}": it has none, or the API key may not see it. ${PASSWORD_ACCESS}`,
      );
    },
  };
}

function withAdvice(error: unknown): never {
  if (!(error instanceof VendorError) || error.failure !== 'forbidden') throw error;
  throw new VendorError(VENDOR, 'forbidden', `${error.message} ${PASSWORD_ACCESS}`, {
    ...(error.vendorStatus === undefined ? {} : { vendorStatus: error.vendorStatus }),
    cause: error,
  });
}
