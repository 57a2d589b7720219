import { randomUUID } from 'node:crypto';
import type { Model } from 'mongoose';
import { Conflict, InvalidInput, isDuplicateKey, NotFound } from '../errors.js';
import { type Author, SYSTEM } from './author.js';
import { type Client, ofVersion, type StoredClient, toClient } from './client-model.js';
import { type ClientSettings, clientSettings, settingsOf } from './client-settings.js';
import type { MappingClaims } from './mapping-claims.js';
import { nextPromptVersion, type PromptVersions } from './prompt-versions.js';
import { changedFields } from './same-content.js';

/** A client's fields that an admin changes. */
export type ClientField = keyof ClientSettings;

export interface SavedClient {
  client: Client;
  /** As it was; absent for a new one. */
  before?: Client;
  changed: boolean;
  /** What is different now; all fields of a new one. */
  fields: readonly ClientField[];
}

export interface ClientWrites {
  /** Throws Conflict `slug_taken` or `mapping_taken`. */
  create(settings: ClientSettings, by?: Author): Promise<Client>;
  /**
   * Changes these fields. With `ifVersion`, only a client that is still of this version: throws Conflict
   * `client_changed` otherwise. Throws NotFound, InvalidInput `invalid_client`, Conflict `slug_taken`, `mapping_taken`,
   * `client_destroyed`.
   */
  update(
    id: string,
    patch: Partial<ClientSettings>,
    by?: Author,
    options?: { ifVersion?: number; note?: string },
  ): Promise<SavedClient>;
  /**
   * Creates or updates by slug. Throws Conflict when another client has one of the mappings, unless that client is among
   * `together`, the slugs that are saved with it.
   */
  save(settings: ClientSettings, together?: readonly string[], by?: Author): Promise<SavedClient>;
}

/** A claim whose client does not show the mapping after so long was left behind by a process that died. */
const CLAIM_SETTLES_MS = 60_000;

/** How often a change is tried anew when others change the same client at the same time. */
const TRIES = 20;

export interface ClientWritesOptions {
  model: Model<StoredClient>;
  claims: MappingClaims;
  prompts: PromptVersions;
  now: () => Date;
}

