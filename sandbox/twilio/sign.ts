import { createHmac } from 'node:crypto';

/** Parameters of a webhook, in the order they are sent. */
export type Params = Readonly<Record<string, string>>;

/**
 * X-Twilio-Signature: base64 of HMAC-SHA1 over the URL and each parameter's name and value, sorted by name. WebSocket
 * upgrades and GET requests are signed over their URL alone. Source: Twilio facts, X-Twilio-Signature.
 */
export function sign(authToken: string, url: string, params: Params = {}): string {
  const names = Object.keys(params).sort();
  const text = names.reduce((whole, name) => whole + name + params[name], url);
  return createHmac('sha1', authToken).update(text, 'utf8').digest('base64');
}
