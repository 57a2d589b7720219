import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Crash, DANA, openWorld, refusal, type World } from './fakes-for-tests.js';

const hour = 3_600_000;
let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.dispose());

describe('a call whose ticket the PSA refuses', () => {
  it('is filed without board and source that are misspelt, and the note names them', async () => {
    const desk = world.start();
    const id = await desk.callOfDana();
    world.pretend.hooks.open = ({ board }) => {
      if (board) throw refusal('invalid', 'There is no board "Help Desk"');
    };
    expect(await desk.intake.openTicket(id, 'locked out')).toMatchObject({ state: 'open' });
    await desk.jobs.drain();
    expect(world.pretend.tickets).toHaveLength(1);
    expect(world.pretend.tickets[0]?.asked).toMatchObject({ companyId: '2', contactId: DANA.id });
    expect(world.pretend.tickets[0]?.asked.source).toBeUndefined();
    expect(world.note()).toContain('board "Help Desk", source "Phone" (There is no board "Help Desk")');
    expect(desk.errors).toEqual([]);
  });

  it('is filed for the company without a contact that was deleted, with the name and number that are known', async () => {
    const desk = world.start();
    const id = await desk.callOfDana();
    world.pretend.contacts.delete(DANA.id);
    world.pretend.hooks.open = ({ contactId }) => {
      if (contactId === DANA.id) throw refusal('not_found', 'There is no contact 41');
    };
    expect(await desk.intake.openTicket(id, 'locked out')).toMatchObject({ state: 'open' });
    await desk.jobs.drain();
    expect(world.pretend.tickets[0]?.asked).toEqual({
      companyId: '2',
      contactName: 'Dana Reyes',
      contactPhone: '+12065550100',
      summary: 'Locked out',
      reference: `frontdesk-${id}`,
      board: 'Help Desk',
      source: 'Phone',
    });
    expect(world.note()).toContain('There is no contact 41');
  });

  it('is filed where the contact is now, when it was moved to another company', async () => {
    const desk = world.start();
    const id = await desk.callOfDana();
    world.pretend.contacts.set(DANA.id, { ...DANA, companyId: '3', companyName: 'Summit Legal' });
    world.pretend.hooks.open = ({ companyId, contactId }) => {
      if (contactId === DANA.id && companyId !== '3') throw refusal('invalid', 'The contact is of another company');
    };
    await desk.intake.openTicket(id, 'locked out');
    await desk.jobs.drain();
    expect(world.pretend.tickets[0]?.asked).toMatchObject({ companyId: '3', contactId: DANA.id });
    expect(world.note()).toContain('Summit Legal, where the contact is now');
  });

  it('is filed on the default company when the company is refused', async () => {
    const desk = world.start();
    const id = await desk.callOfDana();
    world.pretend.hooks.open = ({ companyId }) => {
      if (companyId === '2') throw refusal('forbidden', 'The company is inactive');
    };
    await desk.intake.openTicket(id, 'locked out');
    await desk.jobs.drain();
    expect(world.pretend.tickets[0]?.asked).toMatchObject({
      companyId: '1',
      contactId: '10',
      contactName: 'Dana Reyes',
    });
    expect(world.note()).toContain('The company is inactive');
    expect(world.note()).toContain('Dana Reyes, Harbor Dental');
  });

  it('is filed on the default company alone when its default contact is refused too', async () => {
    const desk = world.start();
    const { conversationId: id } = await desk.intake.begin({ channel: 'call', key: 'CA9', from: '', to: '' });
    await desk.intake.said(id, { who: 'requester', text: 'hello', at: world.clock.now() });
    world.pretend.hooks.open = ({ contactId }) => {
      if (contactId) throw refusal('invalid', 'There is no contact 10');
    };
    await desk.intake.end(id, 'dropped');
    await desk.jobs.drain();
    expect(world.pretend.tickets[0]?.asked).toMatchObject({ companyId: '1' });
    expect(world.note()).toContain('There is no contact 10');
  });

  it('says what was refused also when the process dies before it knows the ticket', async () => {
    const desk = world.start();
    const id = await desk.callOfDana();
    world.pretend.hooks.open = ({ board }) => {
      if (board && world.pretend.tickets.length === 0) throw refusal('invalid', 'There is no board "Help Desk"');
    };
    world.pretend.hooks.opened = () => {
      throw new Crash('the process died here');
    };
    await desk.intake.openTicket(id, 'locked out');
    const next = world.startAnother();
    delete world.pretend.hooks.opened;
    await next.intake.end(id, 'dropped');
    await next.later(hour);
    expect(world.pretend.tickets).toHaveLength(1);
    expect(world.note()).toContain('There is no board "Help Desk"');
  });

  it('is tried less and less often when nothing is accepted, told once, and filed when somebody has put it right', async () => {
    const desk = world.start();
    const id = await desk.callOfDana();
    world.pretend.hooks.open = () => {
      throw refusal('forbidden', 'The API member may not open tickets');
    };
    expect(await desk.intake.openTicket(id, 'locked out')).toEqual({ state: 'pending' });
    await desk.intake.end(id, 'finished');
    await desk.jobs.drain();
    for (let count = 0; count < 40; count += 1) await desk.later();
    const before = world.pretend.asked.length;
    for (let count = 0; count < 40; count += 1) await desk.later();
    const perTry = 10;
    expect(world.pretend.asked.length - before).toBeLessThanOrEqual(3 * perTry);
    expect(world.pretend.asked.length - before).toBeGreaterThan(0);
    expect(desk.errors).toHaveLength(1);
    expect((await desk.conversations.get(id)).turns).toHaveLength(1);

    delete world.pretend.hooks.open;
    for (let count = 0; count < 21; count += 1) await desk.later();
    expect(world.pretend.tickets).toHaveLength(1);
    expect(world.note()).not.toContain('refused');
    expect(await desk.conversations.get(id)).toMatchObject({ filed: true, agentWoken: true });
  });

  it('tells that a default company is missing once, and keeps the call', async () => {
    const desk = world.start({ defaults: {} });
    const { conversationId: id } = await desk.intake.begin({
      channel: 'call',
      key: 'CA9',
      from: '+12065550100',
      to: '',
    });
    await desk.intake.end(id, 'dropped');
    for (let count = 0; count < 10; count += 1) await desk.later();
    expect(desk.errors).toHaveLength(1);
    expect(await desk.conversations.get(id)).toMatchObject({ filed: false });
  });

  it('is soon tried again while the PSA is down, nobody is called for, and no ticket is doubled', async () => {
    const desk = world.start();
    const id = await desk.callOfDana();
    world.pretend.hooks.open = () => {
      throw refusal('unavailable');
    };
    expect(await desk.intake.openTicket(id, 'locked out')).toEqual({ state: 'pending' });
    await desk.intake.end(id, 'finished');
    for (let count = 0; count < 20; count += 1) await desk.later();
    delete world.pretend.hooks.open;
    await desk.later(31_000);
    expect(world.pretend.tickets).toHaveLength(1);
    expect(desk.errors).toEqual([]);
    expect(desk.woken).toEqual(['1001']);
  });

  it('is opened during the call once the PSA is back, without waiting for the end', async () => {
    const desk = world.start();
    const id = await desk.callOfDana();
    world.pretend.hooks.open = () => {
      throw refusal('unavailable');
    };
    await desk.intake.openTicket(id, 'locked out');
    delete world.pretend.hooks.open;
    await desk.later();
    expect(desk.woken).toEqual(['1001']);
  });
});
