/** What the pretend IT Glue remembers: one table per kind, gone when it stops. Ids are as long as the real ones. */
import { createTable, type Table } from '../table.js';
import type {
  Configuration,
  Contact,
  Document,
  FlexibleAsset,
  FlexibleAssetField,
  FlexibleAssetType,
  Organization,
  Password,
} from './shapes.js';

export interface Stored {
  organizations: Table<Organization>;
  configurations: Table<Configuration>;
  contacts: Table<Contact>;
  passwords: Table<Password>;
  types: Table<FlexibleAssetType>;
  fields: Table<FlexibleAssetField>;
  assets: Table<FlexibleAsset>;
  documents: Table<Document>;
  nextSectionId(): number;
  fieldsOf(typeId: number): FlexibleAssetField[];
}

export function createStored(): Stored {
  const fields = createTable<FlexibleAssetField>(3_300_000_000_101);
  let sectionId = 9_900_000_000_001;
  return {
    organizations: createTable(4_489_414_100_001),
    configurations: createTable(5_500_000_000_001),
    contacts: createTable(6_600_000_000_001),
    passwords: createTable(7_700_000_000_001),
    types: createTable(3_200_000_000_011),
    fields,
    assets: createTable(8_800_000_000_001),
    documents: createTable(2_100_000_000_001),
    nextSectionId: () => sectionId++,
    fieldsOf: (typeId) => fields.all().filter((field) => field.typeId === typeId),
  };
}
