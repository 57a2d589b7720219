import { Conflict } from '../errors.js';
import type { Author } from './author.js';
import type { MspSettings, SettingsStore, VersionedSettings } from './settings.js';

/** How often a change is tried anew when others change the settings at the same time. */
const TRIES = 20;

/**
 * Changes some of the MSP's settings and leaves the rest as it is at that moment, whoever changes it meanwhile. With
 * `ifVersion`, only settings that are still of this version. `note` goes into the prompt's history. Throws Conflict
 * `settings_changed`.
 */
export async function changeSettings(
  settings: Pick<SettingsStore, 'readVersioned' | 'write'>,
  change: (before: MspSettings) => Partial<MspSettings>,
  by: Author,
  { ifVersion, note }: { ifVersion?: number | undefined; note?: string | undefined } = {},
): Promise<VersionedSettings> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const known = await settings.readVersioned();
    try {
      await settings.write({ ...known.settings, ...change(known.settings) }, by, {
        ifVersion: ifVersion ?? known.version,
        ...(note === undefined ? {} : { note }),
      });
      return settings.readVersioned();
    } catch (error) {
      const hasMoved = error instanceof Conflict && error.code === 'settings_changed';
      if (!hasMoved || ifVersion !== undefined) throw error;
    }
  }
  throw new Conflict('settings_changed', 'The settings are being changed by others; try again');
}
