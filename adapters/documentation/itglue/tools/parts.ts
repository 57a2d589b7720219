import { z } from 'zod';
import type { DocumentChanges } from '../document-changes.js';
import type { DocumentSearch } from '../document-search.js';
import type { Documents } from '../documents.js';
import type { FlexibleAssets } from '../flexible-assets.js';
import type { Organizations } from '../organizations.js';
import type { Passwords } from '../passwords.js';
import type { Records } from '../records.js';
import type { ConfigurationRow, ContactRow } from '../shapes.js';

export interface ToolParts {
  organizations: Organizations;
  configurations: Records<ConfigurationRow>;
  contacts: Records<ContactRow>;
  flexibleAssets: FlexibleAssets;
  documents: Documents;
  documentSearch: DocumentSearch;
  documentChanges: DocumentChanges;
  passwords: Passwords;
}

/** Rows of a list that a model is shown at most. */
export const MOST_SHOWN = 25;

const number = z.string().regex(/^\d{1,19}$/);
export const recordId = (what: string) => number.describe(`Id of ${what}, as the search gives it`);
export const query = z.string().trim().min(1).max(200);
export const page = z.number().int().min(1).max(1000).optional().describe('Page of a long text; the first when absent');

/** Answers of everything that was read at most. */
export const INCOMPLETE = 'This client has more of them in IT Glue than are read at once, so that some may be missing.';

/** Leaves out what is empty. */
export function filled(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(record).filter(([, value]) => value !== null && value !== undefined && value !== ''),
  );
}
