import { cutText } from '../../psa/words.js';
import { htmlToMarkdown } from '../html-to-markdown.js';
import { removed, secretKindOf } from '../secret-labels.js';
import { recordWithoutSecrets, withoutSecrets } from '../without-secrets.js';
import type { FieldKinds } from './assets.js';
import type { AssetRow } from './shapes.js';

const LONGEST_VALUE = 2_000;
/** Kinds that only give structure. Source: Hudu facts, endpoints, layouts. */
const NO_VALUE = new Set(['Heading']);

/**
 * An asset's fields without the secrets: those whose kind is Password, those whose label says so whatever their kind, and
 * secrets inside of the texts of others. A field of which the layout does not tell the kind might be one, so it is not shown.
 */
export function fieldsWithoutSecrets(asset: AssetRow, kinds: FieldKinds, baseUrl: string) {
  const inOrder = [...(asset.fields ?? [])].sort((one, other) => (one.position ?? 0) - (other.position ?? 0));
  return inOrder.flatMap(({ label, value }) => {
    const name = (label ?? '').trim();
    const kind = kinds?.get((label ?? '').toLowerCase());
    if (isEmpty(value) || kind?.every((each) => NO_VALUE.has(each))) return [];
    if (!kind) return [{ label: name, value: '(not shown: Hudu does not tell what kind of field it is)' }];
    const secret = kind.includes('Password') ? 'password' : secretKindOf(name);
    if (secret && typeof value !== 'boolean') return [{ label: name, value: removed(secret) }];
    return [{ label: withoutSecrets(name), value: shown(value, name, baseUrl) }];
  });
}

function shown(value: unknown, label: string, baseUrl: string): string | number | boolean {
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value !== 'string') return cut(JSON.stringify(recordWithoutSecrets(value)) ?? '');
  const text = /<[a-z!/]/i.test(value) ? htmlToMarkdown(value, { baseUrl }).text : value;
  const linked = linkedNames(text);
  // With its label before it, so that the two are seen together.
  return cut(linked ?? withoutSecrets(`${label}: ${text}`).slice(label.length + 2));
}

/** Links to other assets come as JSON in a text. */
function linkedNames(text: string): string | undefined {
  if (!/^\s*\[\s*\{/.test(text)) return undefined;
  try {
    return JSON.stringify(recordWithoutSecrets(JSON.parse(text)));
  } catch {
    return undefined;
  }
}

const cut = (text: string) => (text.length > LONGEST_VALUE ? `${cutText(text, LONGEST_VALUE)}… (cut)` : text);

const isEmpty = (value: unknown) => value === null || value === undefined || value === '';
