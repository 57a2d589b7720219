/** The writable entities, each with its own rules. */
import type { Changes } from './changes.js';
import { type Collection, createCollection, type Rules } from './collection.js';
import { ENTITIES, type EntityName } from './entities/index.js';
import { createNoteRules } from './notes.js';
import {
  createCompanyRules,
  createConfigurationItemRules,
  createContactRules,
  createSecondaryResourceRules,
  createTimeRules,
} from './other-rules.js';
import type { Picklists } from './picklists.js';
import { createSentValues } from './sent-values.js';
import type { Stored } from './stored.js';
import { createTicketRules } from './tickets.js';
import { createWebhookFieldRules, createWebhookRules } from './webhook-rules.js';

export interface CollectionsOptions {
  stored: Stored;
  picklists: Picklists;
  changes: Changes;
  clock: () => Date;
  /** Longest description of a note. */
  noteLimit: number;
  noteTitlesRequired: boolean;
}

export function createCollections(options: CollectionsOptions): (name: EntityName) => Collection {
  const { stored, picklists, changes, clock, noteLimit, noteTitlesRequired } = options;
  const readSent = createSentValues({
    stored,
    picklists,
    lengthOf: ({ name }, field) => (name === 'TicketNotes' && field === 'description' ? noteLimit : undefined),
  });
  const rules: Partial<Record<EntityName, Rules>> = {
    Companies: createCompanyRules({ stored, clock }),
    Contacts: createContactRules({ stored, clock }),
    ConfigurationItems: createConfigurationItemRules({ stored, clock }),
    Tickets: createTicketRules({ stored, picklists, clock }),
    TicketNotes: createNoteRules({ stored, clock, titlesRequired: noteTitlesRequired }),
    TicketSecondaryResources: createSecondaryResourceRules({ stored, clock }),
    TimeEntries: createTimeRules({ stored, clock }),
    TicketWebhooks: createWebhookRules(stored, 'TicketWebhooks'),
    TicketWebhookFields: createWebhookFieldRules(stored, 'TicketWebhooks'),
    TicketNoteWebhooks: createWebhookRules(stored, 'TicketNoteWebhooks'),
    TicketNoteWebhookFields: createWebhookFieldRules(stored, 'TicketNoteWebhooks'),
  };
  const collections = new Map(
    ENTITIES.map((entity) => {
      const own = rules[entity.name];
      return [entity.name, createCollection({ entity, stored, changes, readSent, ...(own ? { rules: own } : {}) })];
    }),
  );
  return (name) => {
    const found = collections.get(name);
    if (!found) throw new Error(`The pretend Autotask has no ${name}`);
    return found;
  };
}