export function createClientWrites({ model, claims, prompts, now }: ClientWritesOptions): ClientWrites {
  const read = async (filter: { _id: string } | { slug: string }) => {
    const stored = await model.findOne(filter).lean();
    return stored ? toClient(stored) : undefined;
  };

  /** Takes the mappings for this client. Throws Conflict `mapping_taken`, with the holder's id in its details. */
  async function claim(id: string, settings: ClientSettings, together: readonly string[]) {
    const friends = new Set((await model.find({ slug: { $in: together } }, { _id: 1 }).lean()).map(({ _id }) => _id));
    const wanted = Object.entries(settings.mappings);
    const { taken, refused } = await claims.take(id, wanted, async ({ clientId, kind, mappedId, at }) => {
      if (friends.has(clientId)) return true;
      const holder = await read({ _id: clientId });
      if (holder?.status === 'destroyed') return true;
      return holder?.mappings[kind] !== mappedId && at.getTime() < now().getTime() - CLAIM_SETTLES_MS;
    });
    if (refused) throw await mappingTaken(settings, refused.kind, refused.mappedId, refused.clientId);
    for (const [kind, mappedId] of wanted) {
      const holder = await model
        .findOne({ [`mappings.${kind}`]: mappedId, status: { $ne: 'destroyed' }, _id: { $nin: [id, ...friends] } })
        .lean();
      if (!holder) continue;
      await claims.release(id, taken);
      throw await mappingTaken(settings, kind, mappedId, holder._id);
    }
    return taken;
  }

  async function mappingTaken({ slug }: ClientSettings, kind: string, mappedId: string, holderId: string) {
    const holder = await read({ _id: holderId });
    return new Conflict(
      'mapping_taken',
      `clients.${slug}.mappings.${kind}: ${mappedId} already belongs to the client ${holder?.slug ?? holderId}`,
      { kind, mappedId, clientId: holderId },
    );
  }

  const keepPrompt = (client: Client) => prompts.keep(client.id, { ...client.promptVersion, text: client.prompt });

  async function insert(settings: ClientSettings, by: Author, together: readonly string[]): Promise<Client> {
    await model.init(); // Only the index, once it is there, makes a second client of one slug impossible.
    const id = randomUUID();
    if (await read({ slug: settings.slug })) throw slugTaken(settings.slug);
    const taken = await claim(id, settings, together);
    const at = now();
    try {
      await model.create({
        ...settings,
        _id: id,
        version: 1,
        status: 'pending',
        deployStatus: { state: 'idle', message: '', at },
        configuration: 0,
        promptVersion: { number: 1, at, by },
        changedBy: by,
      });
    } catch (error) {
      await claims.release(id, taken);
      throw isDuplicateKey(error) ? slugTaken(settings.slug) : error;
    }
    const client = await read({ _id: id });
    if (!client) throw new Conflict('client_vanished', `The client ${settings.slug} was removed while it was saved`);
    await keepPrompt(client);
    return client;
  }

  /** Writes over what was read; undefined when it has changed meanwhile. */
  async function write(
    known: Client,
    next: ClientSettings,
    { by, together = [], note }: { by: Author; together?: readonly string[]; note?: string | undefined },
  ): Promise<SavedClient | undefined> {
    if (known.status === 'destroyed') throw clientDestroyed(known);
    const fields = changedFields<ClientSettings>(settingsOf(known), next);
    if (fields.length === 0) return { client: known, before: known, changed: false, fields };
    const taken = await claim(known.id, next, together);
    const at = now();
    const promptVersion = nextPromptVersion(
      { text: known.prompt, version: known.promptVersion },
      { text: next.prompt, at, by, ...(note === undefined ? {} : { note }) },
    );
    await keepPrompt(known);
    const isNewPlace = fields.includes('mappings') || known.status !== 'active';
    try {
      const { matchedCount } = await model.updateOne(
        { _id: known.id, ...ofVersion(known.version), status: known.status },
        {
          $set: {
            ...next,
            version: known.version + 1,
            promptVersion,
            changedBy: by,
            // What is tried again or waits for its deployment says so before anybody can act on the old state.
            deployStatus: { state: isNewPlace ? 'idle' : 'deploying', message: '', at },
            ...(isNewPlace ? { status: 'pending', statusMessage: '', retry: { attempts: 0 } } : {}),
          },
        },
      );
      if (matchedCount === 0) {
        await claims.release(known.id, taken);
        return undefined;
      }
    } catch (error) {
      await claims.release(known.id, taken);
      throw isDuplicateKey(error) ? slugTaken(next.slug) : error;
    }
    const given = Object.entries(known.mappings).filter(([kind, mappedId]) => next.mappings[kind] !== mappedId);
    await claims.release(known.id, given);
    const client = await read({ _id: known.id });
    if (!client) throw new Conflict('client_vanished', `The client ${next.slug} was removed while it was saved`);
    await keepPrompt(client);
    return { client, before: known, changed: true, fields };
  }

  return {
    create: (settings, by = SYSTEM) => insert(settings, by, []),
    async update(id, patch, by = SYSTEM, { ifVersion, note } = {}) {
      await model.init();
      for (let tries = 0; tries < TRIES; tries += 1) {
        const known = await read({ _id: id });
        if (!known) throw new NotFound('client', id);
        if (known.status === 'destroyed') throw clientDestroyed(known);
        if (ifVersion !== undefined && ifVersion !== known.version) throw clientChanged(known);
        const saved = await write(known, parsed({ ...settingsOf(known), ...patch }), { by, note });
        if (saved) return saved;
      }
      throw new Conflict('client_changed', `The client ${id} is being changed by others; try again`);
    },
    async save(settings, together = [], by = SYSTEM) {
      await model.init();
      for (let tries = 0; tries < TRIES; tries += 1) {
        const known = await read({ slug: settings.slug });
        if (known) {
          const saved = await write(known, settings, { by, together });
          if (saved) return saved;
          continue;
        }
        try {
          const client = await insert(settings, by, together);
          return { client, changed: true, fields: clientSettings.keyof().options };
        } catch (error) {
          if (!(error instanceof Conflict) || error.code !== 'slug_taken') throw error;
        }
      }
      throw new Conflict('client_changed', `The client ${settings.slug} is being changed by others; apply it again`);
    },
  };
}

function parsed(settings: unknown): ClientSettings {
  const result = clientSettings.safeParse(settings);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => `${issue.path.join('.') || 'client'}: ${issue.message}`);
  throw new InvalidInput('invalid_client', problems.join('\n'), { details: { problems } });
}

function slugTaken(slug: string): Conflict {
  return new Conflict('slug_taken', `Another client has the slug ${slug}; choose another one`, { slug });
}

function clientChanged({ slug, version }: Client): Conflict {
  return new Conflict('client_changed', `The client ${slug} was changed since you read it; look at it again`, {
    version,
  });
}

export function clientDestroyed({ id, name }: Pick<Client, 'id' | 'name'>): Conflict {
  return new Conflict('client_destroyed', `The client ${name} was deleted; this cannot be undone`, { clientId: id });
}
