import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openTestStore, type TestStore } from '../store/store-for-tests.js';
import {
  type Clock,
  Crash,
  createClock,
  createPretendPsa,
  DANA,
  type PretendPsa,
  refusal,
  startProcess,
} from './fakes-for-tests.js';

let store: TestStore;
let clock: Clock;
let pretend: PretendPsa;

beforeEach(async () => {
  store = await openTestStore();
  clock = createClock();
  pretend = createPretendPsa();
});
afterEach(() => store.dispose());

function start(more: Partial<Parameters<typeof startProcess>[0]> = {}) {
  return startProcess({ connection: store.connection, clock, pretend, ...more });
}

/** The same data seen by another process. */
function startAnother(more: Partial<Parameters<typeof startProcess>[0]> = {}) {
  const { connection } = store;
  const other = connection.useDb(connection.name, { useCache: false });
  return start({ connection: other, ...more });
}

const note = () => pretend.notes.at(-1)?.text ?? '';
const hour = 3_600_000;

describe('a call whose ticket the PSA refuses', () => {
  it('is filed without board and source that are misspelt, and the note names them', async () => {
    const desk = start();
    const id = await desk.callOfDana();
    pretend.hooks.open = ({ board }) => {
      if (board) throw refusal('invalid', 'There is no board "Help Desk"');
    };
    expect(await desk.intake.openTicket(id, 'locked out')).toMatchObject({ state: 'open' });
    await desk.jobs.drain();
    expect(pretend.tickets).toHaveLength(1);
    expect(pretend.tickets[0]?.asked).toMatchObject({ companyId: '2', contactId: DANA.id });
    expect(pretend.tickets[0]?.asked.source).toBeUndefined();
    expect(note()).toContain('board "Help Desk", source "Phone" (There is no board "Help Desk")');
    expect(desk.errors).toEqual([]);
  });

  it('is filed for the company without a contact that was deleted, with the name and number that are known', async () => {
    const desk = start();
    const id = await desk.callOfDana();
    pretend.contacts.delete(DANA.id);
    pretend.hooks.open = ({ contactId }) => {
      if (contactId === DANA.id) throw refusal('not_found', 'There is no contact 41');
    };
    expect(await desk.intake.openTicket(id, 'locked out')).toMatchObject({ state: 'open' });
    await desk.jobs.drain();
    expect(pretend.tickets[0]?.asked).toEqual({
      companyId: '2',
      contactName: 'Dana Reyes',
      contactPhone: '+12065550100',
      summary: 'Locked out',
      reference: `frontdesk-${id}`,
      board: 'Help Desk',
      source: 'Phone',
    });
    expect(note()).toContain('There is no contact 41');
  });

  it('is filed where the contact is now, when it was moved to another company', async () => {
    const desk = start();
    const id = await desk.callOfDana();
    pretend.contacts.set(DANA.id, { ...DANA, companyId: '3', companyName: 'Summit Legal' });
    pretend.hooks.open = ({ companyId, contactId }) => {
      if (contactId === DANA.id && companyId !== '3') throw refusal('invalid', 'The contact is of another company');
    };
    await desk.intake.openTicket(id, 'locked out');
    await desk.jobs.drain();
    expect(pretend.tickets[0]?.asked).toMatchObject({ companyId: '3', contactId: DANA.id });
    expect(note()).toContain('Summit Legal, where the contact is now');
  });

  it('is filed on the default company when the company is refused', async () => {
    const desk = start();
    const id = await desk.callOfDana();
    pretend.hooks.open = ({ companyId }) => {
      if (companyId === '2') throw refusal('forbidden', 'The company is inactive');
    };
    await desk.intake.openTicket(id, 'locked out');
    await desk.jobs.drain();
    expect(pretend.tickets[0]?.asked).toMatchObject({ companyId: '1', contactId: '10', contactName: 'Dana Reyes' });
    expect(note()).toContain('The company is inactive');
    expect(note()).toContain('Dana Reyes, Harbor Dental');
  });

  it('is filed on the default company alone when its default contact is refused too', async () => {
    const desk = start();
    const { conversationId: id } = await desk.intake.begin({ channel: 'call', key: 'CA9', from: '', to: '' });
    await desk.intake.said(id, { who: 'requester', text: 'hello', at: clock.now() });
    pretend.hooks.open = ({ contactId }) => {
      if (contactId) throw refusal('invalid', 'There is no contact 10');
    };
    await desk.intake.end(id, 'dropped');
    await desk.jobs.drain();
    expect(pretend.tickets[0]?.asked).toMatchObject({ companyId: '1' });
    expect(note()).toContain('There is no contact 10');
  });

  it('says what was refused also when the process dies before it knows the ticket', async () => {
    const desk = start();
    const id = await desk.callOfDana();
    pretend.hooks.open = ({ board }) => {
      if (board && pretend.tickets.length === 0) throw refusal('invalid', 'There is no board "Help Desk"');
    };
    pretend.hooks.opened = () => {
      throw new Crash('the process died here');
    };
    await desk.intake.openTicket(id, 'locked out');
    const next = start({ connection: store.connection.useDb(store.connection.name, { useCache: false }) });
    delete pretend.hooks.opened;
    await next.intake.end(id, 'dropped');
    await next.later(hour);
    expect(pretend.tickets).toHaveLength(1);
    expect(note()).toContain('There is no board "Help Desk"');
  });

  it('is tried less and less often when nothing is accepted, told once, and filed when somebody has put it right', async () => {
    const desk = start();
    const id = await desk.callOfDana();
    pretend.hooks.open = () => {
      throw refusal('forbidden', 'The API member may not open tickets');
    };
    expect(await desk.intake.openTicket(id, 'locked out')).toEqual({ state: 'pending' });
    await desk.intake.end(id, 'finished');
    await desk.jobs.drain();
    for (let count = 0; count < 40; count += 1) await desk.later();
    const before = pretend.asked.length;
    for (let count = 0; count < 40; count += 1) await desk.later();
    const perTry = 10;
    expect(pretend.asked.length - before).toBeLessThanOrEqual(3 * perTry);
    expect(pretend.asked.length - before).toBeGreaterThan(0);
    expect(desk.errors).toHaveLength(1);
    expect((await desk.conversations.get(id)).turns).toHaveLength(1);

    delete pretend.hooks.open;
    for (let count = 0; count < 21; count += 1) await desk.later();
    expect(pretend.tickets).toHaveLength(1);
    expect(note()).not.toContain('refused');
    expect(await desk.conversations.get(id)).toMatchObject({ filed: true, agentWoken: true });
  });

  it('tells that a default company is missing once, and keeps the call', async () => {
    const desk = start({ defaults: {} });
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
    const desk = start();
    const id = await desk.callOfDana();
    pretend.hooks.open = () => {
      throw refusal('unavailable');
    };
    expect(await desk.intake.openTicket(id, 'locked out')).toEqual({ state: 'pending' });
    await desk.intake.end(id, 'finished');
    for (let count = 0; count < 20; count += 1) await desk.later();
    delete pretend.hooks.open;
    await desk.later(31_000);
    expect(pretend.tickets).toHaveLength(1);
    expect(desk.errors).toEqual([]);
    expect(desk.woken).toEqual(['1001']);
  });

  it('is opened during the call once the PSA is back, without waiting for the end', async () => {
    const desk = start();
    const id = await desk.callOfDana();
    pretend.hooks.open = () => {
      throw refusal('unavailable');
    };
    await desk.intake.openTicket(id, 'locked out');
    delete pretend.hooks.open;
    await desk.later();
    expect(desk.woken).toEqual(['1001']);
  });
});

