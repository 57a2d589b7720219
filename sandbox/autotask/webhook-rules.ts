/** Webhooks registered through the API: what they must say, and when they are ready. Source: Autotask facts, 6. */
import { randomUUID } from 'node:crypto';
import type { Rules } from './collection.js';
import { textIn } from './json.js';
import type { Stored } from './stored.js';

export type WebhookName = 'TicketWebhooks' | 'TicketNoteWebhooks';

/** Loopback addresses may be http, since nothing ends TLS in front of them here. */
export function addressProblem(field: string, url: string): string | undefined {
  if (!URL.canParse(url)) return `The ${field} must be an absolute address.`;
  const { protocol, hostname } = new URL(url);
  const local = hostname === '127.0.0.1' || hostname === 'localhost';
  return protocol === 'https:' || (local && protocol === 'http:') ? undefined : `The ${field} must be a https address.`;
}

export const createWebhookRules = (stored: Stored, name: WebhookName): Rules => ({
  problems: (row) =>
    ['webhookUrl', 'deactivationUrl'].flatMap((field) => addressProblem(field, textIn(row, field)) ?? []),
  complete: (row, before, actor) =>
    before ? row : { ...row, webhookGuid: randomUUID(), ownerResourceID: actor.resourceId, isReady: false },
  removed(row) {
    const children =
      name === 'TicketWebhooks'
        ? (['TicketWebhookFields', 'TicketWebhookExcludedResources'] as const)
        : (['TicketNoteWebhookFields', 'TicketNoteWebhookExcludedResources'] as const);
    for (const child of children) {
      const table = stored.table(child);
      for (const one of table.all()) if (one.webhookID === row.id) table.remove(one.id);
    }
  },
});

/** A webhook is ready as soon as it is subscribed to a field, and no longer when it is to none. Source: as above. */
export function createWebhookFieldRules(stored: Stored, name: WebhookName): Rules {
  const settle = (id: number) => {
    const webhook = stored.table(name).get(id);
    const fields = stored.table(name === 'TicketWebhooks' ? 'TicketWebhookFields' : 'TicketNoteWebhookFields').all();
    const isReady = fields.some((field) => field.webhookID === id && field.isSubscribedField === true);
    if (webhook) stored.table(name).put({ ...webhook, isReady });
  };
  return { stored: (row) => settle(Number(row.webhookID)), removed: (row) => settle(Number(row.webhookID)) };
}
