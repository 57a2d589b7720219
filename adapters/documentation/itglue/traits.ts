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

export interface ReadableAsset {
  /** Built by IT Glue from fields of the asset. */
  name: string | undefined;
  traits: Record<string, Trait>;
}

/** Shorter ones stand in any text by chance. */
const SHORTEST_SECRET = 4;

/**
 * What stands in a flexible asset, by the names that people gave the fields. Left out are passwords (by kind and by name)
 * wherever they stand in it, files, what no field of the type explains, and tags of another organisation. Texts are
 * Markdown without secrets.
 */
export function readableAsset(asset: FlexibleAssetRow, fields: readonly AssetFieldRow[]): ReadableAsset {
  const secrets = fields.filter(isSecret).flatMap((field) => {
    const value = asset.traits?.[field['name-key']];
    return (typeof value === 'string' || typeof value === 'number') && String(value).length >= SHORTEST_SECRET
      ? [String(value)]
      : [];
  });
  const hide = (text: string) => secrets.reduce((rest, secret) => rest.replaceAll(secret, '(removed: password)'), text);
  const entries = fields
    .filter((field) => !isSecret(field))
    .flatMap((field): [string, Trait][] => {
      const trait = traitOf(field, asset.traits?.[field['name-key']], asset, hide);
      return trait === undefined ? [] : [[field.name, trait]];
    });
  return { name: asset.name ? hide(asset.name) : undefined, traits: Object.fromEntries(entries) };
}

function isSecret({ kind, name, 'name-key': key }: AssetFieldRow): boolean {
  return kind === 'Password' || (!NO_SECRET.has(kind) && (isSecretField(name) || isSecretField(key)));
}

/** Whatever they are called, these hold none. */
const NO_SECRET: ReadonlySet<string> = new Set(['Checkbox', 'Date', 'Header', 'Percent', 'Tag', 'Upload']);

function traitOf(
  { kind }: AssetFieldRow,
  value: unknown,
  asset: FlexibleAssetRow,
  hide: (text: string) => string,
): Trait | undefined {
  if (value === null || value === undefined || value === '') return undefined;
  switch (kind) {
    case 'Text':
    case 'Textbox':
    case 'Select':
    case 'Date':
    case 'Number':
    case 'Percent': {
      if (typeof value === 'number') return value;
      if (typeof value !== 'string') return undefined;
      const text = kind === 'Textbox' ? readable(value, asset['resource-url']) : withoutSecrets(value);
      return hide(text) || undefined;
    }
    case 'Checkbox':
      return typeof value === 'boolean' ? value : undefined;
    case 'Tag': {
      const parsed = tags.safeParse(value);
      if (!parsed.success) return undefined;
      const mine = asset['organization-name'];
      const own = parsed.data.values.filter(({ 'organization-name': whose }) => !whose || !mine || whose === mine);
      return own.length > 0 ? own.map(({ id, name }) => ({ id, name: name ?? '' })) : undefined;
    }
    default:
      // Upload, Header, and whatever comes later.
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
