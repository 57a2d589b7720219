import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type DemoStage, setStage } from '../../admin/cli/stage.js';
import { eventually } from './scenario.js';
import { phone } from './telephone.js';
import { quiet } from './ticket-desk.js';

const DANA = 'harbor-dental/dana-whitfield';
const silent = () => undefined;

describe('when an outside system is in trouble', () => {
  let stage: DemoStage;
  beforeEach(async () => {
    stage = await setStage({ mode: 'execute', tuning: { pauseMs: 300, patienceMs: 4_000, ticketTimeoutMs: 1_500 } });
  });
  afterEach(() => stage.stop());

  const resets = () => stage.sandbox.records.writes('microsoft').filter(({ method }) => method === 'PATCH');

  async function approvedReset(): Promise<number> {
    const { connectwise } = stage.sandbox;
    const { id } = connectwise.technicianCreatesTicket({
      member: 'mbell',
      personKey: DANA,
      summary: 'Locked out',
      description: 'I am locked out. I forgot my password.',
    });
    await connectwise.noteAppears(id, ({ text }) => text.includes('waiting for approval'), 20_000);
    connectwise.technicianAddsNote(id, { member: 'rcastro', text: 'approved' });
    return id;
  }

  it('tells which permission Microsoft 365 refused, and changes nothing', async () => {
    const { connectwise, microsoft } = stage.sandbox;
    microsoft.revokeConsent('harbor-dental', 'User-PasswordProfile.ReadWrite.All');
    microsoft.expireTokens('harbor-dental');
    const id = await approvedReset();
    const { note } = await connectwise.noteAppears(id, ({ text }) => text.includes('please take over'), 20_000);
    expect(note.text).toContain('User-PasswordProfile.ReadWrite.All');
    expect(note.text).not.toMatch(/kept encrypted/);
    expect(resets()).toEqual([]);
  });

  it('waits as Microsoft 365 asks when it is throttled, and goes on', async () => {
    const { connectwise, faults } = stage.sandbox;
    faults.add({ vendor: 'microsoft', method: 'PATCH', kind: 'status', status: 429, retryAfter: 1, times: 2 });
    const id = await approvedReset();
    await connectwise.noteAppears(id, ({ text }) => text.startsWith('Frontdesk agent: done'), 25_000);
    expect(resets()).toHaveLength(1);
  });

  it('gives up on a directory that stays away, and says so', async () => {
    const { connectwise, faults } = stage.sandbox;
    faults.add({ vendor: 'microsoft', method: 'PATCH', kind: 'status', status: 503 });
    const id = await approvedReset();
    const { note } = await connectwise.noteAppears(id, ({ text }) => text.includes('please take over'), 28_000);
    expect(note.text).toMatch(/could not go on|could not be completed/);
    expect(resets()).toEqual([]);
  });

  it('says why an account that is synced from elsewhere is left alone', async () => {
    const { connectwise, microsoft } = stage.sandbox;
    microsoft.configure(DANA, { onPremisesSyncEnabled: true });
    const { id } = connectwise.technicianCreatesTicket({
      member: 'mbell',
      personKey: DANA,
      summary: 'Locked out',
      description: 'I am locked out. I forgot my password.',
    });
    const { note } = await connectwise.noteAppears(id, ({ text }) => text.includes('please take over'), 20_000);
    expect(note.text).toMatch(/synced|on-premises/i);
    expect(resets()).toEqual([]);
  });

  it('keeps the call while ConnectWise is down, tells no number, and makes one ticket when it is back', async () => {
    const { connectwise, faults, twilio, world } = stage.sandbox;
    const dana = world.person(DANA);
    const down = faults.add({ vendor: 'connectwise', kind: 'status', status: 500 });
    const call = await phone({ sandbox: stage.sandbox, speed: 20, tell: silent }, dana.phone);
    await call.hears(/who am I speaking with/i);
    await call.says('dana-one-breath');
    await call.hears(/is that Dana Whitfield/i);
    await call.says('dana-yes');
    const told = await call.hears(/ticket will be made|ticket number is/i);
    expect(told).toMatch(/ticket will be made/i);
    await call.says('thats-all');
    await call.hears(/good-?bye/i);
    await call.ended;
    expect(connectwise.tickets()).toEqual([]);
    down();
    const ticket = await connectwise.ticketAppears(
      ({ contact }) => contact?.id === connectwise.contactId(DANA),
      45_000,
    );
    await connectwise.noteAppears(ticket.id, ({ text }) => /forgot my password/i.test(text), 20_000);
    await connectwise.noteAppears(ticket.id, ({ text }) => text.includes('waiting for approval'), 20_000);
    await quiet({ sandbox: stage.sandbox, speed: 1, tell: silent });
    expect(connectwise.tickets()).toHaveLength(1);
    expect(twilio.credentials.number).toBe(world.msp.helpdeskNumber);
  }, 80_000);

  it('makes one ticket when the answer to its creation is lost', async () => {
    const { connectwise, faults, world } = stage.sandbox;
    faults.add({ vendor: 'connectwise', method: 'POST', path: /\/service\/tickets$/, kind: 'drop-after', times: 1 });
    const call = await phone({ sandbox: stage.sandbox, speed: 20, tell: silent }, world.person(DANA).phone);
    await call.hears(/who am I speaking with/i);
    await call.says('dana-one-breath');
    await call.hears(/is that Dana Whitfield/i);
    await call.says('dana-yes');
    await call.hears(/ticket/i);
    await call.says('thats-all');
    await call.ended;
    const ticket = await connectwise.ticketAppears(() => true, 20_000);
    await connectwise.noteAppears(ticket.id, ({ text }) => text.includes('The call ended'), 30_000);
    await quiet({ sandbox: stage.sandbox, speed: 1, tell: silent });
    expect(connectwise.tickets()).toHaveLength(1);
  }, 60_000);

  it('serves the caller by Twilio itself when Deepgram refuses, and makes the ticket', async () => {
    const { connectwise, faults, world } = stage.sandbox;
    faults.add({ vendor: 'deepgram', kind: 'status', status: 429 });
    const call = await phone({ sandbox: stage.sandbox, speed: 20, tell: silent }, world.person(DANA).phone);
    await call.hears(/name/i);
    await call.says('dana-one-breath');
    await call.hears(/is that Dana Whitfield/i);
    await call.says('dana-yes');
    await call.hears(/ticket/i);
    await call.says('thats-all');
    await call.ended;
    const ticket = await connectwise.ticketAppears(
      ({ contact }) => contact?.id === connectwise.contactId(DANA),
      20_000,
    );
    const { note } = await connectwise.noteAppears(ticket.id, ({ text }) => text.includes('The call ended'), 20_000);
    expect(note.text).toMatch(/Note: /);
    await eventually(() => (connectwise.tickets().length === 1 ? true : undefined), 'one ticket');
  }, 60_000);
});
