/** Who changes stored records, and the news of each change that callbacks and watchers hear. */
import type { JsonObject } from './json.js';
import type { Info } from './shapes.js';
import { writeDate } from './values.js';

/** A member (API or technician), or a customer's contact, who has no member id. */
export interface Actor {
  memberId: number | null;
  /** Member identifier; null for a contact. */
  identifier: string | null;
  /** What `updatedBy` says. */
  name: string;
}

export interface Change {
  type: 'ticket' | 'contact';
  action: 'added' | 'updated' | 'deleted';
  id: number;
  actor: Actor;
  /** The record as it now is; as it last was when deleted. */
  entity: JsonObject & { id: number };
  /** True when the writer asked that no callback be sent. */
  silent: boolean;
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

/** Times come from the sandbox's clock, in whole seconds as ConnectWise keeps them. */
export const createdInfo = (actor: Actor, now: Date): Info => ({
  lastUpdated: writeDate(now),
  updatedBy: actor.name,
  dateEntered: writeDate(now),
  enteredBy: actor.name,
});

export const updatedInfo = (info: Info, actor: Actor, now: Date): Info => ({
  ...info,
  lastUpdated: writeDate(now),
  updatedBy: actor.name,
});
