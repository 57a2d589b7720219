/**
 * Which webhooks a change concerns, and what each is told. Registered through the API or by an administrator's hand, all
 * are rows of TicketWebhooks and TicketNoteWebhooks. Source: Autotask facts, 6.
 */
import { randomUUID } from 'node:crypto';
import type { Change } from './changes.js';
import { type EntityName, entity } from './entities/index.js';
import { WEBHOOK_FIELDS } from './entities/webhook-fields.js';
import { type JsonObject, type Row, textIn } from './json.js';
import { type Picklists, webhookFieldIds } from './picklists.js';
import type { Stored } from './stored.js';
import { type EventBody, eventFields, personOf } from './webhook-message.js';
import { addressProblem, type WebhookName } from './webhook-rules.js';

export interface Subject {
  /** What it tells of. */
  of: EntityName;
  webhooks: WebhookName;
  fields: EntityName;
  excluded: EntityName;
}

export const SUBJECTS: readonly Subject[] = [
  {
    of: 'Tickets',
    webhooks: 'TicketWebhooks',
    fields: 'TicketWebhookFields',
    excluded: 'TicketWebhookExcludedResources',
  },
  {
    of: 'TicketNotes',
    webhooks: 'TicketNoteWebhooks',
    fields: 'TicketNoteWebhookFields',
    excluded: 'TicketNoteWebhookExcludedResources',
  },
];

export interface Telling {
  subject: Subject;
  webhookId: number;
  body: EventBody;
}

export interface ByHand {
  url: string;
  secretKey: string;
  /** Told when the webhook is switched off; the same URL when absent. */
  deactivationUrl?: string;
  /** Whether deletions are told too; false when absent. */
  deletes?: boolean;
}

export interface Webhooks {
  /** What the change tells, to each webhook that asks for it. */
  tellings(change: Change): Telling[];
  get(telling: Pick<Telling, 'subject' | 'webhookId'>): Row | undefined;
  /** Switches it off; what its deactivationUrl is told of it. */
  switchOff(telling: Pick<Telling, 'subject' | 'webhookId'>): SwitchedOff | undefined;
  /** Addresses of those that are switched on and ready. */
  addresses(): string[];
  /** Throws for what no webhook may have. */
  check(made: ByHand): void;
  /** One webhook for tickets and one for notes, ready, with every field; those made by hand before are gone. */
  keepByHand(made: ByHand): void;
  /** What those that were switched on are told of it. */
  removeByHand(): SwitchedOff[];
  /**
   * When the change deletes a webhook or switches it off: what its deactivationUrl is told. Source: Autotask developer help,
   * creating a webhook.
   */
  switchedOff(change: Change): SwitchedOff | undefined;
}

export interface SwitchedOff {
  url: string;
  body: EventBody;
}

const EVENT_FLAGS = {
  Create: 'isSubscribedToCreateEvents',
  Update: 'isSubscribedToUpdateEvents',
  Delete: 'isSubscribedToDeleteEvents',
} as const;
const BY_HAND = 'Outbound integration';

