import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openWorld, type World } from './fakes-for-tests.js';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.dispose());

describe('a conversation', () => {
  it('keeps an utterance that is told twice once, and refuses one of a conversation that is not there', async () => {
    const desk = world.start();
    const id = await desk.callOfDana();
    const turn = { who: 'requester' as const, text: 'Hello', at: world.clock.now() };
    await desk.intake.said(id, turn);
    await desk.intake.said(id, turn);
    expect((await desk.conversations.get(id)).turns.map(({ text }) => text)).toEqual(['This is Dana Reyes', 'Hello']);
    await expect(desk.intake.said('nowhere', turn)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('is one for one call, however many ask for it at once', async () => {
    const desk = world.start();
    const opening = { channel: 'call' as const, key: 'CA5', from: '', to: '' };
    const begun = await Promise.all(Array.from({ length: 8 }, () => desk.intake.begin(opening)));
    expect(new Set(begun.map(({ conversationId }) => conversationId)).size).toBe(1);
    expect(begun.filter(({ isNew }) => isNew)).toHaveLength(1);
  });

  it('is not over while Twilio takes an answer for three minutes, and is after five', async () => {
    const desk = world.start();
    const id = await desk.callOfDana();
    await desk.later(200_000);
    expect((await desk.conversations.get(id)).end).toBeUndefined();
    await desk.later(101_000);
    expect((await desk.conversations.get(id)).end).toMatchObject({ how: 'dropped' });
    expect(world.pretend.tickets).toHaveLength(1);
  });

  it('takes the door’s word for its end over what was presumed', async () => {
    const desk = world.start();
    const id = await desk.callOfDana();
    await desk.later(301_000);
    await desk.intake.said(id, { who: 'requester', text: 'Still here', at: world.clock.now() });
    await desk.intake.end(id, 'finished');
    await desk.intake.end(id, 'dropped');
    await desk.jobs.drain();
    expect(world.note()).toContain('The call ended normally');
    expect(world.note()).toContain('Still here');
    expect(world.pretend.notes).toHaveLength(1);
  });

  it('of a withheld number becomes a ticket when only a recording was left', async () => {
    const desk = world.start();
    const { conversationId: id } = await desk.intake.begin({ channel: 'call', key: 'CA6', from: '', to: '' });
    await desk.intake.remark(id, 'The caller left a recording: https://recordings.example/2');
    await desk.intake.end(id, 'dropped');
    await desk.jobs.drain();
    expect(world.note()).toContain('https://recordings.example/2');
  });

  it('of a withheld number in which nothing was said becomes none', async () => {
    const desk = world.start();
    const { conversationId: id } = await desk.intake.begin({ channel: 'call', key: 'CA6', from: '', to: '' });
    await desk.intake.end(id, 'dropped');
    await desk.jobs.drain();
    expect(world.pretend.asked).toEqual([]);
    expect(await desk.conversations.get(id)).toMatchObject({ filed: true });
  });

  it('is opening its ticket from when one is wanted until its id is known', async () => {
    const { intake, callOfDana } = world.start();
    const id = await callOfDana();
    expect(await intake.isOpening()).toBe(false);
    const seen: boolean[] = [];
    const { openTicket } = world.pretend.psa;
    world.pretend.psa.openTicket = async (ticket) => {
      const opened = await openTicket(ticket);
      seen.push(await intake.isOpening());
      return opened;
    };
    await intake.openTicket(id, 'I am locked out');
    expect([...seen, await intake.isOpening()]).toEqual([true, false]);
  });

  it('tells the number that people call its ticket by, also when it is asked again', async () => {
    const { intake, callOfDana, conversations } = world.start();
    const id = await callOfDana();
    const { openTicket } = world.pretend.psa;
    world.pretend.psa.openTicket = async (ticket) => ({ ...(await openTicket(ticket)), number: 'T20261125.0001' });
    const { ticketId } = { ticketId: undefined, ...(await intake.openTicket(id, 'I am locked out')) };
    expect(ticketId).toMatch(/^\d+$/);
    const again = await intake.openTicket(id, 'I am locked out');
    expect(again).toEqual({ state: 'open', ticketId, number: 'T20261125.0001' });
    expect(await conversations.get(id)).toMatchObject({ ticketId, ticketNumber: 'T20261125.0001' });
  });

  it('that went on since its note was written does not count as filed', async () => {
    const { conversations, intake, callOfDana } = world.start();
    const id = await callOfDana();
    await intake.end(id, 'finished');
    const lease = await conversations.lease(id);
    if (!('leased' in lease)) throw new Error('the first lease was refused');
    const { revision } = await lease.leased.read();
    await intake.remark(id, 'The caller left a recording: https://recordings.example/3');
    expect(await lease.leased.markFiled(revision)).toBe(false);
    expect(await conversations.unfiled()).toEqual([id]);
    await intake.said(id, { who: 'requester', text: 'One more thing', at: world.clock.now() });
    expect((await lease.leased.read()).revision).toBe(revision + 2);
    await lease.leased.release();
  });
});