describe('the note of a call', () => {
  async function opened(more: Parameters<typeof start>[0] = {}) {
    const desk = start(more);
    const id = await desk.callOfDana();
    await desk.intake.openTicket(id, 'locked out');
    await desk.jobs.drain();
    return { desk, id };
  }

  it('is there before the agent is woken, and is brought up to date at the end', async () => {
    const { desk, id } = await opened({
      wakeAgent: async () => void expect(pretend.notes).toHaveLength(1),
    });
    await desk.intake.said(id, { who: 'requester', text: 'Thank you, bye', at: clock.now() });
    await desk.intake.end(id, 'finished');
    await desk.jobs.drain();
    expect(pretend.notes).toHaveLength(1);
    expect(note()).toContain('Thank you, bye');
    expect(await desk.conversations.get(id)).toMatchObject({ filed: true });
  });

  for (const failure of ['forbidden', 'not_found', 'invalid'] as const) {
    it(`is replaced by another one when it cannot be edited (${failure})`, async () => {
      pretend.hooks.edit = () => {
        throw refusal(failure);
      };
      const { desk, id } = await opened();
      await desk.intake.said(id, { who: 'requester', text: 'Thank you, bye', at: clock.now() });
      await desk.intake.end(id, 'finished');
      await desk.jobs.drain();
      for (let count = 0; count < 5; count += 1) await desk.later();
      expect(pretend.notes).toHaveLength(2);
      expect(note()).toContain('This replaces the earlier note of this call');
      expect(note()).toContain('Thank you, bye');
      expect(await desk.conversations.get(id)).toMatchObject({ filed: true });
      expect(desk.errors).toEqual([]);
    });
  }

  it('is replaced at the end where the PSA cannot edit notes at all', async () => {
    pretend = createPretendPsa({ editable: false });
    const { desk, id } = await opened();
    await desk.intake.end(id, 'finished');
    await desk.jobs.drain();
    expect(pretend.notes).toHaveLength(2);
    expect(note()).toContain('This replaces the earlier note of this call');
  });

  it('is not replaced twice when the process dies before it knows the new note', async () => {
    pretend.hooks.edit = () => {
      throw refusal('forbidden');
    };
    const { desk, id } = await opened();
    pretend.hooks.added = () => {
      delete pretend.hooks.added;
      throw new Crash('the process died here');
    };
    await desk.intake.end(id, 'finished');
    await desk.jobs.drain();
    await startAnother().later(hour);
    expect(pretend.notes).toHaveLength(2);
  });

  it('is not written twice when the process dies before it knows the note, also when more was said since', async () => {
    pretend.hooks.added = () => {
      delete pretend.hooks.added;
      throw new Crash('the process died here');
    };
    const { desk, id } = await opened();
    await desk.intake.said(id, { who: 'requester', text: 'Are you there?', at: clock.now() });
    const next = startAnother();
    await next.intake.end(id, 'dropped');
    await next.later(hour);
    expect(pretend.notes).toHaveLength(1);
    expect(note()).toContain('Are you there?');
    expect([...desk.woken, ...next.woken]).toEqual(['1001']);
  });

  it('is never somebody else’s note that quotes it', async () => {
    pretend.hooks.opened = ({ id }) => {
      const reference = pretend.tickets[0]?.asked.reference ?? '';
      const author = { kind: 'technician' as const, id: '9' };
      pretend.notes.push({
        id: 'other',
        ticketId: id,
        text: `Reference: ${reference}`,
        visibility: 'internal',
        author,
      });
    };
    const { desk, id } = await opened();
    await desk.intake.end(id, 'finished');
    await desk.jobs.drain();
    expect(pretend.notes).toHaveLength(2);
    expect(pretend.notes[0]?.text).toMatch(/^Reference: \S+$/);
  });

  it('does not keep the agent from the ticket when it is refused for good, and is tried again', async () => {
    pretend.hooks.add = () => {
      throw refusal('forbidden', 'The API member may not write notes');
    };
    const { desk, id } = await opened();
    expect(desk.woken).toEqual(['1001']);
    await desk.intake.end(id, 'finished');
    await desk.jobs.drain();
    for (let count = 0; count < 10; count += 1) await desk.later();
    expect(desk.errors).toHaveLength(1);
    delete pretend.hooks.add;
    await desk.later(hour);
    expect(note()).toContain('This is Dana Reyes');
    expect(await desk.conversations.get(id)).toMatchObject({ filed: true });
    expect(desk.woken).toEqual(['1001']);
  });

  it('does not count as filed before the agent was told', async () => {
    let down = true;
    const told: string[] = [];
    const { desk, id } = await opened({
      wakeAgent: async ({ ticketId }) => {
        if (down) throw new Error('the store is away');
        told.push(ticketId);
      },
    });
    await desk.intake.end(id, 'finished');
    await desk.later();
    expect(note()).toContain('The call ended normally');
    expect(await desk.conversations.get(id)).toMatchObject({ filed: false });
    down = false;
    await desk.later(hour);
    expect(told).toEqual(['1001']);
  });

  it('shows a remark that came while it was being written', async () => {
    const { desk, id } = await opened();
    pretend.hooks.edit = async () => {
      delete pretend.hooks.edit;
      await desk.intake.remark(id, 'The caller left a recording: https://recordings.example/1');
    };
    await desk.intake.end(id, 'finished');
    await desk.jobs.drain();
    expect(note()).toContain('https://recordings.example/1');
    expect(await desk.conversations.get(id)).toMatchObject({ filed: true });
  });

  it('shows a remark and words that came after all was filed, without waiting for the next recovery', async () => {
    const { desk, id } = await opened();
    await desk.intake.end(id, 'finished');
    await desk.jobs.drain();
    await desk.intake.remark(id, 'The caller left a recording: https://recordings.example/1');
    await desk.intake.said(id, { who: 'requester', text: 'One more thing', at: clock.now() });
    await desk.jobs.drain();
    expect(pretend.notes).toHaveLength(1);
    expect(note()).toContain('https://recordings.example/1');
    expect(note()).toContain('One more thing');
  });

  it('is given up, and nothing is opened again, when people have deleted the ticket', async () => {
    const { desk, id } = await opened();
    pretend.tickets.length = 0;
    const missing = () => {
      throw refusal('not_found');
    };
    Object.assign(pretend.hooks, { edit: missing, add: missing });
    await desk.intake.end(id, 'finished');
    await desk.jobs.drain();
    for (let count = 0; count < 20; count += 1) await desk.later();
    expect(await desk.conversations.get(id)).toMatchObject({ filed: true });
    expect(pretend.asked).toHaveLength(1);
  });
});

