import { beforeEach, describe, expect, it } from '@jest/globals';
import { createClock, createFakePsa, JIN } from '../agent/fakes-for-tests.js';
import type { Approvers, Psa, Technician } from '../ports/psa.js';
import { type ApproverSettings, technicianByEmail, whoMayApprove } from './approvers.js';

const ROSA: Technician = {
  id: '8',
  identifier: 'rcastro',
  name: 'Rosa Castro',
  email: 'rosa@msp.example',
  active: true,
};
const LEFT: Technician = { id: '9', identifier: 'left', name: 'Lee Left', email: 'lee@msp.example', active: false };
const NOBODY_SET: ApproverSettings = { assignedOnly: false, fallbackApprovers: [] };

describe('who may approve', () => {
  let psa: Psa;
  let fake: ReturnType<typeof createFakePsa>;
  let scope: Approvers['scope'];
  beforeEach(() => {
    fake = createFakePsa(createClock().now);
    fake.technicians.push(ROSA, LEFT);
    scope = 'assigned';
    psa = {
      ...fake.psa,
      approversOf: async (ticket) => ({
        technicians: fake.technicians.filter(({ id }) => scope === 'any_active' || ticket.assignedTo.includes(id)),
        rule: scope === 'any_active' ? 'any active technician' : 'the technician it is assigned to',
        ...(scope ? { scope } : {}),
      }),
    };
  });
  const ask = async (assignedTo: string[], settings: Partial<ApproverSettings> = {}) => {
    const ticket = await psa.ticket(fake.addTicket({ summary: 'Locked out', assignedTo }));
    const may = await whoMayApprove(psa, ticket, { ...NOBODY_SET, ...settings });
    return { ...may, names: may.technicians.map(({ name }) => name) };
  };

  it('is the assigned technician where assignment decides', async () => {
    expect(await ask([JIN.id])).toMatchObject({ names: [JIN.name], needsAssignment: false });
    expect((await ask([ROSA.id, JIN.id])).names).toEqual([JIN.name, ROSA.name]);
  });

  it('is any active technician where the PSA says so, assigned or not', async () => {
    scope = 'any_active';
    expect(await ask([])).toMatchObject({ names: [JIN.name, ROSA.name], needsAssignment: false });
  });

  it('can be narrowed to the assigned technicians', async () => {
    scope = 'any_active';
    expect(await ask([ROSA.id], { assignedOnly: true })).toMatchObject({ names: [ROSA.name] });
    expect(await ask([], { assignedOnly: true })).toMatchObject({ names: [], needsAssignment: true });
  });

  it('is nobody who is not active, also when the ticket is theirs or they are named', async () => {
    expect(await ask([LEFT.id], { fallbackApprovers: [LEFT.identifier, 'rcastro'] })).toMatchObject({
      names: [],
      needsAssignment: true,
    });
    expect((await ask([], { fallbackApprovers: ['lee@msp.example'] })).names).toEqual([]);
    scope = 'any_active';
    expect((await ask([LEFT.id])).names).not.toContain(LEFT.name);
  });

  it('is nobody while the ticket is unassigned, and the rule says to assign it first', async () => {
    const { names, rule, needsAssignment } = await ask([]);
    expect({ names, needsAssignment }).toEqual({ names: [], needsAssignment: true });
    expect(rule).toContain('assign it in the PSA first');
    scope = undefined;
    expect((await ask([])).needsAssignment).toBe(true);
  });

  it('is the fallback approvers of an unassigned ticket, by address or login name, whatever their case', async () => {
    for (const named of ['ROSA@msp.example', ' RCastro ']) {
      const { names, rule, needsAssignment } = await ask([], { fallbackApprovers: [named, 'nobody@msp.example'] });
      expect({ names, needsAssignment }).toEqual({ names: [ROSA.name], needsAssignment: false });
      expect(rule).toContain(ROSA.name);
    }
    expect((await ask([JIN.id], { fallbackApprovers: ['rcastro'] })).names).toEqual([JIN.name]);
    expect((await ask([], { fallbackApprovers: [''] })).names).toEqual([]);
  });

  it('knows a signed-in person by an address that one active technician has', async () => {
    expect(await technicianByEmail(psa, ' Rosa@MSP.example')).toEqual(ROSA);
    for (const email of ['lee@msp.example', 'else@msp.example', '']) {
      expect(await technicianByEmail(psa, email)).toBeUndefined();
    }
    fake.technicians.push({ ...ROSA, id: '10', name: 'Shares the mailbox' });
    expect(await technicianByEmail(psa, 'rosa@msp.example')).toBeUndefined();
  });
});
