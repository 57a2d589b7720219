import assert from 'node:assert/strict';
import { collect } from '../collect.js';
import { openTicket, type PsaCase, refused, type Theme } from './case.js';
import type { Stage } from './stage.js';

/** What is no id but would change the address of a request if it got there as it is. `ID` stands for a real ticket's. */
const IDS = [
  'ID/elsewhere',
  '../elsewhere',
  'ID/../elsewhere',
  'ID?elsewhere=1',
  'ID#elsewhere',
  'ID%2felsewhere',
  'elsewhere',
  'ID elsewhere',
  'ID"elsewhere',
  "ID' or 'elsewhere'='elsewhere",
  '{"id":"ID","elsewhere":1}',
  '',
  ' ',
  '.',
  '..',
  '-1',
  '0',
  '1e3',
  'NaN',
  '9'.repeat(40),
  'ID\nelsewhere: 1',
  'ID\u0000',
];

/** No request went to an address that was written in an id, and nothing was changed. */
async function leadsNowhere(stage: Stage, work: () => Promise<unknown>, what: string): Promise<void> {
  const { records, pretend } = stage;
  const [before, writes] = [records.of(pretend.vendor).length, records.writes(pretend.vendor).length];
  await work();
  const paths = records
    .of(pretend.vendor)
    .slice(before)
    .map(({ path }) => path);
  assert.ok(!paths.some((path) => decodeURIComponent(path).includes('elsewhere')), `${what} led to ${paths}`);
  assert.equal(records.writes(pretend.vendor).length, writes, `${what} changed something`);
}

type Attempt = (stage: Stage, id: string) => Promise<unknown>;

const refusals: Readonly<Record<string, Attempt>> = {
  'the ticket to read': ({ psa }, id) => psa.ticket(id),
  'the ticket to change': ({ psa }, id) => psa.updateTicket(id, { summary: 'Hostile' }),
  'the ticket to write on': ({ psa }, id) => psa.addNote(id, { text: 'Hostile', visibility: 'internal' }),
  'the company to open a ticket for': ({ psa }, id) =>
    psa.openTicket({ companyId: id, summary: 'Hostile', reference: `hostile ${id}`.slice(0, 90) }),
};

const empties: Readonly<Record<string, Attempt>> = {
  'the contact to read': ({ psa }, id) => psa.contact(id),
  'the ticket whose notes are listed': ({ psa }, id) => psa.notes(id),
  'the company whose contacts are listed': ({ psa }, companyId) => collect(psa.contacts({ companyId })),
  'the company to find contacts at': ({ psa }, companyId) => psa.findContacts({ name: 'Dana', companyId }),
  'the company whose assets are listed': ({ psa }, companyId) => psa.assets({ companyId, limit: 5 }),
};

const idsOf = async (stage: Stage) => {
  const { id } = await openTicket(stage);
  // Where the MSP's own company has the id 0, that is an id like any other.
  const real = stage.pretend.defaults.companyId;
  return IDS.filter((hostile) => hostile !== real).map((hostile) => hostile.replaceAll('ID', id));
};

export const hostileIds: Theme = {
  name: 'ids that are none',
  cases: [
    ...Object.entries(refusals).map(
      ([what, attempt]): PsaCase => ({
        promises: `refuses, as ${what}, what is no id, and asks no other address`,
        async run(stage) {
          for (const id of await idsOf(stage))
            await leadsNowhere(
              stage,
              () => refused(stage, attempt(stage, id), 'invalid', 'not_found'),
              `${what} ${JSON.stringify(id)}`,
            );
        },
      }),
    ),
    ...Object.entries(empties).map(
      ([what, attempt]): PsaCase => ({
        promises: `has nothing, as ${what}, for what is no id, and asks no other address`,
        async run(stage) {
          for (const id of await idsOf(stage)) {
            const look = async () => {
              const given = await attempt(stage, id).catch((error: unknown) =>
                refused(stage, Promise.reject(error), 'invalid', 'not_found').then(() => undefined),
              );
              assert.ok(given === undefined || (Array.isArray(given) && given.length === 0), JSON.stringify(given));
            };
            await leadsNowhere(stage, look, `${what} ${JSON.stringify(id)}`);
          }
        },
      }),
    ),
    {
      promises: 'refuses to edit a note by what is no id',
      needs: 'editNote',
      async run(stage) {
        const { id } = await openTicket(stage);
        for (const noteId of await idsOf(stage)) {
          const edit = () =>
            refused(stage, stage.psa.editNote?.(id, noteId, 'x') ?? Promise.resolve(), 'invalid', 'not_found');
          await leadsNowhere(stage, edit, `the note ${JSON.stringify(noteId)}`);
        }
      },
    },
    {
      promises: 'records no time on what is no ticket',
      needs: 'addTime',
      async run(stage) {
        const entry = { minutes: 5, notes: 'Hostile' };
        for (const id of await idsOf(stage)) {
          const add = () => refused(stage, stage.psa.addTime?.(id, entry) ?? Promise.resolve(), 'invalid', 'not_found');
          await leadsNowhere(stage, add, `the ticket ${JSON.stringify(id)}`);
        }
      },
    },
    {
      promises: 'knows no ticket of a note that has no id',
      needs: 'ticketOfNote',
      async run(stage) {
        for (const id of await idsOf(stage)) {
          const look = async () => {
            const found = await stage.psa
              .ticketOfNote?.(id)
              .catch((error: unknown) =>
                refused(stage, Promise.reject(error), 'invalid', 'not_found').then(() => undefined),
              );
            assert.equal(found, undefined);
          };
          await leadsNowhere(stage, look, `the note ${JSON.stringify(id)}`);
        }
      },
    },
  ],
};
