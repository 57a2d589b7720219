import { z } from 'zod';
import { defineTool, type Tool } from '../../../../core/tools/tool.js';
import { count } from '../../../psa/words.js';
import { boundedList } from '../../bounded-list.js';
import { pageOf } from '../../document-page.js';
import { rank } from '../rank.js';
import { readable } from '../readable.js';
import type { ContactRow } from '../shapes.js';
import { filled, INCOMPLETE, MOST_SHOWN, page, query, recordId, type ToolParts } from './parts.js';

export function contactReadTools({ contacts }: ToolParts): Tool[] {
  return [
    defineTool({
      name: 'itglue:search-contacts',
      description:
        "Searches this client's contacts in IT Glue by name, title, e-mail address, telephone number or place. All of them without a query.",
      input: z.strictObject({ query: query.optional() }),
      effect: 'read',
      subject: () => ({ kind: 'client' }),
      async run(scope, args) {
        const { rows, more } = await contacts.all(scope);
        const found = rank(rows, args.query ?? '', (row) => ({ name: nameOf(row), text: wordsOf(row) }));
        const { rows: shown, cut } = boundedList(found.map(briefly), MOST_SHOWN);
        return {
          output: {
            contacts: shown,
            total: found.length,
            ...(cut ? { cut } : {}),
            ...(more ? { incomplete: INCOMPLETE } : {}),
          },
          summary: `Found ${count(found.length, 'contact')}${args.query ? ` for "${args.query}"` : ''}.`,
        };
      },
    }),
    defineTool({
      name: 'itglue:get-contact',
      description: 'Reads one contact of this client in IT Glue with its notes; passwords in them are left out.',
      input: z.strictObject({ contactId: recordId('a contact'), page }),
      effect: 'read',
      subject: (args) => ({ kind: 'other', ref: args.contactId }),
      async run(scope, args) {
        const row = await contacts.get(scope, args.contactId);
        const notes = readable(row.notes, row['resource-url']);
        return {
          output: {
            ...briefly(row),
            ...filled({ organization: row['organization-name'], updatedAt: row['updated-at'] }),
            ...(notes ? { notes: pageOf(notes, args.page) } : {}),
          },
          summary: `Read the contact ${nameOf(row)}.`,
        };
      },
    }),
  ];
}

function nameOf(row: ContactRow): string {
  return row.name || [row['first-name'], row['last-name']].filter(Boolean).join(' ') || row.id;
}

function wordsOf(row: ContactRow): string {
  const emails = (row['contact-emails'] ?? []).map(({ value }) => value);
  const phones = (row['contact-phones'] ?? []).flatMap(({ value, 'formatted-value': formatted }) => [value, formatted]);
  return [row.title, row['contact-type-name'], row['location-name'], ...emails, ...phones].filter(Boolean).join(' ');
}

function briefly(row: ContactRow) {
  return filled({
    id: row.id,
    name: nameOf(row),
    title: row.title,
    type: row['contact-type-name'],
    important: row.important || undefined,
    location: row['location-name'],
    emails: (row['contact-emails'] ?? []).flatMap(({ value, 'label-name': label }) =>
      value ? [filled({ address: value, label })] : [],
    ),
    phones: (row['contact-phones'] ?? []).flatMap(
      ({ value, extension, 'formatted-value': formatted, 'label-name': label }) =>
        value ? [filled({ number: formatted || value, extension, label })] : [],
    ),
  });
}
