import assert from 'node:assert/strict';
import type { TicketChanges } from '../../../core/ports/psa.js';
import { DANA, HARBOR, LARKMERE, MORGAN, openTicket, type PsaCase, ROSA, refused, type Theme } from './case.js';

const unknownNames: PsaCase[] = (['board', 'status', 'priority', 'category', 'owner'] as const).map((field) => ({
  promises: `refuses to set a ${field} that does not exist, and changes nothing`,
  async run(stage) {
    const { names } = stage.pretend;
    const known = {
      board: names.queue,
      status: names.closedStatus,
      priority: names.priority,
      category: names.category,
    };
    const { id } = await openTicket(stage, { board: names.queue, status: names.openStatus });
    const before = stage.pretend.ticket(id);
    const wrong = field === 'owner' ? '99999999' : 'No Such Thing';
    const changing = stage.psa.updateTicket(id, { summary: 'Changed although', [field]: wrong });
    const error = await refused(stage, changing, 'invalid', 'not_found');
    if (field !== 'owner')
      assert.ok(error.message.includes(known[field]), `does not name what there is: ${error.message}`);
    assert.deepEqual(stage.pretend.ticket(id), before);
  },
}));

export const changing: Theme = {
  name: 'changing tickets',
  cases: [
    {
      promises: 'changes queue, status, priority, category, summary and owner at once, by name',
      async run(stage) {
        const { psa, pretend } = stage;
        const { queue, openStatus, priority, category } = pretend.names;
        const { id } = await openTicket(stage);
        const owner = pretend.technicianId(MORGAN);
        const changes: TicketChanges = {
          board: queue,
          status: openStatus,
          priority,
          category,
          summary: 'Moved',
          owner,
        };
        const moved = await psa.updateTicket(id, changes);
        assert.deepEqual(
          [moved.board, moved.status, moved.priority, moved.category, moved.summary, moved.assignedTo],
          [queue, openStatus, priority, category, 'Moved', [owner]],
        );
        assert.deepEqual(await psa.ticket(id), moved);
        const seen = pretend.ticket(id);
        assert.deepEqual(
          [seen.queue, seen.status, seen.priority, seen.summary, [...seen.assignedTo]],
          [queue, openStatus, priority, 'Moved', [owner]],
        );
      },
    },
    {
      promises: 'takes them by their ids too',
      async run(stage) {
        const { psa, pretend } = stage;
        const { queue, openStatus, priority, category } = pretend.names;
        const idOf = (rows: readonly { id: string; name: string }[], wanted: string) =>
          rows.find(({ name }) => name === wanted)?.id ?? '';
        const { id } = await openTicket(stage);
        const moved = await psa.updateTicket(id, {
          board: idOf(await psa.queues(), queue),
          status: idOf(await psa.statuses(queue), openStatus),
          priority: idOf(await psa.priorities(), priority),
          category: idOf(await psa.categories(queue), category),
        });
        assert.deepEqual(
          [moved.board, moved.status, moved.priority, moved.category],
          [queue, openStatus, priority, category],
        );
      },
    },
    {
      promises: 'moves a ticket to another queue without being told its status there, and leaves it open',
      async run(stage) {
        const { queue, priority } = stage.pretend.names;
        const { id } = await openTicket(stage, { priority });
        const moved = await stage.psa.updateTicket(id, { board: queue });
        assert.deepEqual([moved.board, moved.priority, moved.closed], [queue, priority, false]);
        assert.equal(stage.pretend.ticket(id).queue, queue);
      },
    },
    {
      promises: 'changes only what it is asked to change',
      async run(stage) {
        const { psa, pretend } = stage;
        const { queue, openStatus, priority, category } = pretend.names;
        const { id } = await openTicket(stage, { board: queue, status: openStatus, priority, category });
        await psa.updateTicket(id, { owner: pretend.technicianId(MORGAN) });
        const before = await psa.ticket(id);
        const after = await psa.updateTicket(id, { summary: 'Only the summary' });
        assert.deepEqual(
          { ...after, updatedAt: undefined },
          { ...before, summary: 'Only the summary', updatedAt: undefined },
        );
      },
    },
    {
      promises: 'changes nothing when it is asked to change nothing, and does no harm when asked twice',
      async run(stage) {
        const { psa, pretend } = stage;
        const { id } = await openTicket(stage);
        const before = pretend.ticket(id);
        const untouched = await psa.updateTicket(id, {});
        assert.equal(untouched.id, id);
        assert.deepEqual(pretend.ticket(id), before);
        const first = await psa.updateTicket(id, { priority: pretend.names.priority });
        const second = await psa.updateTicket(id, { priority: pretend.names.priority });
        assert.deepEqual({ ...second, updatedAt: undefined }, { ...first, updatedAt: undefined });
      },
    },
    {
      promises: 'closes a ticket and opens it again',
      async run(stage) {
        const { psa, pretend } = stage;
        const { queue, openStatus, closedStatus } = pretend.names;
        const { id } = await openTicket(stage, { board: queue, status: openStatus });
        const closed = await psa.updateTicket(id, { status: closedStatus });
        assert.deepEqual([closed.status, closed.closed, pretend.ticket(id).closed], [closedStatus, true, true]);
        assert.equal((await psa.ticket(id)).closed, true);
        const open = await psa.updateTicket(id, { status: openStatus });
        assert.deepEqual([open.status, open.closed, pretend.ticket(id).closed], [openStatus, false, false]);
      },
    },
    {
      promises: 'hands a ticket from one technician to the next',
      async run(stage) {
        const { psa, pretend } = stage;
        const { id } = await openTicket(stage);
        for (const technician of [MORGAN, ROSA]) {
          const owner = pretend.technicianId(technician);
          const changed = await psa.updateTicket(id, { owner });
          assert.equal(changed.assignedTo[0], owner);
          assert.equal(pretend.ticket(id).assignedTo[0], owner);
        }
      },
    },
    {
      promises: 'keeps odd signs in a new summary and cuts one that is too long',
      async run(stage) {
        const { id } = await openTicket(stage);
        const odd = `"Ünïcode" <b>&amp;</b> 'quotes' \\ 日本 🖨️`;
        assert.equal((await stage.psa.updateTicket(id, { summary: odd })).summary, odd);
        assert.equal(stage.pretend.ticket(id).summary, odd);
        const cut = await stage.psa.updateTicket(id, { summary: 'flickers '.repeat(80) });
        assert.ok(cut.summary.startsWith('flickers flickers'));
      },
    },
    ...unknownNames,
    {
      promises: 'sees what technicians do to a ticket',
      async run({ psa, pretend }) {
        const { queue, openStatus, priority } = pretend.names;
        const { id } = pretend.technicianCreatesTicket({ technician: ROSA, personKey: DANA, summary: 'By hand' });
        assert.deepEqual((await psa.ticket(id)).contactId, pretend.contactId(DANA));
        const changes = { queue, status: openStatus, priority, summary: 'By hand, twice', owner: MORGAN };
        pretend.technicianUpdatesTicket(id, { technician: ROSA, ...changes });
        const read = await psa.ticket(id);
        assert.deepEqual(
          [read.board, read.status, read.priority, read.summary, read.assignedTo],
          [queue, openStatus, priority, 'By hand, twice', [pretend.technicianId(MORGAN)]],
        );
        pretend.technicianUpdatesTicket(id, { technician: ROSA, owner: null });
        assert.deepEqual((await psa.ticket(id)).assignedTo, []);
      },
    },
    {
      promises: 'sees that a ticket was moved to another client',
      async run(stage) {
        const { psa, pretend, world } = stage;
        const { id } = await openTicket(stage);
        pretend.technicianUpdatesTicket(id, { technician: MORGAN, company: LARKMERE });
        const read = await psa.ticket(id);
        assert.deepEqual(
          [read.companyId, read.companyName, read.contactId],
          [pretend.companyId(LARKMERE), world.company(LARKMERE).name, undefined],
        );
        assert.notEqual(read.companyId, pretend.companyId(HARBOR));
      },
    },
    {
      promises: 'has nothing of a ticket that was deleted: not to be read, changed or written on',
      async run(stage) {
        const { psa, pretend } = stage;
        const { id } = await openTicket(stage);
        pretend.technicianDeletesTicket(id, { technician: MORGAN });
        await refused(stage, psa.ticket(id), 'not_found');
        await refused(stage, psa.updateTicket(id, { summary: 'Too late' }), 'not_found');
        await refused(stage, psa.addNote(id, { text: 'Too late', visibility: 'internal' }), 'not_found');
        assert.ok(!pretend.tickets().some((ticket) => ticket.id === id));
      },
    },
    {
      promises: 'has nothing of a ticket that never was',
      async run(stage) {
        const { psa, records, pretend } = stage;
        const before = records.writes(pretend.vendor).length;
        await refused(stage, psa.ticket('99999999'), 'not_found');
        await refused(stage, psa.updateTicket('99999999', { summary: 'Nothing' }), 'not_found');
        await refused(stage, psa.addNote('99999999', { text: 'Nothing', visibility: 'public' }), 'not_found');
        assert.equal(records.writes(pretend.vendor).length, before);
      },
    },
  ],
};
