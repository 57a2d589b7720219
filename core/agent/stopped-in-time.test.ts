import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { SYSTEM } from '../clients/author.js';
import { mspSettings } from '../clients/settings.js';
import { VendorError } from '../errors.js';
import { createWorkingDesk, KIND, type WorkingDesk } from '../inbox/testing/working-desk.js';
import { openTestStore, type TestStore } from '../store/store-for-tests.js';
import { defineTool } from '../tools/tool.js';
import { createClock, DANA, HARBOR, JIN, proposal } from './fakes-for-tests.js';

const TOOL = 'pretend_directory:set-note';
const CLOSE = 'pretend_directory:close-it';
const LEE = { id: '8', identifier: 'lee', name: 'Lee Marsh', email: 'lee@msp.example', active: true };
const HOUR_MS = 3_600_000;

describe('a run is stopped in time', () => {
  const clock = createClock();
  let store: TestStore;
  let desk: WorkingDesk;
  const sent: string[] = [];
  /** What happens while a step is under way. */
  let meanwhile: (text: string) => unknown = () => undefined;

  const setNote = defineTool({
    name: TOOL,
    description: 'Sets a note.',
    input: z.strictObject({ user: z.string(), text: z.string() }),
    effect: 'write',
    subject: ({ user }) => ({ kind: 'user', ref: user }),
    describe: ({ text }) => `Note ${text}`,
    undo: ({ text }) => `Remove ${text}`,
    observe: async (_scope, { text }) => (sent.includes(text) ? 'happened' : 'not_happened'),
    async run(_scope, { text }) {
      await meanwhile(text);
      sent.push(text);
      return { output: {}, summary: `Noted ${text}` };
    },
  });
  /** Closes the ticket that it is run on. */
  const closeIt = defineTool({
    name: CLOSE,
    description: 'Closes the ticket.',
    input: z.strictObject({ ticketId: z.string() }),
    effect: 'write',
    subject: ({ ticketId }) => ({ kind: 'ticket', ref: ticketId }),
    describe: () => 'Close the ticket',
    undo: () => 'Open it again',
    observe: async (_scope, { ticketId }) => (desk.psa.tickets.get(ticketId)?.closed ? 'happened' : 'not_happened'),
    async run(_scope, { ticketId }) {
      desk.psa.changeTicket(ticketId, { closed: true });
      await meanwhile('close');
      return { output: {}, summary: 'Closed the ticket' };
    },
  });
  const step = (text: string) => ({ tool: TOOL, arguments: { user: DANA.userPrincipalName, text } });

  beforeEach(async () => {
    store = await openTestStore();
    desk = await createWorkingDesk({ connection: store.connection, clock, tools: [setNote, closeIt] });
    desk.psa.technicians.splice(0, 1, { ...JIN, email: 'jin@msp.example' }, LEE);
    desk.script.play([proposal(step('one'), step('two'), step('three'))]);
    sent.length = 0;
    meanwhile = () => undefined;
  });
  afterEach(() => store.dispose());

  async function asked() {
    const ticketId = desk.ticket();
    await desk.look(ticketId, 'added');
    expect((await desk.run(ticketId)).state).toBe('awaiting_approval');
    return ticketId;
  }
  async function says(ticketId: string, text: string, who: typeof LEE | typeof JIN = JIN) {
    desk.psa.addNote(ticketId, { text, author: { kind: 'technician', id: who.id, name: who.name } });
    await desk.look(ticketId);
  }
  const msp = (settings: object) =>
    desk.settings.write(mspSettings.parse({ name: 'Lakeside IT', mode: 'execute', ...settings }));
  const ending = async (ticketId: string) => {
    const run = await desk.run(ticketId);
    return `${run.state}: ${run.ending ?? ''}`;
  };

  describe('by limits', () => {
    it('of one run: what is beyond is not sent, and the ticket says so', async () => {
      await msp({ limits: { perRun: 2 } });
      const ticketId = await asked();
      await says(ticketId, 'approved');
      expect(sent).toEqual(['one', 'two']);
      expect(desk.lastNote(ticketId)).toContain('The limit of 2 changes in one run is reached');
      expect(desk.lastNote(ticketId)).toContain('3. Not done');
    });

    it.each([
      ['a client', () => desk.clients.save({ ...HARBOR, limits: { perHourAndClient: 3 } }), 'for this client'],
      ['all clients', () => msp({ limits: { perHour: 3 } }), 'for all clients'],
    ])('of an hour for %s: nothing more is sent until the hour has passed', async (_whose, limit, words) => {
      await limit();
      const [first, second] = [await asked(), await asked()];
      await says(first, 'approved');
      await says(second, 'approved');
      expect(sent).toHaveLength(3);
      expect(desk.lastNote(second)).toContain(words);
      expect(desk.lastNote(second)).toContain('1. Not done');
      clock.pass(HOUR_MS + 1);
      const third = await asked();
      await says(third, 'approved');
      expect(sent).toHaveLength(6);
    });
  });

  describe('between two steps', () => {
    it.each<[string, (ticketId: string) => unknown, RegExp]>([
      ['the client is frozen', () => desk.clients.save({ ...HARBOR, freeze: true }), /frozen/],
      ['everything is frozen', () => msp({ freeze: true }), /frozen/],
      ['the client is set to plan mode', () => desk.clients.save({ ...HARBOR, mode: 'plan' }), /plan mode/],
      ['the tool is disabled', () => desk.clients.save({ ...HARBOR, policies: { [TOOL]: 'disabled' } }), /disabled/],
      ['a technician denies', (id) => desk.psa.addNote(id, { text: 'denied' }), /Jin Park denied/],
      [
        'an admin ends it',
        async (id) => desk.agent.end((await desk.run(id)).id, { by: 'Ada', reason: 'wrong' }),
        /Ada ended/,
      ],
      ['the ticket moves to another company', (id) => desk.psa.changeTicket(id, { companyId: '3' }), /does not belong/],
      ['the ticket is closed', (id) => desk.psa.changeTicket(id, { closed: true }), /closed/],
      ['the ticket has another requester', (id) => desk.psa.changeTicket(id, { contactId: '42' }), /another requester/],
      [
        'whoever has the ticket now denies',
        (id) => {
          desk.psa.changeTicket(id, { assignedTo: [LEE.id] });
          desk.psa.addNote(id, { text: 'denied', author: { kind: 'technician', id: LEE.id, name: LEE.name } });
        },
        /Lee Marsh denied/,
      ],
    ])('when %s', async (_what, happens, why) => {
      desk.psa.approving.who = 'assigned';
      const ticketId = await asked();
      meanwhile = (text) => text === 'one' && happens(ticketId);
      await says(ticketId, 'approved');
      expect(sent).toEqual(['one']);
      expect(await ending(ticketId)).toMatch(/^failed/);
      expect(await ending(ticketId)).toMatch(why);
      expect(desk.lastNote(ticketId)).toContain('1. Done');
      expect(desk.lastNote(ticketId)).toContain('2. Not done');
    });

    it('when the ticket is deleted', async () => {
      const ticketId = await asked();
      meanwhile = (text) => text === 'one' && desk.psa.tickets.delete(ticketId);
      await says(ticketId, 'approved');
      expect(sent).toEqual(['one']);
      expect(await ending(ticketId)).toMatch(/^failed/);
    });
  });

  it('by a denial of an automatic plan that waits for a directory that is down', async () => {
    await desk.clients.save({ ...HARBOR, policies: { [TOOL]: 'auto' } });
    meanwhile = () => {
      throw new VendorError('directory', 'unavailable', 'The directory is down');
    };
    const ticketId = desk.ticket();
    await desk.look(ticketId, 'added');
    expect((await desk.run(ticketId)).state).toBe('executing');
    await says(ticketId, 'denied');
    meanwhile = () => undefined;
    await desk.later(60_000);
    expect(sent).toEqual([]);
    expect(await ending(ticketId)).toMatch(/^failed: .*Jin Park denied/);
  });

  it('but not by the ticket that it closed itself, also when the process died in between', async () => {
    const ticketId = desk.ticket();
    desk.script.play([proposal(step('one'), { tool: CLOSE, arguments: { ticketId } }, step('two'))]);
    await desk.look(ticketId, 'added');
    meanwhile = (text) => {
      meanwhile = () => undefined;
      if (text !== 'close') return;
      throw new VendorError('psa', 'unavailable', 'No answer came', { outcomeUnknown: true });
    };
    const first = meanwhile;
    meanwhile = (text) => (text === 'close' ? first(text) : undefined);
    await says(ticketId, 'approved');
    await desk.later(120_000);
    expect(sent).toEqual(['one', 'two']);
    expect(await ending(ticketId)).toBe('done: ');
  });

  describe('when an admin ends it', () => {
    it.each(['queued', 'diagnosing', 'planned', 'awaiting_approval', 'awaiting_verification', 'executing'] as const)(
      'while it is %s: nothing is carried out, and one note says who ended it',
      async (state) => {
        const ticketId = await asked();
        const { id } = await desk.run(ticketId);
        const leased = await desk.runs.lease(id);
        await leased?.change({ state });
        await leased?.release();
        const before = desk.headings(ticketId).length;
        expect(await desk.agent.end(id, { by: 'Ada', reason: 'it was a mistake' })).toBe(true);
        await desk.hand.drain();
        await says(ticketId, 'approved');
        expect(sent).toEqual([]);
        expect(await ending(ticketId)).toContain('Ada ended this: it was a mistake');
        expect(desk.headings(ticketId)).toHaveLength(before + 1);
        expect((await desk.approvals.all(id)).map((approval) => approval.state)).toEqual(['cancelled']);
        expect(await desk.agent.end(id, { by: 'Ada', reason: 'again' })).toBe(false);
      },
    );
  });

  it('when the client is deleted while an approval waits', async () => {
    const ticketId = await asked();
    const { id: runId, clientId } = await desk.run(ticketId);
    await desk.clients.removals.begin(clientId, HARBOR.name, SYSTEM);
    await desk.agent.endAllOf(clientId, { by: 'Frontdesk', reason: 'the client was deleted' });
    await desk.hand.drain();
    await says(ticketId, 'approved');
    expect((await desk.runs.get(runId))?.state).toBe('failed');
    expect(await desk.approvals.get((await desk.run(ticketId)).approvalId ?? '')).toMatchObject({ state: 'cancelled' });
    expect(sent).toEqual([]);
    expect(desk.headings(ticketId)).toHaveLength(1);
  });

  describe('keeps the configuration that it began with', () => {
    it('a prompt that changes is for the next run; a stricter policy counts at once', async () => {
      const prompts = () => desk.script.requests.map(({ messages }) => messages[0]?.content ?? '');
      const ticketId = await asked();
      await desk.clients.save({ ...HARBOR, prompt: 'Always be brief about printers.' });
      await says(ticketId, 'what about the printer?');
      expect(prompts()).toHaveLength(2);
      expect(prompts().some((text) => text.includes('about printers'))).toBe(false);
      await asked();
      expect(prompts().at(-1)).toContain('about printers');
      await desk.clients.save({ ...HARBOR, policies: { [TOOL]: 'disabled' } });
      await says(ticketId, 'approved');
      expect(sent).toEqual([]);
      expect(await ending(ticketId)).toMatch(/disabled/);
    });

    it('a more lenient one does not: what needed an approval when it began still does', async () => {
      const ticketId = await asked();
      await desk.clients.save({ ...HARBOR, policies: { [TOOL]: 'auto' } });
      await desk.later(60_000);
      await desk.look(ticketId);
      expect(sent).toEqual([]);
      expect((await desk.run(ticketId)).state).toBe('awaiting_approval');
    });
  });

  describe('asks the right people', () => {
    it('where only the assigned technician may, others are not heard', async () => {
      desk.psa.approving.who = 'any_active';
      await msp({ approvals: { assignedOnly: true } });
      const ticketId = await asked();
      await says(ticketId, 'approved', LEE);
      await expect(desk.press(ticketId, 'approve', LEE.email)).rejects.toMatchObject({ code: 'may_not_approve' });
      expect(sent).toEqual([]);
      await says(ticketId, 'approved', JIN);
      expect(sent).toHaveLength(3);
    });

    it('a ticket that nobody has says that it must be assigned first; whoever gets it may answer then', async () => {
      desk.psa.approving.who = 'assigned';
      const ticketId = desk.psa.addTicket({ summary: 'I am locked out', contactId: '41', assignedTo: [] });
      await desk.look(ticketId, 'added');
      expect(desk.lastNote(ticketId)).toContain('assign it in the PSA first');
      await says(ticketId, 'approved');
      expect(sent).toEqual([]);
      desk.psa.changeTicket(ticketId, { assignedTo: [LEE.id] });
      await says(ticketId, 'approved', LEE);
      expect(sent).toHaveLength(3);
    });

    it('or those whom the MSP named for tickets that nobody has', async () => {
      desk.psa.approving.who = 'assigned';
      await msp({ approvals: { fallbackApprovers: [LEE.email] } });
      const ticketId = desk.psa.addTicket({ summary: 'I am locked out', contactId: '41', assignedTo: [] });
      await desk.look(ticketId, 'added');
      expect(desk.lastNote(ticketId)).toContain('Lee Marsh');
      await says(ticketId, 'approved', JIN);
      expect(sent).toEqual([]);
      await says(ticketId, 'approved', LEE);
      expect(sent).toHaveLength(3);
    });

    it('who has lost the assignment a second before decides nothing', async () => {
      desk.psa.approving.who = 'assigned';
      const ticketId = await asked();
      desk.psa.addNote(ticketId, { text: 'approved' });
      desk.psa.changeTicket(ticketId, { assignedTo: [LEE.id] });
      await expect(desk.press(ticketId, 'approve', 'jin@msp.example')).rejects.toMatchObject({
        code: 'may_not_approve',
      });
      await desk.look(ticketId);
      expect(sent).toEqual([]);
      expect((await desk.approval(ticketId)).state).toBe('pending');
    });
  });

  describe('when its ticket goes away while an approval waits', () => {
    it.each<[string, (ticketId: string) => unknown, RegExp]>([
      ['is deleted', (id) => desk.psa.tickets.delete(id), /no ticket|deleted/i],
      [
        'moves to another company',
        (id) => desk.psa.changeTicket(id, { companyId: '3' }),
        /does not belong to this client/,
      ],
      ['is closed', (id) => desk.psa.changeTicket(id, { closed: true }), /closed/],
    ])('%s: the approval is void and says why, and so does its link', async (_what, happens, why) => {
      const ticketId = await asked();
      const approval = await desk.approval(ticketId);
      await happens(ticketId);
      await desk.work.look(KIND, ticketId, 'updated');
      await desk.work.look(KIND, ticketId, 'deleted');
      await desk.work.look(KIND, ticketId, 'added');
      await desk.hand.drain();
      const after = await desk.approvals.get(approval.id);
      expect(after).toMatchObject({ state: 'cancelled', ended: { reason: expect.stringMatching(why) } });
      const { id: approvalId, planHash } = approval;
      const pressed = desk.decisions.decide({ approvalId, planHash, choice: 'approve', email: LEE.email, via: 'link' });
      await expect(pressed).rejects.toMatchObject({ code: 'approval_void', message: expect.stringMatching(why) });
      expect(sent).toEqual([]);
    });
  });

  it('whatever order its events come in, and however often', async () => {
    const ticketId = desk.ticket();
    for (const hint of ['updated', 'added', 'updated', 'added'] as const) {
      desk.psa.addNote(ticketId, { text: `Some words ${hint}`, author: { kind: 'contact', name: 'Dana Reyes' } });
      await Promise.all([desk.work.look(KIND, ticketId, hint), desk.work.look(KIND, ticketId, hint)]);
    }
    await desk.hand.drain();
    await desk.look(ticketId, 'deleted');
    await desk.look(ticketId, 'added');
    expect(await desk.runs.allOn(KIND, ticketId)).toHaveLength(1);
    expect(desk.headings(ticketId)).toEqual(['plan, waiting for approval']);
    await says(ticketId, 'approved');
    await desk.look(ticketId, 'added');
    expect(sent).toEqual(['one', 'two', 'three']);
  });
});
