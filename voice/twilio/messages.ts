/** Media Streams messages. Source: Twilio facts, Media Streams messages. */
import { z } from 'zod';

const start = z.object({
  event: z.literal('start'),
  start: z.object({
    accountSid: z.string(),
    streamSid: z.string(),
    callSid: z.string(),
    mediaFormat: z.object({ encoding: z.literal('audio/x-mulaw'), sampleRate: z.literal(8_000) }),
    customParameters: z.record(z.string(), z.string()).default({}),
  }),
});

const message = z.discriminatedUnion('event', [
  z.object({ event: z.literal('connected') }),
  start,
  z.object({ event: z.literal('media'), media: z.object({ track: z.string().optional(), payload: z.string() }) }),
  z.object({ event: z.literal('dtmf'), dtmf: z.object({ digit: z.string().max(1) }) }),
  z.object({ event: z.literal('mark'), mark: z.object({ name: z.string().max(64) }) }),
  z.object({ event: z.literal('stop') }),
]);

export type MediaMessage = z.infer<typeof message>;
export type MediaStart = z.infer<typeof start>['start'];

/** One message from Twilio; undefined for anything else (Twilio may add kinds without notice). */
export function readMediaMessage(text: string): MediaMessage | undefined {
  try {
    const parsed = message.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** What is sent to Twilio; each needs the stream's id. */
export type MediaCommand =
  | { event: 'media'; streamSid: string; media: { payload: string } }
  | { event: 'mark'; streamSid: string; mark: { name: string } }
  | { event: 'clear'; streamSid: string };
