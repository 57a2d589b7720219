/** What a callback looks like on the wire. Source: ConnectWise facts, webhooks (Developer Guide, production clients). */
import { createHash, createHmac } from 'node:crypto';
import type { Change } from './changes.js';

/**
 * The registered URL with record id and action appended; `…?recordId=` is the form it is written for. That a URL of
 * another form gets `recordId` as a parameter of its own is unconfirmed.
 */
export function callbackAddress(url: string, change: Change): string {
  const tail = `${change.id}&action=${change.action}`;
  if (url.endsWith('=')) return `${url}${tail}`;
  return `${url}${url.includes('?') ? '&' : '?'}recordId=${tail}`;
}

/** The JSON body. `Entity` is JSON in a string, empty for a deleted record (unconfirmed). */
export function callbackBody(change: Change, from: { companyId: string; host: string; keyUrl: string }): string {
  return JSON.stringify({
    Action: change.action,
    CompanyId: from.companyId,
    Entity: change.action === 'deleted' ? '' : JSON.stringify(change.entity),
    FromUrl: from.host,
    ID: change.id,
    MemberId: change.actor.identifier,
    Metadata: { key_url: from.keyUrl },
    Type: change.type,
  });
}

/** Value of x-content-signature: base64 of HMAC-SHA256 over the raw body, keyed with the raw SHA-256 of the key. */
export function signBody(body: string, signingKey: string): string {
  const key = createHash('sha256').update(signingKey, 'utf8').digest();
  return createHmac('sha256', key).update(body, 'utf8').digest('base64');
}
