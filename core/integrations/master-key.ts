import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { Connection } from 'mongoose';
import { ConfigurationError, Conflict } from '../errors.js';
import { checkValueOf, createKeyChecks, type KeyChecks } from './key-checks.js';
import { addToKeyFile, dropFromKeyFile, followKeyFile, makeKeyFile, readKeyFile } from './key-file.js';
import type { KeySource } from './key-source.js';
import { type Resealable, sealedIntegrations, sealedSecrets } from './sealed-values.js';
import { createVault } from './vault.js';

/** The installation's master keys, known to be the right ones. */
export interface MasterKeys extends KeySource {
  /** Adds a new version and returns it. Throws ConfigurationError where the keys come from the environment. */
  add(): Promise<number>;
  /** Takes versions away for good that nothing is sealed with. False where a person has to: in the environment. */
  drop(versions: readonly number[]): Promise<boolean>;
}

export interface MasterKeyOptions {
  connection: Connection;
  dataDir: string;
  /** From FRONTDESK_MASTER_KEY. */
  given: ReadonlyMap<number, Buffer> | undefined;
  now: () => Date;
}

/**
 * The master keys: FRONTDESK_MASTER_KEY when given, else the file `master.key` in the data directory, made at the very
 * first start only. Throws ConfigurationError, one line, when a key is missing or is not the one that the stored secrets
 * are sealed with; then nothing has been written.
 */
export async function openMasterKeys({ connection, dataDir, given, now }: MasterKeyOptions): Promise<MasterKeys> {
  const file = path.join(dataDir, 'master.key');
  const checks = createKeyChecks({ connection, now });
  const there = given ?? (await readKeyFile(file));
  const inUse = await checks.inUse();
  refuseMissing(inUse, there, file);
  if (inUse.length === 0) await refuseForeign([sealedIntegrations(connection), sealedSecrets(connection)], there, file);

  const made = there === undefined && (await makeKeyFile(file));
  const keys = there ?? (await readKeyFile(file)) ?? new Map<number, Buffer>();
  for (const [version, key] of keys) {
    if (await checks.keep(version, key)) continue;
    // Another machine made the first key at the same moment; ours is good for nothing.
    if (made) await rm(file, { force: true });
    throw wrong(version, file);
  }
  return given ? fromEnvironment(given, checks) : fromFile(file, keys, checks);
}

function refuseMissing(
  inUse: readonly { version: number; check: string }[],
  there: ReadonlyMap<number, Buffer> | undefined,
  file: string,
): void {
  for (const { version, check } of inUse) {
    const key = there?.get(version);
    if (key && checkValueOf(version, key) !== check) throw wrong(version, file);
  }
  const missing = inUse.map(({ version }) => version).filter((version) => !there?.has(version));
  if (missing.length > 0) throw gone(missing, file);
}

/** For a store from before there were check values: some stored secret must open. */
async function refuseForeign(
  sources: readonly Resealable[],
  there: ReadonlyMap<number, Buffer> | undefined,
  file: string,
): Promise<void> {
  const vault = there && createVault(there);
  let [sealedOnes, opened] = [0, 0];
  for (const { eachSealed } of sources) {
    await eachSealed((sealed, belongsTo) => {
      sealedOnes += 1;
      try {
        vault?.rewrap(sealed, belongsTo);
        opened += vault ? 1 : 0;
      } catch {
        // Counted as one that does not open.
      }
      return sealed;
    });
  }
  if (sealedOnes === 0 || opened > 0) return;
  throw there ? wrong(Math.max(...there.keys()), file) : gone([1], file);
}

function wrong(version: number, file: string): ConfigurationError {
  return new ConfigurationError([
    `FRONTDESK_MASTER_KEY: version ${version} is not the key that this installation's secrets are sealed with; restore the right one (in the variable, or ${file}) from your backup`,
  ]);
}

function gone(versions: readonly number[], file: string): ConfigurationError {
  const which = `version${versions.length > 1 ? 's' : ''} ${versions.join(', ')}`;
  return new ConfigurationError([
    `FRONTDESK_MASTER_KEY: the master key (${which}) that this installation's secrets are sealed with is missing; restore it (the variable, or ${file}) from your backup`,
  ]);
}

function fromFile(file: string, keys: ReadonlyMap<number, Buffer>, checks: KeyChecks): MasterKeys {
  return {
    ...followKeyFile(file, keys),
    async add() {
      const { version, key } = await addToKeyFile(file);
      if (await checks.keep(version, key)) return version;
      await dropFromKeyFile(file, [version]);
      throw new Conflict('rotation_elsewhere', `Another machine has made version ${version}; copy its ${file} here`);
    },
    async drop(versions) {
      // In this order: a store that asks for a key which is gone would refuse to start.
      await checks.retire(versions);
      await dropFromKeyFile(file, versions);
      return true;
    },
  };
}

function fromEnvironment(given: ReadonlyMap<number, Buffer>, checks: KeyChecks): MasterKeys {
  const newest = Math.max(...given.keys());
  return {
    get: (version) => given.get(version),
    keys: () => given.keys(),
    add: () =>
      Promise.reject(
        new ConfigurationError([
          `FRONTDESK_MASTER_KEY: to rotate, add a new key to it as ${newest}:PRESENT_KEY,${newest + 1}:NEW_KEY (make one with: openssl rand -base64 32), restart every Frontdesk with that, then run this again`,
        ]),
      ),
    async drop(versions) {
      await checks.retire(versions);
      return false;
    },
  };
}
