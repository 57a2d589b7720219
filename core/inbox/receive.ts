import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Connection, Schema } from 'mongoose';
import { AccessDenied, InvalidInput, NotFound } from '../errors.js';
import type { ConnectedIntegration, Connections } from '../integrations/connections.js';
import type { IncomingEvent } from '../integrations/integration.js';
import type { Queue } from '../jobs/queue.js';
import type { PsaEvent } from '../ports/psa.js';

/** A verified outside event, stored before it was acknowledged. */
export interface InboxEvent {
  _id: string;
  kind: string;
  event: PsaEvent;
  receivedAt: Date;
  /** What it means has been acted on: the same delivery again changes nothing. */
  workedAt?: Date;
}

/** How long worked events are remembered, so that a repeated delivery is known. */
const REMEMBER_SECONDS = 14 * 24 * 60 * 60;

/**
 * Vendors cut times of change to seconds: two changes within one look like one delivery that came twice. So soon after the
 * first it is worked on again, which does no harm: an event only says where to look. Milliseconds.
 */
const MAY_BE_ANOTHER_MS = 5_000;

export const WORK_EVENT = 'inbox.work';

export interface Inbox {
  /**
   * Stores the event unless this very delivery is known, and queues the work on it unless that was done on the same delivery
   * some time ago.
   */
  keep(kind: string, deliveryKey: string, event: PsaEvent): Promise<void>;
  get(id: string): Promise<InboxEvent | undefined>;
  worked(id: string): Promise<void>;
}

export function createInbox({
  connection,
  queue,
  now,
}: {
  connection: Connection;
  queue: Queue;
  now: () => Date;
}): Inbox {
  const schema = new Schema<InboxEvent>(
    {
      _id: { type: String, required: true },
      kind: { type: String, required: true },
      event: { type: Schema.Types.Mixed, required: true },
      receivedAt: { type: Date, required: true },
      workedAt: Date,
    },
    { collection: 'inbox', versionKey: false },
  );
  schema.index({ receivedAt: 1 }, { expireAfterSeconds: REMEMBER_SECONDS });
  const model = connection.model('InboxEvent', schema);
  return {
    async keep(kind, deliveryKey, event) {
      const record = event.kind === 'note' ? `note/${event.noteId}` : `ticket/${event.ticketId}`;
      const _id = `${kind}/${record}/${deliveryKey}`;
      const known = await model.findOneAndUpdate(
        { _id },
        { $setOnInsert: { kind, event, receivedAt: now() } },
        { upsert: true, returnDocument: 'before' },
      );
      const age = known ? now().getTime() - known.receivedAt.getTime() : 0;
      if (known?.workedAt && age > MAY_BE_ANOTHER_MS) return;
      await queue.now(WORK_EVENT, { id: _id }, { key: `${kind}/${event.kind === 'note' ? record : event.ticketId}` });
    },
    async get(id) {
      return (await model.findById(id).lean()) ?? undefined;
    },
    async worked(id) {
      await model.updateOne({ _id: id }, { $set: { workedAt: now() } });
    },
  };
}

/**
 * POST /hooks/:kind/:token: an integration's events. Refused (401, nothing stored) unless the address carries the
 * integration's token and the vendor's proof holds; stored, then acknowledged, then worked on.
 * GET of the same address: a vendor that asks whether it is there, where one does (404 otherwise). What proves itself by
 * either shows that a webhook which a person sets up at the vendor is set up.
 */
export function receiveRoutes({ connections, inbox }: { connections: Connections; inbox: Inbox }) {
  return async (server: FastifyInstance): Promise<void> => {
    async function addressed(request: FastifyRequest) {
      const { kind, token } = paramsOf(request);
      const connected = await connections.get(kind).catch(() => undefined);
      const events = connected?.connection.events;
      if (!connected || !events || !sameText(token, connected.hookToken)) throw new NotFound('webhook', `${kind}/…`);
      return { kind, connected, events };
    }

    server.post('/hooks/:kind/:token', async (request, reply) => {
      const { kind, connected, events } = await addressed(request);
      const incoming = incomingOf(request);
      if (incoming.rawBody.length === 0) throw new InvalidInput('empty_body', 'The event has no body');
      if (!(await events.verify(incoming))) throw unproven(connected);
      for (const event of events.parse(incoming)) {
        if (!event.own) await inbox.keep(kind, events.deliveryKey(incoming), event);
      }
      await connections.proveWebhook(connected);
      return reply.code(200).send({ ok: true });
    });

    server.get('/hooks/:kind/:token', async (request, reply) => {
      const { kind, connected, events } = await addressed(request);
      if (!events.ready) throw new NotFound('webhook', `${kind}/…`);
      const { headers, query } = incomingOf(request);
      if (!events.ready({ headers, query })) throw unproven(connected);
      await connections.proveWebhook(connected);
      return reply.code(200).send({ ok: true });
    });
  };
}

function unproven({ title }: ConnectedIntegration): AccessDenied {
  return new AccessDenied('unproven_event', `The event does not prove to come from ${title}`);
}

function paramsOf(request: FastifyRequest): { kind: string; token: string } {
  const params: unknown = request.params;
  const read = (name: string) => {
    if (typeof params !== 'object' || params === null) return '';
    const value: unknown = Reflect.get(params, name);
    return typeof value === 'string' ? value : '';
  };
  return { kind: read('kind'), token: read('token') };
}

function incomingOf(request: FastifyRequest): IncomingEvent {
  const headers = Object.entries(request.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(', ') : value,
  ]);
  const query = new URLSearchParams(request.url.split('?').slice(1).join('?'));
  return {
    headers: Object.fromEntries(headers),
    query: Object.fromEntries(query),
    rawBody: request.rawBody ?? Buffer.alloc(0),
  };
}

/** Constant-time, whatever the lengths. */
function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
