/** Traits of flexible assets: how each kind of field is read and written. Source: IT Glue facts, flexible assets. */
import { isObject, type Json, type JsonObject } from '../json.js';
import { unprocessable } from './errors.js';
import type { Call } from './resource.js';
import type { FieldKind, FlexibleAsset, FlexibleAssetField } from './shapes.js';
import type { Stored } from './stored.js';

/** As they are served: tags with what they stand for. */
export function shownTraits(stored: Stored, asset: FlexibleAsset, { key, switches }: Call): JsonObject {
  const shown: JsonObject = {};
  for (const { nameKey, kind, tagType } of stored.fieldsOf(asset.typeId)) {
    const value = asset.traits[nameKey];
    if (value === undefined || kind === 'Header') continue;
    if (kind === 'Password' && (switches.passwordTraits === 'absent' || !key.rights.passwords)) continue;
    shown[nameKey] =
      kind === 'Tag' ? { type: tagType, values: idsOf(value).map((id) => tagged(stored, id, tagType)) } : value;
  }
  return shown;
}

/** As they are kept: every key known, every required one there, each value of its field's kind. */
export function checkedTraits(fields: readonly FlexibleAssetField[], sent: Json | undefined): Record<string, Json> {
  if (!isObject(sent)) throw unprocessable('traits is required.', 'traits');
  const traits: Record<string, Json> = {};
  for (const [name, value] of Object.entries(sent)) {
    const field = fields.find(({ nameKey }) => nameKey === name);
    if (!field) throw unprocessable(`${name} is not a field of this flexible asset type.`, `traits/${name}`);
    if (value === null) continue;
    if (!FITS[field.kind](value)) throw unprocessable(`${name} is not a valid ${field.kind}.`, `traits/${name}`);
    traits[name] = field.kind === 'Tag' ? idsOf(value) : value;
  }
  const missing = fields.find(({ required, nameKey }) => required && !traits[nameKey]);
  if (missing) throw unprocessable(`${missing.name} can't be blank.`, `traits/${missing.nameKey}`);
  return traits;
}

/** Built from the fields that are used for it. */
export function titleOf(fields: readonly FlexibleAssetField[], traits: Readonly<Record<string, Json>>): string {
  return fields
    .filter(({ useForTitle }) => useForTitle)
    .map(({ nameKey }) => String(traits[nameKey] ?? ''))
    .join(' ');
}

const isText = (value: Json) => typeof value === 'string';
const isNumber = (value: Json) => typeof value === 'number' || /^-?\d+(?:\.\d+)?$/.test(String(value));
const isTag = (value: Json) => (Array.isArray(value) ? value : [value]).every(isNumber);

const FITS: Readonly<Record<FieldKind, (value: Json) => boolean>> = {
  Text: isText,
  Textbox: isText,
  Select: isText,
  Password: isText,
  Header: () => false,
  Checkbox: (value) => typeof value === 'boolean',
  Number: isNumber,
  Percent: isNumber,
  Date: (value) => isText(value) && !Number.isNaN(Date.parse(String(value))),
  Upload: (value) => (Array.isArray(value) ? value : [value]).every(isObject),
  Tag: isTag,
};

const idsOf = (value: Json): number[] => (Array.isArray(value) ? value : [value]).map(Number);

function tagged(stored: Stored, id: number, type: FlexibleAssetField['tagType']): JsonObject {
  if (type === 'Configurations') {
    const one = stored.configurations.get(id);
    return {
      id,
      name: one?.name ?? null,
      hostname: one?.hostname ?? null,
      'organization-name': organizationName(stored, one?.organizationId),
      'configuration-type-name': one?.typeName ?? null,
    };
  }
  const one = stored.contacts.get(id);
  return {
    id,
    name: one ? `${one.firstName} ${one.lastName}` : null,
    'organization-name': organizationName(stored, one?.organizationId),
  };
}

const organizationName = (stored: Stored, id: number | undefined) =>
  id === undefined ? null : (stored.organizations.get(id)?.name ?? null);
