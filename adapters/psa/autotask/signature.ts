import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

const SIGNED = /^sha1=(.+)$/i;
/** What Autotask writes as an escape inside strings before it signs, in some zones. */
const ESCAPED = /[&<>'`+]|[^ -~]/;

/** Takes the same time wherever two texts differ. */
export function sameSecret(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}

/**
 * Whether `sha1=<base64 of HMAC-SHA1(secret, body)>` is right for the body as it came, or for its escaped form: which of the
 * two is signed differs between zones. Source: Autotask facts, webhooks; the escaped form has one source only.
 */
export function isSigned(signature: string, body: Buffer, secret: string): boolean {
  const given = SIGNED.exec(signature.trim())?.[1];
  if (given === undefined) return false;
  return [body, Buffer.from(escapedForm(body.toString('utf8')))].some((signed) =>
    sameSecret(createHmac('sha1', secret).update(signed).digest('base64'), given),
  );
}

/** JSON text with its strings written as Autotask signs them; everything outside of strings stays as it is. */
export function escapedForm(json: string): string {
  let text = '';
  let inString = false;
  for (let at = 0; at < json.length; at += 1) {
    const sign = json.charAt(at);
    if (sign === '"') {
      inString = !inString;
      text += sign;
    } else if (inString && sign === '\\') {
      at += 1;
      const next = json.charAt(at);
      text += next === '"' ? '\\u0022' : `\\${next}`;
    } else {
      text += inString && ESCAPED.test(sign) ? unicode(sign) : sign;
    }
  }
  return text;
}

const unicode = (sign: string) => `\\u${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
