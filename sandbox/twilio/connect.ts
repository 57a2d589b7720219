import type { Leg, Next } from './leg.js';
import { checkStreamUrl, MediaStream } from './stream.js';
import { TwimlError } from './twiml.js';
import { elementsOf, type XmlElement } from './xml.js';

/**
 * Connect/Stream: blocks until the product closes the socket or it breaks, then the call goes on after Connect, or at
 * its action. Source: Twilio facts, TwiML and Media Streams.
 */
export async function connect(leg: Leg, verb: XmlElement): Promise<Next> {
  const noun = elementsOf(verb)[0];
  if (noun) await stream(leg, noun);
  const { action, method = 'POST' } = verb.attributes;
  return action && !leg.broken() ? { go: 'fetch', url: leg.absolute(action), method } : { go: 'on' };
}

async function stream(leg: Leg, noun: XmlElement): Promise<void> {
  const { url = '', name, track, statusCallback } = noun.attributes;
  let open: MediaStream;
  try {
    checkStreamUrl(url);
    if (track && track !== 'inbound_track') {
      throw new TwimlError(31941, `a bidirectional stream takes only the inbound track, not ${track}`);
    }
    open = await MediaStream.open({
      url,
      accountSid: leg.account.accountSid,
      authToken: leg.account.authToken,
      callSid: leg.callSid,
      customParameters: parametersOf(noun),
      routes: leg.routes,
      faults: leg.faults,
      spoken: leg.spoken,
      conversation: leg.conversation,
      now: leg.now,
      patient: leg.patient,
      warn: leg.warn,
    });
  } catch (error) {
    if (!(error instanceof TwimlError)) throw error;
    leg.warn(error.code, error.message);
    await tell('stream-error', '', { StreamError: error.message });
    return;
  }
  leg.attach(open);
  leg.note('stream-opened', { streamSid: open.streamSid });
  await tell('stream-started', open.streamSid);
  await leg.run({ step: (frame) => open.frame(frame), until: () => open.ended, ready: () => open.ended || open.ready });
  await open.stop();
  leg.attach(undefined);
  leg.note('stream-closed', open.summary);
  await tell('stream-stopped', open.streamSid);

  async function tell(event: string, streamSid: string, extra: Record<string, string> = {}): Promise<void> {
    if (!statusCallback) return;
    await leg.webhooks.send(leg.absolute(statusCallback), noun.attributes.statusCallbackMethod ?? 'POST', {
      AccountSid: leg.account.accountSid,
      CallSid: leg.callSid,
      StreamSid: streamSid,
      StreamName: name ?? streamSid,
      StreamEvent: event,
      Timestamp: new Date().toISOString(),
      ...extra,
    });
  }
}

function parametersOf(noun: XmlElement): Record<string, string> {
  return Object.fromEntries(elementsOf(noun).map(({ attributes }) => [attributes.name ?? '', attributes.value ?? '']));
}
