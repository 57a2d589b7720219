/** What the pretend IT Glue keeps. Attribute names on the wire are in the file of each resource. */
import type { Json } from '../json.js';

interface Kept {
  id: number;
  created: Date;
  updated: Date;
}

export interface Organization extends Kept {
  /** The pretend world's slug; null for the MSP's own. */
  worldSlug: string | null;
  name: string;
  shortName: string;
  typeName: 'Customer' | 'Owner';
  statusName: 'Active' | 'Inactive';
  quickNotes: string | null;
  alert: string | null;
  description: string | null;
  /** The company in the PSA that it is synchronised with. */
  psa: { integration: string; companyId: string } | null;
}

interface Owned extends Kept {
  organizationId: number;
}

export interface Configuration extends Owned {
  name: string;
  hostname: string | null;
  primaryIp: string | null;
  macAddress: string | null;
  serialNumber: string | null;
  assetTag: string | null;
  typeName: string;
  typeKind: 'workstation' | 'laptop' | 'server' | 'firewall' | 'printer';
  statusName: 'Active' | 'Inactive';
  manufacturerName: string | null;
  modelName: string | null;
  operatingSystemName: string | null;
  contactId: number | null;
  notes: string | null;
  warrantyExpires: string | null;
  installed: string | null;
  archived: boolean;
  /** In the RMM: integration and id there. */
  rmm: { integration: string; id: string } | null;
}

export interface Contact extends Owned {
  firstName: string;
  lastName: string;
  title: string;
  email: string;
  /** E.164. */
  phone: string;
  important: boolean;
}

export interface Password extends Owned {
  name: string;
  username: string | null;
  password: string;
  otpSecret: string | null;
  url: string | null;
  notes: string | null;
  categoryId: number | null;
  restricted: boolean;
  archived: boolean;
  resource: { type: string; id: number } | null;
  passwordUpdated: Date;
}

export type FieldKind =
  | 'Text'
  | 'Textbox'
  | 'Checkbox'
  | 'Number'
  | 'Date'
  | 'Select'
  | 'Header'
  | 'Upload'
  | 'Password'
  | 'Tag'
  | 'Percent';

export interface FlexibleAssetField extends Kept {
  typeId: number;
  order: number;
  name: string;
  nameKey: string;
  kind: FieldKind;
  tagType: 'Configurations' | 'Contacts' | null;
  required: boolean;
  useForTitle: boolean;
}

export interface FlexibleAssetType extends Kept {
  name: string;
  description: string;
  icon: string;
  enabled: boolean;
}

export interface FlexibleAsset extends Owned {
  typeId: number;
  /** By name-key; a tag field holds ids. */
  traits: Readonly<Record<string, Json>>;
  restricted: boolean;
  archived: boolean;
}

export const SECTION_TYPES = ['Document::Text', 'Document::Heading', 'Document::Gallery', 'Document::Step'] as const;

export interface Section extends Kept {
  type: (typeof SECTION_TYPES)[number];
  /** HTML; a heading's is plain text. Null for a gallery. */
  content: string | null;
  /** Headings: 1 to 6. */
  level: number | null;
  /** Steps: minutes. */
  duration: number | null;
  sort: number;
}

export interface Document extends Owned {
  name: string;
  restricted: boolean;
  archived: boolean;
  public: boolean;
  /** A file that somebody uploaded: its text cannot be had through the API. */
  uploaded: boolean;
  folderId: number | null;
  /** As they are being written. */
  sections: readonly Section[];
  /** As readers see them; null while it has never been published. */
  published: readonly Section[] | null;
  /** Changed since it was last published, or never published. */
  draft: boolean;
}
