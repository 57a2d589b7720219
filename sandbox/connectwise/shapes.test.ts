import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { startBench } from './client-for-tests.js';
import type { Json, JsonObject } from './json.js';

const MODEL_FILE = resolve('../shared/specs/connectwise/connectwise-psa-2025.1-trimmed.openapi.json');

const property = z.object({
  type: z.string().optional(),
  $ref: z.string().optional(),
  maxLength: z.number().optional(),
  items: z.object({ type: z.string().optional(), $ref: z.string().optional() }).optional(),
});
type Property = z.infer<typeof property>;
const document = z.object({
  paths: z.record(z.string(), z.unknown()),
  components: z.object({
    schemas: z.record(z.string(), z.object({ properties: z.record(z.string(), property).optional() })),
  }),
});

/** What the vendor's model says against a value: fields it does not know and values of another type. */
function complaints(
  schemas: z.infer<typeof document>['components']['schemas'],
  name: string,
  row: JsonObject,
): string[] {
  const properties = schemas[name]?.properties ?? {};
  return Object.entries(row).flatMap(([field, value]) => {
    const declared = properties[field];
    return declared ? against(declared, value, `${name}.${field}`) : [`${name}.${field} is not in the model`];
  });

  function against(declared: Property, value: Json, where: string): string[] {
    if (value === null) return [];
    if (declared.$ref) {
      const reference = declared.$ref.split('/').at(-1) ?? '';
      return typeof value === 'object' && !Array.isArray(value)
        ? complaints(schemas, reference, value)
        : [`${where} is not an object`];
    }
    if (declared.type === 'array')
      return Array.isArray(value)
        ? value.flatMap((entry) => against(property.parse(declared.items), entry, `${where}[]`))
        : [`${where} is not an array`];
    const type = Number.isInteger(value) && declared.type === 'integer' ? 'integer' : typeof value;
    if (type !== declared.type) return [`${where} is a ${type}, not a ${declared.type}`];
    const tooLong = typeof value === 'string' && value.length > (declared.maxLength ?? Number.POSITIVE_INFINITY);
    return tooLong ? [`${where} is too long`] : [];
  }
}

const describeWithModel = existsSync(MODEL_FILE) ? describe : describe.skip;

describeWithModel('answers and the vendor’s model', () => {
  it('agree in every field and type', async () => {
    const { components } = document.parse(JSON.parse(readFileSync(MODEL_FILE, 'utf8')));
    const { connectWise, ask } = await startBench();
    try {
      const { id } = connectWise.technicianCreatesTicket({
        member: 'mbell',
        personKey: 'harbor-dental/dana-whitfield',
        summary: 'Locked out',
        description: 'Since this morning',
        owner: 'jpark',
      });
      await ask('POST', '/schedule/entries', {
        objectId: id,
        type: { identifier: 'S' },
        member: { identifier: 'jpark' },
      });
      await ask('POST', '/time/entries', {
        chargeToId: id,
        timeStart: '2026-01-05T09:00:00Z',
        actualHours: 1,
        notes: 'A',
      });
      await ask('POST', '/system/callbacks', {
        url: 'https://desk.example/?recordId=',
        objectId: 1,
        type: 'ticket',
        level: 'owner',
      });
      const board = `/service/boards/${connectWise.defaults.boardId}`;
      const company = `/company/companies/${connectWise.companyId('harbor-dental')}`;
      const contact = `/company/contacts/${connectWise.contactId('harbor-dental/dana-whitfield')}`;
      const all = new Set<string>();
      const models: Record<string, string> = {
        '/service/tickets': 'Ticket',
        [`/service/tickets/${id}/notes`]: 'ServiceNote',
        [`/service/tickets/${id}/allNotes`]: 'ServiceTicketNote',
        '/company/companies': 'Company',
        '/company/companies/types': 'CompanyType',
        '/company/companies/statuses': 'CompanyStatus',
        [`${company}/sites`]: 'CompanySite',
        [`${company}/typeAssociations`]: 'CompanyCompanyTypeAssociationCompanyTypeAssociation',
        '/company/contacts': 'Contact',
        [`${contact}/communications`]: 'ContactCommunication',
        '/company/communicationTypes': 'CommunicationType',
        '/company/configurations': 'CompanyConfiguration',
        '/system/members': 'Member',
        '/system/callbacks': 'CallbackEntry',
        '/service/boards': 'Board',
        [`${board}/statuses`]: 'BoardStatus',
        [`${board}/types`]: 'BoardType',
        [`${board}/subtypes`]: 'BoardSubType',
        [`${board}/teams`]: 'BoardTeam',
        [`${board}/typeSubTypeItemAssociations`]: 'BoardTypeSubTypeItemAssociation',
        '/service/priorities': 'Priority',
        '/service/sources': 'Source',
        '/schedule/entries': 'ScheduleEntry',
        '/schedule/types': 'ScheduleType',
        '/time/entries': 'TimeEntry',
      };
      for (const [path, name] of Object.entries(models)) {
        const rows = (await ask('GET', `${path}?pageSize=1000`)).rows();
        expect([path, rows.length > 0]).toEqual([path, true]);
        for (const row of rows) for (const found of complaints(components.schemas, name, row)) all.add(found);
      }
      expect([...all]).toEqual([]);
      const info = (await ask('GET', '/system/info')).object();
      expect(complaints(components.schemas, 'Info', info)).toEqual([]);
    } finally {
      await connectWise.stop();
    }
  });
});
