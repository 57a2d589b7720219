import { parse } from 'node:querystring';
import websocket from '@fastify/websocket';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AccessDenied } from '../core/errors.js';
import type { VoiceLog } from './log.js';
import { acceptMedia, type MediaDeps } from './media.js';
import type { TwilioAccess, VoiceCredentials } from './settings.js';
import { isSignedWebhook, signedStreamForm, type WebhookParams } from './twilio/signature.js';
import type { Webhooks } from './webhooks.js';

export interface VoiceRoutesOptions {
  webhooks: Webhooks;
  media: MediaDeps;
  credentials(): Promise<VoiceCredentials>;
  publicBaseUrl: string;
  log: VoiceLog;
  /** After a new call was answered: time to load what it is about to need. */
  onIncoming(): void;
}

const FORM = 'application/x-www-form-urlencoded';
const FORM_LIMIT = 64 * 1024;
const FRAME_LIMIT = 64 * 1024;
const formBody = z.record(z.string(), z.union([z.string(), z.array(z.string())]));
const afterQuery = z.object({
  try: z.coerce.number().int().min(0).max(100).catch(0),
  dialed: z.literal('1').optional().catch(undefined),
});

/**
 * Twilio's webhooks and media stream under /voice. Every request must carry Twilio's signature over the public address
 * it was sent to; anything else gets 403 and leaves no trace but one log line.
 */
export function voiceRoutes(options: VoiceRoutesOptions): FastifyPluginAsync {
  const { webhooks, log, publicBaseUrl } = options;

  const tokensOf = (twilio: TwilioAccess | undefined) =>
    twilio ? [twilio.authToken, ...(twilio.previousAuthToken ? [twilio.previousAuthToken] : [])] : [];
  const signatureOf = (request: FastifyRequest) => {
    const header = request.headers['x-twilio-signature'];
    return typeof header === 'string' ? header : undefined;
  };
  const refuse = (): never => {
    throw new AccessDenied('bad_signature', 'The request is not signed by the connected Twilio account', 403);
  };

  return async (app) => {
    // Its own parser: every parameter exactly as it came, repeated ones as lists, because all of them are signed.
    if (app.hasContentTypeParser(FORM)) app.removeContentTypeParser(FORM);
    app.addContentTypeParser(FORM, { parseAs: 'string', bodyLimit: FORM_LIMIT }, (_request, body, done) => {
      done(null, { ...parse(String(body), undefined, undefined, { maxKeys: 500 }) });
    });
    await app.register(websocket, { options: { maxPayload: FRAME_LIMIT, perMessageDeflate: false } });

    const signed = async (request: FastifyRequest) => {
      const { twilio } = await options.credentials();
      const params = formBody.safeParse(request.body ?? {});
      const url = `${publicBaseUrl}${request.url}`;
      if (!params.success || !isSignedWebhook(tokensOf(twilio), signatureOf(request), url, params.data)) refuse();
    };
    const paramsOf = (request: FastifyRequest): WebhookParams => formBody.parse(request.body ?? {});
    const xml = (reply: FastifyReply, twiml: string) => reply.type('text/xml').send(twiml);

    app.post('/voice/incoming', { preHandler: signed }, async (request, reply) => {
      const twiml = await webhooks.incoming(paramsOf(request));
      setImmediate(options.onIncoming);
      return xml(reply, twiml);
    });
    app.post('/voice/after', { preHandler: signed }, async (request, reply) => {
      const query = afterQuery.parse(request.query);
      return xml(reply, await webhooks.after(paramsOf(request), query.try, query.dialed === '1'));
    });
    app.post('/voice/gather', { preHandler: signed }, async (request, reply) =>
      xml(reply, await webhooks.gathered(paramsOf(request))),
    );
    app.post('/voice/fallback', { preHandler: signed }, async (request, reply) =>
      xml(reply, await webhooks.fallback(paramsOf(request))),
    );
    app.post('/voice/recorded', { preHandler: signed }, async (request, reply) =>
      xml(reply, await webhooks.recorded(paramsOf(request))),
    );
    app.post('/voice/status', { preHandler: signed }, async (request, reply) => {
      await webhooks.status(paramsOf(request));
      return reply.code(204).send();
    });

    app.get(
      '/voice/media',
      {
        websocket: true,
        preValidation: async (request) => {
          const { twilio } = await options.credentials();
          const form = signedStreamForm(tokensOf(twilio), signatureOf(request), publicBaseUrl, request.url);
          if (!form) refuse();
          // Live Twilio's choice of form is not documented; the first real call tells.
          log.info({ form }, 'media stream upgrade is signed');
        },
      },
      (socket) => acceptMedia(socket, options.media),
    );
  };
}
