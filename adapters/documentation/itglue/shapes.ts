import { z } from 'zod';
import { resource } from './client.js';

const text = z.string().nullish();
const id = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) => (value === null || value === undefined ? undefined : String(value)));
const flag = z.boolean().nullish();

const ofOrganization = { 'organization-id': id, 'organization-name': text, 'resource-url': text };
const times = { 'created-at': text, 'updated-at': text };

/** What every record of a client carries, and what it is told apart by. */
export interface OfOrganization {
  id: string;
  'organization-id'?: string | undefined;
}

export const organizationShape = resource({
  name: z.string(),
  'short-name': text,
  'organization-status-name': text,
});
export type OrganizationRow = z.infer<typeof organizationShape>;

export const configurationShape = resource({
  ...ofOrganization,
  ...times,
  name: z.string().nullish(),
  hostname: text,
  'primary-ip': text,
  'mac-address': text,
  'default-gateway': text,
  'serial-number': text,
  'asset-tag': text,
  'configuration-type-name': text,
  'configuration-status-name': text,
  'manufacturer-name': text,
  'model-name': text,
  'operating-system-name': text,
  'operating-system-notes': text,
  'location-name': text,
  'contact-name': text,
  notes: text,
  'warranty-expires-at': text,
  'installed-at': text,
  archived: flag,
});
export type ConfigurationRow = z.infer<typeof configurationShape>;

export const contactShape = resource({
  ...ofOrganization,
  ...times,
  name: text,
  'first-name': text,
  'last-name': text,
  title: text,
  'contact-type-name': text,
  'location-name': text,
  important: flag,
  notes: text,
  'contact-emails': z.array(z.object({ value: text, primary: flag, 'label-name': text })).nullish(),
  'contact-phones': z
    .array(
      z.object({
        value: text,
        extension: text,
        primary: flag,
        'label-name': text,
        'formatted-value': text,
      }),
    )
    .nullish(),
});
export type ContactRow = z.infer<typeof contactShape>;

export const assetTypeShape = resource({ name: z.string(), description: text });
export type AssetTypeRow = z.infer<typeof assetTypeShape>;

export const assetFieldShape = resource({ name: z.string(), kind: z.string(), 'name-key': z.string() });
export type AssetFieldRow = z.infer<typeof assetFieldShape>;

export const flexibleAssetShape = resource({
  ...ofOrganization,
  ...times,
  name: text,
  'flexible-asset-type-id': id,
  'flexible-asset-type-name': text,
  traits: z.record(z.string(), z.unknown()).nullish(),
  archived: flag,
});
export type FlexibleAssetRow = z.infer<typeof flexibleAssetShape>;

/** Of a document only what is changed is on the vendor's page; the rest is what clients read (unconfirmed). Source: IT Glue facts, documents. */
export const documentShape = resource({
  ...ofOrganization,
  ...times,
  name: text,
  archived: flag,
  'is-uploaded': flag,
  published: flag,
  draft: flag,
});
export type DocumentRow = z.infer<typeof documentShape>;

/** Seen in clients only (unconfirmed). Source: IT Glue facts, documents. */
export const sectionShape = resource({
  'resource-type': z.string().nullish(),
  content: text,
  sort: z.number().nullish(),
});
export type SectionRow = z.infer<typeof sectionShape>;

/** An entry without its value, which some lists carry: it is left where it came. */
export const passwordEntryShape = resource({
  ...ofOrganization,
  ...times,
  name: text,
  username: text,
  'password-category-name': text,
  'cached-resource-name': text,
  archived: flag,
});
export type PasswordEntryRow = z.infer<typeof passwordEntryShape>;

/** The one shape that has the value; read in `passwords.reveal` only. */
export const revealedPasswordShape = resource({ ...ofOrganization, name: text, username: text, password: text });
