import assert from 'node:assert/strict';
import type { Approvers, Ticket } from '../../../core/ports/psa.js';
import { DANA, FORMER, idsOf, MORGAN, openTicket, ROSA, sorted, type Theme } from './case.js';
import type { Stage } from './stage.js';

/** Who may approve when exactly these are assigned: they alone, or everybody at work where the PSA goes by that. */
async function expected(stage: Stage, { scope }: Approvers, assigned: readonly string[]): Promise<string[]> {
  if (scope === 'any_active') return idsOf(await stage.psa.technicians());
  return sorted(assigned.map((identifier) => stage.pretend.technicianId(identifier)));
}

function ownedBy({ pretend }: Stage, owner?: string): string {
  const ticket = { technician: MORGAN, personKey: DANA, summary: 'Who may approve?' };
  return pretend.technicianCreatesTicket({ ...ticket, ...(owner === undefined ? {} : { owner }) }).id;
}

async function approversOf(stage: Stage, ticket: Ticket, assigned: readonly string[]): Promise<void> {
  const approvers = await stage.psa.approversOf(ticket);
  assert.deepEqual(idsOf(approvers.technicians), await expected(stage, approvers, assigned));
}

export const approvers: Theme = {
  name: 'approvers',
  cases: [
    {
      promises: 'says in a sentence who may approve, and whether assignment decides',
      async run(stage) {
        const { rule, scope } = await stage.psa.approversOf(await openTicket(stage));
        assert.match(rule, /^(any|an|the|who) .{8,}/i);
        assert.ok(scope === 'any_active' || scope === 'assigned');
      },
    },
    {
      promises: 'lets nobody approve by assignment while nobody is assigned',
      async run(stage) {
        const ticket = await stage.psa.ticket(ownedBy(stage));
        assert.deepEqual(ticket.assignedTo, []);
        await approversOf(stage, ticket, []);
      },
    },
    {
      promises: 'lets the assigned technician approve',
      async run(stage) {
        const ticket = await stage.psa.ticket(ownedBy(stage, MORGAN));
        assert.deepEqual(ticket.assignedTo, [stage.pretend.technicianId(MORGAN)]);
        await approversOf(stage, ticket, [MORGAN]);
        const { technicians } = await stage.psa.approversOf(ticket);
        const found = technicians.find(({ id }) => id === stage.pretend.technicianId(MORGAN));
        assert.deepEqual(
          [found?.id, found?.name, found?.email, found?.active],
          [stage.pretend.technicianId(MORGAN), 'Morgan Bell', 'mbell@tallowmere.example', true],
        );
      },
    },
    {
      promises: 'goes by who is assigned now, not by who was when the ticket was read',
      async run(stage) {
        const { psa, pretend } = stage;
        const id = ownedBy(stage, MORGAN);
        const readBefore = await psa.ticket(id);
        await approversOf(stage, readBefore, [MORGAN]);
        pretend.technicianUpdatesTicket(id, { technician: ROSA, owner: ROSA });
        await approversOf(stage, readBefore, [ROSA]);
        pretend.technicianUpdatesTicket(id, { technician: ROSA, owner: null });
        await approversOf(stage, readBefore, []);
      },
    },
    {
      promises: 'lets an assignment that Frontdesk made count like any other',
      async run(stage) {
        const ticket = await openTicket(stage);
        const assigned = await stage.psa.updateTicket(ticket.id, { owner: stage.pretend.technicianId(ROSA) });
        await approversOf(stage, assigned, [ROSA]);
      },
    },
    {
      promises: 'lets nobody approve who has left, also when the ticket is still theirs',
      needs: 'assignToFormer',
      async run(stage) {
        const id = ownedBy(stage, MORGAN);
        stage.pretend.technicianUpdatesTicket(id, { technician: ROSA, owner: FORMER });
        await approversOf(stage, await stage.psa.ticket(id), []);
      },
    },
    {
      promises: 'never lets itself approve, also when the ticket is assigned to it',
      needs: 'assignToOwn',
      async run(stage) {
        const id = ownedBy(stage, MORGAN);
        stage.pretend.technicianUpdatesTicket(id, { technician: ROSA, owner: stage.pretend.own.identifier });
        await approversOf(stage, await stage.psa.ticket(id), []);
      },
    },
    {
      promises: 'takes active people for approvers, and neither former ones nor itself',
      async run(stage) {
        const { technicians } = await stage.psa.approversOf(await stage.psa.ticket(ownedBy(stage, MORGAN)));
        const ids = technicians.map(({ id }) => id);
        assert.ok(ids.includes(stage.pretend.technicianId(MORGAN)));
        assert.ok(!ids.includes(stage.pretend.technicianId(FORMER)));
        assert.ok(!ids.includes(stage.pretend.own.id));
      },
    },
  ],
};