describe('a process that dies', () => {
  /** Tells the whole call, as far as the process lives; returns how often it could have died. */
  async function tell(lives: number): Promise<number> {
    let moments = 0;
    const desk = startAnother({
      burn() {
        moments += 1;
        if (moments > lives) throw new Crash('the process died here');
      },
    });
    try {
      const id = await desk.callOfDana();
      await desk.intake.openTicket(id, 'locked out');
      await desk.jobs.drain();
      await desk.intake.said(id, { who: 'requester', text: 'Thank you, bye', at: clock.now() });
      await desk.intake.end(id, 'finished');
      await desk.jobs.drain();
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
    }
    return moments;
  }

  it('leaves one ticket, one note with everything that was stored, and an agent that knows, wherever it died', async () => {
    const moments = await tell(Number.POSITIVE_INFINITY);
    expect(moments).toBeGreaterThan(30);
    let deaths = 0;
    // Every second moment: dying after one step leaves the same as dying before the next.
    for (let lives = 6; lives < moments; lives += 2) {
      await store.connection.collection('conversations').deleteMany({});
      pretend = createPretendPsa();
      await tell(lives);
      const next = startAnother();
      await next.later(hour);
      for (let count = 0; count < 3; count += 1) await next.later();
      const stored = await store.connection.collection('conversations').findOne({});
      if (!stored) continue;
      deaths += 1;
      expect({ lives, filed: stored?.filed, woken: stored?.agentWoken }).toEqual({ lives, filed: true, woken: true });
      expect({ lives, tickets: pretend.tickets.length, notes: pretend.notes.length }).toEqual({
        lives,
        tickets: 1,
        notes: 1,
      });
      for (const { text } of stored?.turns ?? []) expect(note()).toContain(text);
      expect(note()).toContain('Duration');
    }
    expect(deaths).toBeGreaterThan(20);
  }, 60_000);
});

