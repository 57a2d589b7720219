import { validateRequest } from 'twilio/lib/webhooks/webhooks.js';

/** Form parameters exactly as they came: every one of them is part of the signature. */
export type WebhookParams = Readonly<Record<string, string | string[]>>;

/**
 * True when the request was signed for exactly this address with one of the account's tokens (two during a rotation).
 * `url` is the public address, never made from what the request claims as its host.
 * Source: Twilio facts, X-Twilio-Signature.
 */
export function isSignedWebhook(
  tokens: readonly string[],
  signature: string | undefined,
  url: string,
  params: WebhookParams,
): boolean {
  if (!signature) return false;
  return tokens.some((token) => token !== '' && validateRequest(token, signature, url, { ...params }));
}

/**
 * The same for the media stream's upgrade, which is signed without parameters. Which exact form of the address live
 * Twilio signs is not confirmed, so the four plausible ones are tried; the name of the one that matched is returned.
 * Source: Twilio facts, the WebSocket upgrade.
 */
export function signedStreamForm(
  tokens: readonly string[],
  signature: string | undefined,
  publicBaseUrl: string,
  path: string,
): string | undefined {
  if (!signature) return undefined;
  const secure = new URL(publicBaseUrl);
  const rest = `${secure.pathname.replace(/\/+$/, '')}${path}`;
  const withPort = secure.port === '' ? `${secure.hostname}:443` : secure.host;
  const forms = {
    wss: `wss://${secure.host}${rest}`,
    'wss with port': `wss://${withPort}${rest}`,
    https: `https://${secure.host}${rest}`,
    'wss with slash': `wss://${secure.host}${rest}/`,
  };
  return Object.entries(forms).find(([, url]) => isSignedWebhook(tokens, signature, url, {}))?.[0];
}
