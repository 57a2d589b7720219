import { NotFound } from '../errors.js';
import type { Author } from './author.js';
import type { Clients } from './client.js';
import type { ClientChanges } from './client-changes.js';
import { MSP_PROMPT, type PromptRecord } from './prompt-versions.js';
import type { SettingsStore } from './settings.js';

/** Whose prompt: the MSP's, or a client's by its id. */
export type PromptScope = 'msp' | { clientId: string };

/** The part of every prompt that comes with the program; it changes only with a release. */
export interface BasePrompt {
  version: number;
  text: string;
}

export interface PromptLayer {
  name: 'base' | 'msp' | 'client';
  version: number;
  text: string;
}

export interface Prompts {
  /** The prompt in force. Throws NotFound. */
  current(scope: PromptScope): Promise<PromptRecord>;
  /** Every version, newest first, the one in force too. `before`: only older ones than this number. Throws NotFound. */
  history(scope: PromptScope, page?: { before?: number; limit?: number }): Promise<PromptRecord[]>;
  /**
   * Makes an old version's text the newest version. Rolling back to the text in force changes nothing. Throws
   * NotFound, Conflict `client_destroyed`, `client_changed` or `settings_changed` when others change it right now.
   */
  rollback(scope: PromptScope, number: number, by: Author): Promise<PromptRecord>;
  /** What a client's agent is told, before tools and workflows: layer by layer, and joined. Throws NotFound. */
  preview(clientId: string): Promise<{ layers: PromptLayer[]; text: string }>;
}

export function createPrompts({
  clients,
  settings,
  changes,
  basePrompt,
}: {
  clients: Clients;
  settings: SettingsStore;
  changes: Pick<ClientChanges, 'update'>;
  basePrompt: BasePrompt;
}): Prompts {
  async function clientOf(clientId: string) {
    const client = await clients.get(clientId);
    if (!client) throw new NotFound('client', clientId);
    return client;
  }
  const versionsOf = (scope: PromptScope) =>
    scope === 'msp'
      ? { versions: settings.prompts, owner: MSP_PROMPT }
      : { versions: clients.prompts, owner: scope.clientId };

  async function current(scope: PromptScope): Promise<PromptRecord> {
    if (scope === 'msp') {
      const { settings: msp, promptVersion } = await settings.readVersioned();
      return { ...promptVersion, text: msp.prompt };
    }
    const { prompt, promptVersion } = await clientOf(scope.clientId);
    return { ...promptVersion, text: prompt };
  }

  /** What a process that died between the change and its record left out is put in. */
  async function completeHistory(scope: PromptScope) {
    const { versions, owner } = versionsOf(scope);
    await versions.keep(owner, await current(scope));
    return { versions, owner };
  }

  return {
    current,
    async history(scope, { before, limit = 20 } = {}) {
      const { versions, owner } = await completeHistory(scope);
      return versions.list(owner, { limit, ...(before === undefined ? {} : { before }) });
    },
    async rollback(scope, number, by) {
      const { versions, owner } = await completeHistory(scope);
      const old = await versions.get(owner, number);
      if (!old) throw new NotFound('version of the prompt', String(number));
      const note = `Back to version ${number}`;
      if (scope === 'msp') {
        const { settings: msp, version } = await settings.readVersioned();
        await settings.write({ ...msp, prompt: old.text }, by, { ifVersion: version, note });
      } else {
        await changes.update(scope.clientId, { prompt: old.text }, by, { note });
      }
      return current(scope);
    },
    async preview(clientId) {
      const [client, msp] = await Promise.all([clientOf(clientId), settings.readVersioned()]);
      const layers: PromptLayer[] = [
        { name: 'base', ...basePrompt },
        { name: 'msp', version: msp.promptVersion.number, text: msp.settings.prompt },
        { name: 'client', version: client.promptVersion.number, text: client.prompt },
      ];
      return { layers, text: joinPrompt(layers) };
    },
  };
}

const HEADINGS: Readonly<Record<PromptLayer['name'], string>> = {
  base: '',
  msp: 'Instructions of the managed service provider\n',
  client: 'Instructions for this client\n',
};

/** The layers as the model reads them; empty ones are left out. */
export function joinPrompt(layers: readonly Pick<PromptLayer, 'name' | 'text'>[]): string {
  return layers
    .filter(({ text }) => text !== '')
    .map(({ name, text }) => `${HEADINGS[name]}${text}`)
    .join('\n\n');
}