describe('two processes on one database', () => {
  it('open one ticket for one conversation, also when both are asked at the same moment', async () => {
    const one = start();
    const other = startAnother();
    const id = await one.callOfDana();
    let inside = 0;
    let most = 0;
    let open = () => {};
    const held = new Promise<void>((resolve) => {
      open = resolve;
    });
    pretend.hooks.open = async () => {
      inside += 1;
      most = Math.max(most, inside);
      await held;
      inside -= 1;
    };
    const asked = [one, other].map(({ intake }) => intake.openTicket(id, 'locked out'));
    const first = await Promise.race(asked);
    expect(first).toEqual({ state: 'pending' });
    open();
    expect(await Promise.all(asked)).toContainEqual({ state: 'open', ticketId: '1001' });
    expect(most).toBe(1);
    expect(pretend.asked).toHaveLength(1);
    await one.later(62_000);
    await other.later();
    expect(pretend.notes).toHaveLength(1);
    expect([...one.woken, ...other.woken]).toEqual(['1001']);
  });

  it('take over what a process that died was doing, after its lease', async () => {
    const one = start();
    const id = await one.callOfDana();
    await one.intake.end(id, 'finished');
    const lease = await one.conversations.lease(id);
    expect(lease).toHaveProperty('leased');
    const other = startAnother();
    await other.later(10_000);
    expect(pretend.asked).toHaveLength(0);
    await other.later(60_000);
    expect(pretend.tickets).toHaveLength(1);
  });

  it('wait for nothing where only one process works on the database', async () => {
    const one = start();
    const id = await one.callOfDana();
    await one.intake.end(id, 'finished');
    await one.conversations.lease(id);
    const next = startAnother({ alone: true });
    await next.intake.start();
    await next.later(1_000);
    expect(pretend.tickets).toHaveLength(1);
  });

  it('do not let one that was overtaken write', async () => {
    const one = start();
    const id = await one.callOfDana();
    const lease = await one.conversations.lease(id);
    if (!('leased' in lease)) throw new Error('the first lease was refused');
    clock.pass(61_000);
    const after = await startAnother().conversations.lease(id);
    await expect(lease.leased.change({ ticketId: '7' })).rejects.toMatchObject({ code: 'lease_lost' });
    await lease.leased.release();
    if ('leased' in after) await after.leased.release();
  });
});

