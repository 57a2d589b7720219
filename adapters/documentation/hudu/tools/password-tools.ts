import { z } from 'zod';
import { VendorError } from '../../../../core/errors.js';
import { defineTool, type Tool } from '../../../../core/tools/tool.js';
import { count, cutText } from '../../../psa/words.js';
import { boundedList } from '../../bounded-list.js';
import { withoutSecrets } from '../../without-secrets.js';
import { pageAddress } from '../address.js';
import { dateOf } from '../articles.js';
import type { PasswordEntryRow } from '../shapes.js';
import { dayOf, type ToolParts } from './parts.js';

const MOST_ENTRIES = 100;
const LONGEST = 200;

export function passwordTools({ address, companies, passwords }: ToolParts): Tool[] {
  const clean = (text: string | null | undefined) => (text ? withoutSecrets(cutText(text, LONGEST)) : undefined);
  const shown = (row: PasswordEntryRow) => ({
    entryId: String(row.id),
    name: clean(row.name) ?? '',
    username: clean(row.username),
    folder: clean(row.password_folder_name),
    type: clean(row.password_type),
    changed: dayOf(dateOf(row.updated_at)),
    address: pageAddress(address, row.url),
  });
  const called = (row: PasswordEntryRow) => {
    const { name, username } = shown(row);
    return username ? `"${name}" (user ${username})` : `"${name}"`;
  };

  return [
    defineTool({
      name: 'hudu:list-passwords',
      description:
        "Lists this client's password entries in Hudu: names, user names and folders, never a password. To have one of them given to the technician, put hudu:get-password into the plan.",
      input: z.strictObject({ search: z.string().trim().max(200).optional().describe('Part of the name') }),
      effect: 'read',
      subject: () => ({ kind: 'client' }),
      async run(scope, args) {
        const companyId = await companies.numberOf(scope.mapping);
        const found = await passwords.list(companyId, args.search, scope.signal);
        const { rows, cut } = boundedList(found.map(shown), MOST_ENTRIES);
        return {
          output: { entries: rows, ...(cut ? { cut } : {}) },
          summary: `Listed ${count(found.length, 'password entry', 'password entries')} in Hudu, without passwords.`,
        };
      },
    }),
    defineTool({
      name: 'hudu:get-password',
      description:
        'Takes one stored password of this client out of Hudu into the one-time secret store: a technician opens it by its link, and a later step may refer to it as ${steps.N.secretId}. The password itself is never shown here.',
      input: z.strictObject({
        entry: z.string().trim().min(1).max(200).describe('Id or exact name of the password entry'),
      }),
      // It changes nothing in Hudu. As a change it can only be a step of a plan that was noted, approved and is recorded.
      effect: 'write',
      policyFor: () => 'approval_needed',
      sensitive: true,
      subject: (args) => ({ kind: 'other', ref: args.entry }),
      describe: (args) => `Take the stored password "${args.entry}" out of Hudu, for the technician only.`,
      async preview(scope, args) {
        const companyId = await companies.numberOf(scope.mapping);
        try {
          const row = await passwords.find(companyId, args.entry, scope.signal);
          return { sentence: `Take the stored password ${called(row)} out of Hudu, for the technician only.` };
        } catch (error) {
          if (error instanceof VendorError && !error.passing) return { problem: error.message };
          throw error;
        }
      },
      async run(scope, args) {
        const companyId = await companies.numberOf(scope.mapping);
        const row = await passwords.find(companyId, args.entry, scope.signal);
        const { password, hasSecondFactor } = await passwords.reveal(companyId, row.id, scope.signal);
        const { secretId } = await scope.secrets.keep({
          label: 'stored password',
          value: password,
          subject: called(row),
          stored: true,
        });
        const second = hasSecondFactor ? ' Its one-time code is in Hudu.' : '';
        return {
          output: { ...shown(row), secretId, hasSecondFactor },
          summary: `Took the stored password ${called(row)} out of Hudu; a technician opens it by its link.${second}`,
          secretIds: [secretId],
        };
      },
      // Reading leaves no trace in Hudu, and doing it again does no harm.
      async observe(scope, args) {
        await passwords.find(await companies.numberOf(scope.mapping), args.entry, scope.signal);
        return 'not_happened';
      },
      undo: (args) =>
        `Nothing was changed. If somebody saw the password "${args.entry}" who should not have, change it where it is used and in Hudu.`,
    }),
  ];
}
