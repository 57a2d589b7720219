import { z } from 'zod';
import { defineTool, type Tool } from '../../../../core/tools/tool.js';
import { count } from '../../../psa/words.js';
import { boundedList } from '../../bounded-list.js';
import { pageOf } from '../../document-page.js';
import { rank } from '../rank.js';
import { readable } from '../readable.js';
import type { ConfigurationRow } from '../shapes.js';
import { filled, INCOMPLETE, MOST_SHOWN, page, query, recordId, type ToolParts } from './parts.js';

export function configurationReadTools({ configurations }: ToolParts): Tool[] {
  return [
    defineTool({
      name: 'itglue:search-configurations',
      description:
        "Searches this client's configurations in IT Glue (computers, servers, printers, network devices) by name, host name, serial number, address, model, user or place. All of them without a query.",
      input: z.strictObject({ query: query.optional() }),
      effect: 'read',
      subject: () => ({ kind: 'client' }),
      async run(scope, args) {
        const { rows, more } = await configurations.all(scope);
        const found = rank(rows, args.query ?? '', (row) => ({ name: namesOf(row), text: wordsOf(row) }));
        const { rows: shown, cut } = boundedList(found.map(briefly), MOST_SHOWN);
        return {
          output: {
            configurations: shown,
            total: found.length,
            ...(cut ? { cut } : {}),
            ...(more ? { incomplete: INCOMPLETE } : {}),
          },
          summary: `Found ${count(found.length, 'configuration')}${args.query ? ` for "${args.query}"` : ''}.`,
        };
      },
    }),
    defineTool({
      name: 'itglue:get-configuration',
      description: 'Reads one configuration of this client in IT Glue with its notes; passwords in them are left out.',
      input: z.strictObject({ configurationId: recordId('a configuration'), page }),
      effect: 'read',
      subject: (args) => ({ kind: 'device', ref: args.configurationId }),
      async run(scope, args) {
        const row = await configurations.get(scope, args.configurationId);
        const notes = [row.notes, row['operating-system-notes']]
          .map((text) => readable(text, row['resource-url']))
          .filter(Boolean)
          .join('\n\n');
        return {
          output: { ...fully(row), ...(notes ? { notes: pageOf(notes, args.page) } : {}) },
          summary: `Read the configuration ${row.name ?? row.id}.`,
        };
      },
    }),
  ];
}

const namesOf = ({ name, hostname }: ConfigurationRow) => [name, hostname].filter(Boolean).join(' ');

function wordsOf(row: ConfigurationRow): string {
  const fields = ['serial-number', 'asset-tag', 'primary-ip', 'mac-address', 'configuration-type-name'] as const;
  const more = ['manufacturer-name', 'model-name', 'operating-system-name', 'location-name', 'contact-name'] as const;
  return [...fields, ...more].map((field) => row[field] ?? '').join(' ');
}

function briefly(row: ConfigurationRow) {
  return filled({
    id: row.id,
    name: row.name,
    hostname: row.hostname,
    type: row['configuration-type-name'],
    status: row['configuration-status-name'],
    ip: row['primary-ip'],
    model: row['model-name'],
    user: row['contact-name'],
    location: row['location-name'],
  });
}

function fully(row: ConfigurationRow) {
  return filled({
    ...briefly(row),
    organization: row['organization-name'],
    serialNumber: row['serial-number'],
    assetTag: row['asset-tag'],
    mac: row['mac-address'],
    gateway: row['default-gateway'],
    manufacturer: row['manufacturer-name'],
    operatingSystem: row['operating-system-name'],
    installedAt: row['installed-at'],
    warrantyExpiresAt: row['warranty-expires-at'],
    archived: row.archived || undefined,
    updatedAt: row['updated-at'],
    url: row['resource-url'],
  });
}
