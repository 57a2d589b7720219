/** `custom_fields` of an asset: an array of objects of one key each, the label in snake case. Source: Hudu facts. */
import { isObject, type Json } from '../json.js';
import { unprocessable } from './errors.js';
import type { AssetLayout, FieldValue } from './shapes.js';

const snakeCase = (label: string) =>
  label
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '');

/** The values by label, those that were not sent as they were. A key that the layout does not know is ignored. */
export function customFields(
  { fields }: AssetLayout,
  sent: Json | undefined,
  kept: Readonly<Record<string, FieldValue>>,
): Record<string, FieldValue> {
  const values = { ...kept };
  const given = Array.isArray(sent) ? sent.filter(isObject) : [];
  for (const { label } of fields) {
    for (const one of given) {
      const value = one[snakeCase(label)];
      if (value === undefined) continue;
      if (typeof value === 'object' && value !== null) throw unprocessable(`${label} is invalid`);
      values[label] = value;
    }
  }
  const missing = fields.find(({ label, required }) => required && !values[label]);
  if (missing) throw unprocessable(`${missing.label} can't be blank`);
  return values;
}
