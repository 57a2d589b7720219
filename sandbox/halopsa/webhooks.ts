/**
 * Webhook registrations. Source: HaloPSA facts, webhooks; Halo's webhook guide: JSON only, no or Basic authentication, at
 * least one event each. Unconfirmed: event numbers, and that the password is not given back.
 */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Change } from './changes.js';
import { badQuery, invalid, notFound } from './errors.js';
import type { JsonObject } from './json.js';
import { ordered, wrapped } from './list.js';
import { readElement, required, sentFlag, sentInteger, sentText } from './sent.js';
import type { Route } from './server.js';
import type { Webhook } from './shapes.js';
import type { Stored } from './stored.js';
import type { Switches } from './switches.js';
import { webhookDetail, webhookEventRow, webhookRow } from './views.js';

export const SENT_WEBHOOK = z.object({
  id: sentText,
  name: sentText,
  url: sentText,
  type: sentInteger,
  method: sentInteger,
  content_type: sentText,
  authentication_type: sentInteger,
  basic_username: sentText,
  basic_password: sentText,
  active: sentFlag,
  events: z.array(z.object({ eventno: z.number().int(), type: sentInteger })).nullish(),
});

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export interface Webhooks {
  get(id: string): Webhook;
  /** An element of POST /Webhook. */
  save(element: JsonObject): Webhook;
}

export function createWebhooks(stored: Stored): Webhooks {
  const get = (id: string): Webhook => {
    if (!UUID.test(id)) throw badQuery('id', id);
    const webhook = stored.webhooks.get(id.toLowerCase());
    if (!webhook) throw notFound('Webhook', id);
    return webhook;
  };
  return {
    get,
    save(element) {
      const sent = readElement(SENT_WEBHOOK, element, 'Webhook');
      const before = sent.id ? get(sent.id) : undefined;
      const method = sent.method ?? 0;
      if (method !== 0) throw invalid('The method must be POST (0).');
      if (sent.content_type != null && sent.content_type !== 'application/json')
        throw invalid('The content type can only be application/json.');
      const events = sent.events?.map(({ eventno, type }) => ({ eventno, type: type ?? 0 })) ?? before?.events ?? [];
      if (events.length === 0) throw invalid('A webhook needs at least one event.');
      const webhook: Webhook = {
        id: before?.id ?? randomUUID(),
        name: required(sent.name ?? before?.name, 'name'),
        url: addressOf(sent.url ?? before?.url),
        type: sent.type ?? before?.type ?? 0,
        authenticationType: authenticationOf(sent.authentication_type ?? before?.authenticationType ?? 0),
        username: sent.basic_username ?? before?.username ?? '',
        password: sent.basic_password ?? before?.password ?? '',
        active: sent.active ?? before?.active ?? true,
        events,
        lastStatus: before?.lastStatus ?? 0,
      };
      if (webhook.authenticationType === 1 && (!webhook.username || !webhook.password))
        throw invalid('Basic authentication needs basic_username and basic_password.');
      return stored.webhooks.put(webhook);
    },
  };
}

function addressOf(url: string | undefined): string {
  const address = required(url, 'url');
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol))
    throw invalid('url must be an absolute http or https address.');
  return address;
}

/** 2 to 4 (bearer, API key, certificate) are unconfirmed and not offered here. */
function authenticationOf(type: number): 0 | 1 {
  if (type !== 0 && type !== 1) throw invalid(`The authentication type ${type} is not supported.`);
  return type;
}

/** True when an active webhook's events ask for this change. */
export function asksFor(webhook: Webhook, { kind }: Change, { eventNumbers }: Switches): boolean {
  if (!webhook.active || webhook.events.length === 0) return false;
  if (!eventNumbers) return true;
  const { logged, updated, action } = eventNumbers;
  const number = kind === 'ticket_logged' ? logged : kind.startsWith('action_') ? action : updated;
  return webhook.events.some(({ eventno }) => eventno === number);
}

export function webhookRoutes(stored: Stored, webhooks: Webhooks): Route[] {
  return [
    {
      method: 'GET',
      path: 'Webhook',
      area: 'webhooks',
      answer({ query }) {
        const type = query.integer('type');
        return stored.webhooks
          .all()
          .filter((webhook) => (type ?? webhook.type) === webhook.type)
          .map(webhookRow);
      },
    },
    {
      method: 'GET',
      path: 'Webhook/:key',
      area: 'webhooks',
      answer: ({ key, query }) => (query.flag('includedetails') ? webhookDetail : webhookRow)(webhooks.get(key)),
    },
    {
      method: 'POST',
      path: 'Webhook',
      area: 'webhooks',
      answer: (_, element) => webhookDetail(webhooks.save(element)),
    },
    {
      method: 'DELETE',
      path: 'Webhook/:key',
      area: 'webhooks',
      answer({ key }) {
        const webhook = webhooks.get(key);
        stored.webhooks.remove(webhook.id);
        return webhookRow(webhook);
      },
    },
    {
      method: 'GET',
      path: 'WebhookEvent',
      area: 'webhooks',
      answer({ query }) {
        const id = query.text('webhook_id')?.toLowerCase();
        const found = stored.deliveries.all().filter(({ webhookId }) => (id ?? webhookId) === webhookId);
        const rows = found.map(webhookEventRow);
        return query.flag('pageinate') ? wrapped('events', rows, query) : ordered(rows, query);
      },
    },
    {
      method: 'GET',
      path: 'WebhookEvent/:key',
      area: 'webhooks',
      answer({ key }) {
        const delivery = stored.deliveries.get(key.toLowerCase());
        if (!delivery) throw notFound('WebhookEvent', key);
        return webhookEventRow(delivery);
      },
    },
  ];
}
