import { VendorError } from '../../../core/errors.js';
import { withoutSecrets } from '../without-secrets.js';
import type { HuduClient } from './client.js';
import { notHere, VENDOR } from './failure.js';
import { everyRow } from './paging.js';
import { type PasswordEntryRow, passwordEntryShape, passwordShape } from './shapes.js';

export interface Passwords {
  /** This company's entries without what is secret in them, by name; `search`: part of the name. Throws VendorError. */
  list(companyId: number, search: string | undefined, signal?: AbortSignal): Promise<PasswordEntryRow[]>;
  /** The one entry of this company with this id or name. Throws VendorError; `conflict` when there are several. */
  find(companyId: number, key: string, signal?: AbortSignal): Promise<PasswordEntryRow>;
  /** Its password; nobody but the one-time secret store may be given it. */
  reveal(
    companyId: number,
    entryId: number,
    signal?: AbortSignal,
  ): Promise<{ password: string; hasSecondFactor: boolean }>;
}

export function createPasswords({ client, pageSize }: { client: HuduClient; pageSize: number }): Passwords {
  async function list(companyId: number, search: string | undefined, signal?: AbortSignal) {
    const query = { company_id: companyId, archived: false, search };
    const listing = { doing: 'list password entries', path: '/asset_passwords', name: 'asset_passwords', query };
    const rows = await withAdvice(() => everyRow(client, { ...listing, row: passwordEntryShape, pageSize, signal }));
    return rows
      .filter((row) => row.company_id === companyId && row.archived !== true)
      .sort((one, other) => one.name.localeCompare(other.name, 'en') || one.id - other.id);
  }

  return {
    list,
    async find(companyId, key, signal) {
      const wanted = key.trim();
      if (/^\d{1,15}$/.test(wanted)) {
        const asked = { doing: 'find a password entry', path: `/asset_passwords/${wanted}`, signal };
        const row = await withAdvice(() => client.find(asked, 'asset_password', passwordEntryShape));
        if (row && row.company_id === companyId && row.archived !== true && String(row.id) === wanted) return row;
      }
      const named = (await list(companyId, wanted, signal)).filter(
        ({ name }) => name.trim().toLowerCase() === wanted.toLowerCase(),
      );
      const [only] = named;
      if (!only) throw notHere('password entry', wanted);
      if (named.length > 1) throw severalNamed(wanted, named);
      return only;
    },
    async reveal(companyId, entryId, signal) {
      const asked = { doing: 'read a stored password', path: `/asset_passwords/${entryId}`, signal };
      const row = await withAdvice(() => client.find(asked, 'asset_password', passwordShape));
      if (!row || row.company_id !== companyId || row.archived === true)
        throw notHere('password entry', String(entryId));
      if (!row.password) {
        throw new VendorError(VENDOR, 'invalid', `The password entry ${entryId} in Hudu holds no password.`);
      }
      return { password: row.password, hasSecondFactor: Boolean(row.otp_secret) };
    },
  };
}

function severalNamed(key: string, rows: readonly PasswordEntryRow[]): VendorError {
  const each = rows
    .slice(0, 10)
    .map(({ id, username }) => `${id}${username ? ` (user ${withoutSecrets(username)})` : ''}`);
  return new VendorError(
    VENDOR,
    'conflict',
    `Hudu has ${rows.length} password entries "${key}" for this client; name one by its id: ${each.join(', ')}.`,
  );
}

/** A key without password access may be told that it is not authorised at all: unconfirmed. Source: Hudu facts, endpoints. */
async function withAdvice<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof VendorError) || (error.failure !== 'unauthorized' && error.failure !== 'forbidden'))
      throw error;
    const words = `${error.message} The key has to be made with password access for this.`;
    throw new VendorError(VENDOR, 'forbidden', words, {
      ...(error.vendorStatus ? { vendorStatus: error.vendorStatus } : {}),
    });
  }
}
