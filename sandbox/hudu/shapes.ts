/** What the pretend Hudu keeps. Field names on the wire are in `views.ts`. */

interface Kept {
  id: number;
  slug: string;
  created: Date;
  updated: Date;
}

export interface Company extends Kept {
  /** The pretend world's slug. */
  worldSlug: string;
  name: string;
  city: string;
  state: string;
  website: string;
  phone: string;
  idNumber: string;
  archived: boolean;
  /** The company in the PSA that it is synchronised with. */
  psa: { integration: string; companyId: string } | null;
}

export interface Folder extends Kept {
  name: string;
  companyId: number | null;
  parentId: number | null;
  type: 'article' | 'photo';
}

export interface Article extends Kept {
  name: string;
  content: string;
  /** Null: for all companies. */
  companyId: number | null;
  folderId: number | null;
  draft: boolean;
  archived: boolean;
  sharing: boolean;
}

export interface Password extends Kept {
  name: string;
  companyId: number;
  username: string;
  password: string;
  otpSecret: string | null;
  description: string;
  url: string | null;
  type: string | null;
  folderId: number | null;
  passwordable: { type: string; id: number } | null;
  inPortal: boolean;
  archived: boolean;
}

export type FieldType =
  | 'Text'
  | 'RichText'
  | 'Heading'
  | 'CheckBox'
  | 'Website'
  | 'Password'
  | 'Number'
  | 'Date'
  | 'Email'
  | 'Phone'
  | 'Dropdown';

export interface LayoutField {
  id: number;
  label: string;
  type: FieldType;
  required: boolean;
  position: number;
}

export interface AssetLayout extends Kept {
  name: string;
  icon: string;
  active: boolean;
  fields: readonly LayoutField[];
}

export type FieldValue = string | number | boolean | null;

export interface Asset extends Kept {
  name: string;
  companyId: number;
  layoutId: number;
  serial: string | null;
  mail: string | null;
  model: string | null;
  manufacturer: string | null;
  archived: boolean;
  /** By label. */
  values: Readonly<Record<string, FieldValue>>;
}

export interface Task {
  id: number;
  name: string;
  description: string;
  position: number;
  optional: boolean;
  completed: boolean;
  priority: 'unsure' | 'low' | 'normal' | 'high' | 'urgent';
  created: Date;
}

export interface Procedure extends Kept {
  name: string;
  description: string;
  /** Null: a global template. */
  companyId: number | null;
  run: boolean;
  /** The process that a run was made from. */
  parentId: number | null;
  assetId: number | null;
  archived: boolean;
  tasks: readonly Task[];
}
