import { z } from 'zod';
import { isSecretField, withoutSecrets } from '../without-secrets.js';
import { readable } from './readable.js';
import type { AssetFieldRow, FlexibleAssetRow } from './shapes.js';

type Trait = string | number | boolean | { id: string; name: string }[];

/** As tag fields are read. Source: IT Glue facts, flexible assets. */
const tags = z.object({
  values: z.array(
    z.object({
      id: z.union([z.string(), z.number()]).transform(String),
      name: z.string().nullish(),
      'organization-name': z.string().nullish(),
    }),
  ),
});

/**
 * What stands in a flexible asset, by the names that people gave the fields. Left out are passwords (by kind and by name),
 * files, what no field of the type explains, and tags of another organisation. Texts are Markdown without secrets.
 */
export function traitsOf(asset: FlexibleAssetRow, fields: readonly AssetFieldRow[]): Record<string, Trait> {
  const entries = fields.flatMap((field): [string, Trait][] => {
    const trait = traitOf(field, asset.traits?.[field['name-key']], asset);
    return trait === undefined ? [] : [[field.name, trait]];
  });
  return Object.fromEntries(entries);
}

function traitOf(
  { kind, name, 'name-key': key }: AssetFieldRow,
  value: unknown,
  asset: FlexibleAssetRow,
): Trait | undefined {
  if (value === null || value === undefined || value === '') return undefined;
  if (typeof value === 'boolean' && kind === 'Checkbox') return value;
  switch (kind) {
    case 'Text':
    case 'Textbox':
    case 'Select':
    case 'Date':
    case 'Number':
    case 'Percent': {
      if (isSecretField(name) || isSecretField(key)) return undefined;
      if (typeof value === 'number') return value;
      if (typeof value !== 'string') return undefined;
      const text = kind === 'Textbox' ? readable(value, asset['resource-url']) : withoutSecrets(value);
      return text || undefined;
    }
    case 'Checkbox':
      return typeof value === 'string' ? value === 'true' : undefined;
    case 'Tag': {
      const parsed = tags.safeParse(value);
      if (!parsed.success) return undefined;
      const mine = asset['organization-name'];
      const own = parsed.data.values.filter(({ 'organization-name': whose }) => !whose || !mine || whose === mine);
      return own.length > 0 ? own.map(({ id, name: named }) => ({ id, name: named ?? '' })) : undefined;
    }
    default:
      // Password, Upload, Header, and whatever comes later.
      return undefined;
  }
}

/** All texts of an asset in one, to be searched. */
export function wordsOfTraits(traits: Readonly<Record<string, Trait>>): string {
  return Object.entries(traits)
    .flatMap(([name, trait]) => [
      name,
      ...(Array.isArray(trait) ? trait.map(({ name: each }) => each) : [String(trait)]),
    ])
    .join(' ');
}
