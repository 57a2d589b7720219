/** What a webhook looks like on the wire. Source: Autotask facts, 6. */
import { createHmac } from 'node:crypto';
import type { Actor, Change } from './changes.js';
import { entity } from './entities/index.js';
import type { Json } from './json.js';
import type { Picklists } from './picklists.js';

export type EventAction = Change['action'] | 'Deactivated';

export interface EventBody {
  Action: EventAction;
  /** The webhook's own; together with SequenceNumber it tells one event. */
  Guid: string;
  EntityType: string;
  Id: number;
  /** By the fields' labels; values as text. */
  Fields: Record<string, string>;
  EventTime: string;
  SequenceNumber: number;
  PersonID: number | null;
}

/** The resource, or the contact where a customer did it (that contacts are named so is unconfirmed). */
export const personOf = (actor: Actor): number | null => actor.resourceId ?? actor.contactId;

/** Labels and values vary between installations (facts, 6); here words are put apart and picklists keep their numbers. */
export function eventFields(change: Change, names: readonly string[], picklists: Picklists): Record<string, string> {
  const known = entity(change.entity).fields;
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = change.row[name] ?? null;
      return known[name] && value !== null ? [[labelOf(name), written(name, value)]] : [];
    }),
  );

  function written(name: string, value: Json): string {
    const offered = picklists.of(change.entity, name).find((one) => one.value === String(value));
    return offered ? offered.value : String(value);
  }
}

function labelOf(field: string): string {
  const spaced = field.replace(/ID$/, ' ID').replace(/([a-z])([A-Z])/g, '$1 $2');
  return `${spaced.charAt(0).toUpperCase()}${spaced.slice(1)}`.replace(/ {2,}/g, ' ');
}

/** Value of X-Hook-Signature: base64 of HMAC-SHA1 over the text with the webhook's secret. */
export const signatureOf = (text: string, secretKey: string) =>
  `sha1=${createHmac('sha1', secretKey).update(text, 'utf8').digest('base64')}`;

/** JSON with these characters inside its strings written as \uXXXX: what some zones sign (one source; unconfirmed). */
export function escapedForm(json: string): string {
  return json.replace(/"(?:[^"\\]|\\.)*"/gs, (literal) => {
    const inside = literal.slice(1, -1).replace(/\\"/g, '\\u0022');
    return `"${inside.replace(/[&<>'`+]|[^\0-\x7f]/g, escaped)}"`;
  });
}

const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
