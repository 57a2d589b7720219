import assert from 'node:assert/strict';
import type { Named } from '../../../core/ports/psa.js';
import { refused, type Theme } from './case.js';

const namesOf = (rows: readonly Named[]) => rows.map(({ name }) => name);

export const setUp: Theme = {
  name: 'the MSP’s own set-up',
  cases: [
    {
      promises: 'lists queues, priorities, statuses and categories, each id and name once and none empty',
      async run({ psa, pretend }) {
        const { queue } = pretend.names;
        const lists = [
          await psa.queues(),
          await psa.priorities(),
          await psa.statuses(queue),
          await psa.categories(queue),
          await psa.statuses(),
          await psa.categories(),
        ];
        for (const rows of lists) {
          assert.ok(rows.length > 0);
          assert.ok(rows.every(({ id, name }) => id !== '' && name.trim() !== ''));
          assert.equal(new Set(rows.map(({ id }) => id)).size, rows.length);
          assert.equal(new Set(namesOf(rows).map((name) => name.toLowerCase())).size, rows.length);
        }
      },
    },
    {
      promises: 'names what tickets carry: the queue, the priority, the category and both statuses',
      async run({ psa, pretend }) {
        const { queue, priority, category, openStatus, closedStatus } = pretend.names;
        assert.ok(namesOf(await psa.queues()).includes(queue));
        assert.ok(namesOf(await psa.priorities()).includes(priority));
        assert.ok(namesOf(await psa.categories(queue)).includes(category));
        for (const rows of [await psa.statuses(queue), await psa.statuses()]) {
          assert.ok(namesOf(rows).includes(openStatus));
          assert.ok(namesOf(rows).includes(closedStatus));
        }
      },
    },
    {
      promises: 'tells which statuses close a ticket, where the PSA tells',
      async run({ psa, pretend }) {
        const statuses = await psa.statuses(pretend.names.queue);
        const closes = (wanted: string) => statuses.find(({ name }) => name === wanted)?.closes;
        assert.notEqual(closes(pretend.names.openStatus), true);
        assert.notEqual(closes(pretend.names.closedStatus), false);
        const told = statuses.filter((status) => status.closes !== undefined).length;
        assert.ok(told === 0 || told === statuses.length, 'tells it of every status or of none');
      },
    },
    {
      promises: 'takes a queue by its id as well as by its name, in any case',
      async run({ psa, pretend }) {
        const { queue } = pretend.names;
        const id = (await psa.queues()).find(({ name }) => name === queue)?.id ?? '';
        const byName = await psa.statuses(queue);
        assert.deepEqual(await psa.statuses(id), byName);
        assert.deepEqual(await psa.statuses(queue.toUpperCase()), byName);
        assert.deepEqual(await psa.categories(id), await psa.categories(queue));
      },
    },
    {
      promises: 'lists technicians who are at work, with login name, name and e-mail address, and never itself',
      async run({ psa, pretend, world }) {
        const technicians = await psa.technicians();
        const active = technicians.filter((technician) => technician.active);
        for (const { identifier, firstName, lastName, email, active: works } of world.technicians) {
          const found = active.find((technician) => technician.id === pretend.technicianId(identifier));
          assert.equal(found !== undefined, works, identifier);
          if (found) assert.deepEqual([found.name, found.email], [`${firstName} ${lastName}`, email]);
        }
        assert.ok(!technicians.some(({ id }) => id === pretend.own.id));
        assert.equal(new Set(technicians.map(({ id }) => id)).size, technicians.length);
      },
    },
    {
      promises: 'says its name and how companies are picked for import',
      async run({ psa }) {
        assert.match(psa.title, /^[A-Z]\w+/);
        assert.ok(['all', 'by_type', 'one_by_one', undefined].includes(psa.importBy));
      },
    },
    {
      promises: 'answers many questions at once as it answers one',
      async run(stage) {
        const { psa, pretend } = stage;
        const alone = await psa.statuses(pretend.names.queue);
        const other = stage.connect().psa;
        const together = await Promise.all(Array.from({ length: 20 }, () => other.statuses(pretend.names.queue)));
        for (const answer of together) assert.deepEqual(answer, alone);
        await refused(stage, other.ticket('99999999'), 'not_found');
      },
    },
  ],
};
