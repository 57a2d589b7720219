/** Who changes stored records, and the news of each change that webhooks and watchers hear. */
import type { EntityName } from './entities/index.js';
import type { Row } from './json.js';

/** A resource (technician or API user) or a customer's contact. */
export interface Actor {
  resourceId: number | null;
  contactId: number | null;
  /** The API user that acts in the resource's name. */
  impersonatorId: number | null;
}

export const resourceActor = (resourceId: number): Actor => ({ resourceId, contactId: null, impersonatorId: null });
export const contactActor = (contactId: number): Actor => ({ resourceId: null, contactId, impersonatorId: null });

/** Autotask itself, e.g. a workflow rule. */
export const NOBODY: Actor = { resourceId: null, contactId: null, impersonatorId: null };

export interface Change {
  entity: EntityName;
  action: 'Create' | 'Update' | 'Delete';
  actor: Actor;
  /** The record as it now is; as it last was when deleted. */
  row: Row;
  /** Names of the fields that changed; all that have a value for a new record. */
  changed: readonly string[];
}

export interface Changes {
  announce(change: Change): void;
  /** Called at once after each change; returns the way to stop listening. */
  watch(listener: (change: Change) => void): () => void;
}

export function createChanges(): Changes {
  const listeners = new Set<(change: Change) => void>();
  return {
    announce(change) {
      for (const listener of [...listeners]) listener(change);
    },
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
