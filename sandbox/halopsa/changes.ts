/** Who changes stored records, and the news of each change that webhooks and watchers hear. */
import type { Action, Agent, Ticket, User } from './shapes.js';

/** An agent, at the screen or through an application; or an end user. */
export type Actor =
  | { kind: 'agent'; agent: Agent; applicationId: string | null }
  | { kind: 'user'; user: User; applicationId: null };

export type ChangeKind = 'ticket_logged' | 'ticket_updated' | 'ticket_deleted' | 'action_added' | 'action_updated';

export interface Change {
  kind: ChangeKind;
  /** As it now is; as it last was when deleted. */
  ticket: Ticket;
  /** The action that was written, or the system action that tells of the change. */
  action?: Action;
}

export interface Changes {
  announce(change: Change): void;
  /** A user was made, changed or deleted: no webhook tells of it. */
  announceUser(): void;
  /** Called at once after each change of a ticket or action. */
  watch(listener: (change: Change) => void): () => void;
  /** Called at once after each change of a ticket, action or user. */
  watchAll(listener: () => void): () => void;
}

export function createChanges(): Changes {
  const listeners = new Set<(change: Change) => void>();
  const watchers = new Set<() => void>();
  const tellAll = () => {
    for (const watcher of [...watchers]) watcher();
  };
  return {
    announce(change) {
      for (const listener of [...listeners]) listener(change);
      tellAll();
    },
    announceUser: tellAll,
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    watchAll(listener) {
      watchers.add(listener);
      return () => watchers.delete(listener);
    },
  };
}

export const actorName = (actor: Actor): string => (actor.kind === 'agent' ? actor.agent.name : actor.user.name);