export function createWebhooks(options: { stored: Stored; picklists: Picklists; clock: () => Date }): Webhooks {
  const { stored, picklists, clock } = options;
  const sequences = new Map<string, number>();
  const childrenOf = (table: EntityName, webhookId: number) =>
    stored
      .table(table)
      .all()
      .filter((row) => row.webhookID === webhookId);
  const removeByHand = () => {
    const told: SwitchedOff[] = [];
    for (const subject of SUBJECTS) {
      const { webhooks, fields } = subject;
      const made = stored.table(webhooks).all();
      for (const webhook of made.filter(({ name }) => name === BY_HAND)) {
        for (const child of childrenOf(fields, webhook.id)) stored.table(fields).remove(child.id);
        stored.table(webhooks).remove(webhook.id);
        if (webhook.isActive === true) told.push(offOf(subject, webhook));
      }
    }
    return told;
  };
  const nextSequence = (guid: string) => {
    const sequence = (sequences.get(guid) ?? 0) + 1;
    sequences.set(guid, sequence);
    return sequence;
  };
  return {
    tellings(change) {
      const subject = SUBJECTS.find(({ of }) => of === change.entity);
      if (!subject) return [];
      return stored
        .table(subject.webhooks)
        .all()
        .flatMap((webhook) => telling(subject, webhook, change) ?? []);
    },
    get: ({ subject, webhookId }) => stored.table(subject.webhooks).get(webhookId),
    switchOff({ subject, webhookId }) {
      const table = stored.table(subject.webhooks);
      const webhook = table.get(webhookId);
      return webhook && offOf(subject, table.put({ ...webhook, isActive: false }));
    },
    addresses() {
      const rows = SUBJECTS.flatMap(({ webhooks }) => stored.table(webhooks).all()).filter(isLive);
      return [...new Set(rows.map((row) => textIn(row, 'webhookUrl')))];
    },
    check({ url, deactivationUrl = url, secretKey }) {
      const problem = addressProblem('webhookUrl', url) ?? addressProblem('deactivationUrl', deactivationUrl);
      const longest = WEBHOOK_FIELDS.secretKey.length;
      if (problem) throw new Error(`The pretend Autotask takes no such webhook: ${problem}`);
      if (secretKey.length > longest)
        throw new Error(`The pretend Autotask takes no secret of more than ${longest} characters`);
    },
    keepByHand(made) {
      removeByHand();
      for (const subject of SUBJECTS) keep(subject, made);
    },
    removeByHand,
    switchedOff({ entity: name, action, row, changed }) {
      const subject = SUBJECTS.find(({ webhooks }) => webhooks === name);
      const ended =
        action === 'Delete' ? row.isActive === true : row.isActive === false && changed.includes('isActive');
      return subject && ended && action !== 'Create' ? offOf(subject, row) : undefined;
    },
  };

  function offOf(subject: Subject, webhook: Row): SwitchedOff {
    const guid = textIn(webhook, 'webhookGuid');
    const body: EventBody = {
      Action: 'Deactivated',
      Guid: guid,
      EntityType: entity(subject.of).singular,
      Id: webhook.id,
      Fields: {},
      EventTime: clock().toISOString(),
      SequenceNumber: nextSequence(guid),
      PersonID: null,
    };
    return { url: textIn(webhook, 'deactivationUrl'), body };
  }

  function telling(subject: Subject, webhook: Row, change: Change): Telling | undefined {
    if (!isLive(webhook) || webhook[EVENT_FLAGS[change.action]] !== true) return undefined;
    const person = personOf(change.actor);
    if (childrenOf(subject.excluded, webhook.id).some(({ resourceID }) => resourceID === person)) return undefined;
    const fields = childrenOf(subject.fields, webhook.id);
    const names = webhookFieldIds(subject.of);
    const named = (flag: string) =>
      fields.flatMap((field) => (field[flag] === true ? (names.get(Number(field.fieldID)) ?? []) : []));
    const changed = named('isSubscribedField').filter((name) => change.changed.includes(name));
    if (change.action === 'Update' && changed.length === 0) return undefined;
    const shown = change.action === 'Delete' ? [] : [...new Set([...changed, ...named('isDisplayAlwaysField')])];
    const guid = textIn(webhook, 'webhookGuid');
    const body: EventBody = {
      Action: change.action,
      Guid: guid,
      EntityType: entity(subject.of).singular,
      Id: change.row.id,
      Fields: eventFields(change, shown, picklists),
      EventTime: clock().toISOString(),
      SequenceNumber: nextSequence(guid),
      PersonID: person,
    };
    return { subject, webhookId: webhook.id, body };
  }

  function keep({ of, webhooks, fields }: Subject, { url, secretKey, deactivationUrl = url, deletes = false }: ByHand) {
    const table = stored.table(webhooks);
    const row: JsonObject = {
      name: BY_HAND,
      webhookUrl: url,
      deactivationUrl,
      secretKey,
      isActive: true,
      isReady: true,
      isSubscribedToCreateEvents: true,
      isSubscribedToUpdateEvents: true,
      isSubscribedToDeleteEvents: deletes,
      sendThresholdExceededNotification: false,
      notificationEmailAddress: null,
      ownerResourceID: null,
      webhookGuid: randomUUID(),
      userDefinedFields: [],
    };
    const { id } = table.put({ ...row, id: table.nextId() });
    for (const fieldID of webhookFieldIds(of).keys()) {
      const subscribed = stored.table(fields);
      const flags = { isSubscribedField: true, isDisplayAlwaysField: false, userDefinedFields: [] };
      subscribed.put({ id: subscribed.nextId(), webhookID: id, fieldID, ...flags });
    }
  }
}

const isLive = ({ isActive, isReady }: Row) => isActive === true && isReady === true;
