import { z } from 'zod';
import type { Asset, Named, Psa, Status } from '../../../core/ports/psa.js';
import { collect } from '../collect.js';
import { filled } from '../filled.js';
import { categoriesOf } from './categories.js';
import type { AutotaskClient } from './client.js';
import { all, contains, either, equal } from './filters.js';
import { COMPLETE } from './map.js';
import type { Choice, Picklists } from './picklists.js';
import { recordNumber } from './record-number.js';

const text = z.string().nullish();
export const assetShape = z.object({
  id: z.number(),
  companyID: z.number().nullish(),
  contactID: z.number().nullish(),
  referenceTitle: text,
  referenceNumber: text,
  serialNumber: text,
  configurationItemType: z.number().nullish(),
  rmmDeviceAuditHostname: text,
  rmmDeviceAuditDescription: text,
  rmmDeviceAuditIPAddress: text,
  rmmDeviceAuditLastUser: text,
  rmmDeviceAuditOperatingSystem: text,
});
export type AssetRow = z.infer<typeof assetShape>;

const toNamed = ({ id, name }: Choice): Named => ({ id: String(id), name });

/** The MSP's own set-up, and its configuration items, which are what Autotask calls assets. */
export function createSetup({
  client,
  picklists,
}: {
  client: AutotaskClient;
  picklists: Picklists;
}): Pick<Psa, 'queues' | 'statuses' | 'priorities' | 'categories' | 'assets'> {
  const list = async (field: string) => (await picklists.choices('Tickets', field)).map(toNamed);

  return {
    queues: () => list('queueID'),
    // Statuses are the same on every queue.
    statuses: async () =>
      (await picklists.choices('Tickets', 'status')).map(
        (choice): Status => ({ ...toNamed(choice), closes: choice.id === COMPLETE }),
      ),
    priorities: () => list('priority'),
    categories: async () => (await categoriesOf(picklists)).map(({ id, name }) => ({ id, name })),
    async assets({ companyId, contactId, search, limit }) {
      const company = recordNumber('company', companyId);
      const filter = all(
        equal('companyID', company),
        equal('isActive', true),
        contactId === undefined ? undefined : equal('contactID', recordNumber('contact', contactId)),
        search ? either(contains('referenceTitle', search), contains('rmmDeviceAuditHostname', search)) : undefined,
      );
      const rows = await collect(client.rows('list configuration items', 'ConfigurationItems', assetShape, { filter }));
      // Whose it is is read from the record: a question can be understood in other ways than it was meant.
      const theirs = rows.filter((row) => row.companyID === company);
      const assets = await Promise.all(theirs.map((row) => assetOf(picklists, row)));
      return assets.sort((one, other) => one.name.localeCompare(other.name)).slice(0, limit);
    },
  };
}

export async function assetOf(picklists: Picklists, row: AssetRow): Promise<Asset> {
  const optional = filled({
    contactId: row.contactID ? String(row.contactID) : undefined,
    type: await picklists.label('ConfigurationItems', 'configurationItemType', row.configurationItemType),
    serialNumber: row.serialNumber ?? undefined,
    model: row.rmmDeviceAuditDescription ?? undefined,
    os: row.rmmDeviceAuditOperatingSystem ?? undefined,
    lastUser: row.rmmDeviceAuditLastUser ?? undefined,
    ipAddress: row.rmmDeviceAuditIPAddress ?? undefined,
  });
  const name = row.referenceTitle || row.rmmDeviceAuditHostname || row.referenceNumber || String(row.id);
  return { id: String(row.id), name, companyId: String(row.companyID ?? ''), ...optional };
}
