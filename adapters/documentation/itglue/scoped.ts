import { VendorError } from '../../../core/errors.js';
import type { ToolScope } from '../../../core/tools/tool.js';
import { VENDOR } from './failure.js';
import type { OfOrganization } from './shapes.js';

/** The organisation in IT Glue that this call is confined to. */
export function organizationOf({ mapping }: Pick<ToolScope, 'mapping'>): string {
  if (/^\d{1,19}$/.test(mapping)) return mapping;
  throw new VendorError(VENDOR, 'invalid', `"${mapping}" is no id of an organisation in IT Glue; map this client anew`);
}

/** Whatever a list was asked for, only rows that say that they are of this organisation are taken. */
export function ownRows<T extends OfOrganization>(organization: string, rows: readonly T[]): T[] {
  return rows.filter((row) => row['organization-id'] === organization);
}

/** The record, if it says that it is of this organisation. Throws VendorError forbidden for anything else. */
export function ownRecord<T extends OfOrganization>(
  organization: string,
  what: string,
  id: string,
  row: T | undefined,
): T {
  if (row?.['organization-id'] === organization) return row;
  throw foreign(what, id);
}

/** The same words for what is somebody else's and for what there is not: nobody learns which. */
export function foreign(what: string, id: string): VendorError {
  return new VendorError(VENDOR, 'forbidden', `${what} ${id} does not belong to this client in IT Glue`);
}