describe('a conversation', () => {
  it('keeps an utterance that is told twice once, and refuses one of a conversation that is not there', async () => {
    const desk = start();
    const id = await desk.callOfDana();
    const turn = { who: 'requester' as const, text: 'Hello', at: clock.now() };
    await desk.intake.said(id, turn);
    await desk.intake.said(id, turn);
    expect((await desk.conversations.get(id)).turns.map(({ text }) => text)).toEqual(['This is Dana Reyes', 'Hello']);
    await expect(desk.intake.said('nowhere', turn)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('is one for one call, however many ask for it at once', async () => {
    const desk = start();
    const opening = { channel: 'call' as const, key: 'CA5', from: '', to: '' };
    const begun = await Promise.all(Array.from({ length: 8 }, () => desk.intake.begin(opening)));
    expect(new Set(begun.map(({ conversationId }) => conversationId)).size).toBe(1);
    expect(begun.filter(({ isNew }) => isNew)).toHaveLength(1);
  });

  it('is not over while Twilio takes an answer for three minutes, and is after five', async () => {
    const desk = start();
    const id = await desk.callOfDana();
    await desk.later(200_000);
    expect((await desk.conversations.get(id)).end).toBeUndefined();
    await desk.later(101_000);
    expect((await desk.conversations.get(id)).end).toMatchObject({ how: 'dropped' });
    expect(pretend.tickets).toHaveLength(1);
  });

  it('takes the door’s word for its end over what was presumed', async () => {
    const desk = start();
    const id = await desk.callOfDana();
    await desk.later(301_000);
    await desk.intake.said(id, { who: 'requester', text: 'Still here', at: clock.now() });
    await desk.intake.end(id, 'finished');
    await desk.intake.end(id, 'dropped');
    await desk.jobs.drain();
    expect(note()).toContain('The call ended normally');
    expect(note()).toContain('Still here');
    expect(pretend.notes).toHaveLength(1);
  });

  it('of a withheld number becomes a ticket when only a recording was left', async () => {
    const desk = start();
    const { conversationId: id } = await desk.intake.begin({ channel: 'call', key: 'CA6', from: '', to: '' });
    await desk.intake.remark(id, 'The caller left a recording: https://recordings.example/2');
    await desk.intake.end(id, 'dropped');
    await desk.jobs.drain();
    expect(note()).toContain('https://recordings.example/2');
  });

  it('of a withheld number in which nothing was said becomes none', async () => {
    const desk = start();
    const { conversationId: id } = await desk.intake.begin({ channel: 'call', key: 'CA6', from: '', to: '' });
    await desk.intake.end(id, 'dropped');
    await desk.jobs.drain();
    expect(pretend.asked).toEqual([]);
    expect(await desk.conversations.get(id)).toMatchObject({ filed: true });
  });
});
