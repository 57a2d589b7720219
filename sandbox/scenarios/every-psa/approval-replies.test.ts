import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DemoStage, setStage } from '../../../admin/cli/stage.js';
import type { SeenNote } from '../../psa/pretend-psa.js';
import { eventually } from '../scenario.js';
import { quiet } from '../ticket-desk.js';
import { APPROVE, NO_APPROVAL, type Reply, TITLED } from './replies-for-tests.js';

const DANA = 'harbor-dental/dana-whitfield';
const [DISPATCHER, ROSA, JIN, FORMER] = ['mbell', 'rcastro', 'jpark', 'hfrost'] as const;
const KINDS = ['connectwise_psa', 'autotask', 'halopsa', 'superops'];
const WAIT_MS = 60_000;

describe.each(KINDS)('an answer on a ticket in %s', (kind) => {
  let stage: DemoStage;
  /** The ticket of somebody who does not work there any more; the pretend Autotask lets nobody have one. */
  let leftBehind: { id: string; summary: string; by: string } | undefined;
  beforeAll(async () => {
    stage = await setStage({ mode: 'execute', psa: kind, msp: { approvals: { assignedOnly: true } } });
    // ConnectWise gives tickets only to those who still work there.
    const by = kind === 'connectwise_psa' ? 'tnkosi' : FORMER;
    if (kind !== 'autotask') leftBehind = { ...lockedOut(by), by };
    if (by !== FORMER) stage.sandbox.connectwise.technicianLeaves(by);
  }, WAIT_MS);
  afterAll(() => stage?.stop());

  let opened = 0;
  /** A ticket of its own, for a reset of a password, and the name that nothing else has. */
  function lockedOut(owner?: string): { id: string; summary: string } {
    opened += 1;
    const summary = `Locked out at desk ${kind}-${opened}-x`;
    const description = 'I am locked out. I forgot my password.';
    const ticket = { technician: DISPATCHER, personKey: DANA, summary, description, ...(owner ? { owner } : {}) };
    return { id: stage.sandbox.psa.technicianCreatesTicket(ticket).id, summary };
  }
  const ours = (id: string, pattern: RegExp): SeenNote[] =>
    stage.sandbox.psa.notes(id).filter(({ author, text }) => author.kind === 'own' && pattern.test(text));
  const noteOn = (id: string, pattern: RegExp) =>
    eventually(() => ours(id, pattern).at(-1), `a note that matches ${pattern} on ${id}`, WAIT_MS);
  const planOn = (id: string) => noteOn(id, /waiting for approval/);
  const resets = () => stage.sandbox.records.writes('microsoft').filter(({ method }) => method === 'PATCH').length;
  const asked = (summary: string) =>
    stage.sandbox.model.requests().filter(({ request }) => JSON.stringify(request).includes(summary)).length;
  const settled = async () => {
    await stage.sandbox.psa.eventsIdle();
    await quiet({ sandbox: stage.sandbox, speed: 1, tell: () => undefined }, 500, WAIT_MS);
  };
  const write = (id: string, reply: Reply, by: { technician?: string; internal?: boolean } = {}) =>
    stage.sandbox.psa.technicianAddsNote(id, { technician: ROSA, ...reply, ...by });
  const approved: Reply = { text: 'Approved', html: '<p>Approved</p>' };
  const as = (plan: SeenNote) => ({ text: plan.text, html: plan.stored });

  it(
    'does not approve when it is none, or is not that of the technician who has the ticket',
    async () => {
      const { psa } = stage.sandbox;
      const answers: { what: string; ticket: { id: string; summary: string }; answer: (plan: SeenNote) => unknown }[] =
        [
          ...Object.entries(NO_APPROVAL).map(([what, written]) => {
            const ticket = lockedOut(ROSA);
            return { what, ticket, answer: (plan: SeenNote) => write(ticket.id, written(as(plan))) };
          }),
          ...(kind === 'autotask' ? [told('a title that takes it back', (id) => write(id, TITLED))] : []),
          told('a note that the customer can see', (id) => write(id, approved, { internal: false })),
          told('the customer', (id) => psa.contactAddsNote(id, { personKey: DANA, text: 'Approved' })),
          told('somebody else', (id) => write(id, approved, { technician: JIN })),
          told('whoever had it before', (id) => {
            psa.technicianUpdatesTicket(id, { technician: DISPATCHER, owner: JIN });
            write(id, approved);
          }),
          ...[leftBehind ?? []].flat().map((ticket) => ({
            what: 'a technician who has left, with the ticket still theirs',
            ticket,
            answer: () => write(ticket.id, approved, { technician: ticket.by }),
          })),
          told('anybody while it is unassigned', (id) => write(id, approved), ''),
        ];
      function told(what: string, act: (id: string) => unknown, owner: string = ROSA) {
        const ticket = lockedOut(owner);
        return { what, ticket, answer: () => act(ticket.id) };
      }

      const before = new Map<string, number>();
      for (const { ticket } of answers) await planOn(ticket.id);
      await settled();
      for (const { ticket, answer } of answers) {
        before.set(ticket.id, asked(ticket.summary));
        const plan = await planOn(ticket.id);
        answer(plan);
      }
      for (const { what, ticket } of answers)
        await eventually(
          () => asked(ticket.summary) > (before.get(ticket.id) ?? 0) || undefined,
          `hearing ${what}`,
          WAIT_MS,
        );
      await settled();
      const done = answers.filter(({ ticket }) => ours(ticket.id, /^Frontdesk agent: done/).length > 0);
      expect(done.map(({ what }) => what)).toEqual([]);
      expect(resets()).toBe(0);
      // And no ticket is flooded: words that change nothing get no further note, and any others get one.
      expect(answers.filter(({ ticket }) => ours(ticket.id, /./).length > 2).map(({ what }) => what)).toEqual([]);
    },
    4 * WAIT_MS,
  );

  it(
    'says that a ticket has to be assigned, to somebody who works there, before anybody can approve',
    async () => {
      const { psa } = stage.sandbox;
      // The pretend Autotask gives its API user no tickets.
      const assignable = kind === 'autotask' ? [] : [lockedOut(psa.own.identifier)];
      for (const { id } of [lockedOut(), ...assignable, leftBehind ?? []].flat()) {
        expect((await planOn(id)).text).toContain('assign it in the PSA first');
      }
    },
    WAIT_MS,
  );

  it.each(Object.entries(APPROVE))(
    'approves once: %s',
    async (_what, written) => {
      const before = resets();
      const { id } = lockedOut(ROSA);
      const plan = await planOn(id);
      write(id, written(as(plan)));
      await noteOn(id, /^Frontdesk agent: done/);
      await settled();
      expect(resets()).toBe(before + 1);
      const own = ours(id, /./);
      expect(own.map(({ internal }) => internal)).toEqual([true, true]);
    },
    WAIT_MS,
  );
});
