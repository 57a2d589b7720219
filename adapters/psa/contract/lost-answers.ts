import assert from 'node:assert/strict';
import { VendorError } from '../../../core/errors.js';
import type { Fault } from '../../../sandbox/faults.js';
import { newReference, openTicket, orPassing, type PsaCase, type Theme } from './case.js';

/** Ways in which a request is carried out and its answer does not come. */
const LOST: readonly (readonly [string, Pick<Fault, 'kind' | 'delayMs' | 'times'>])[] = [
  ['the connection breaks before its answer', { kind: 'drop-after', times: 1 }],
  ['its answer takes too long', { kind: 'slow', delayMs: 400, times: 1 }],
];

/** Ways in which a request never is carried out, which cannot be told from the above. */
const NEVER: readonly (readonly [string, Pick<Fault, 'kind' | 'status' | 'times'>])[] = [
  ['the connection breaks before it arrives', { kind: 'drop', times: 1 }],
  ['the PSA fails', { kind: 'status', status: 500, times: 1 }],
  ['a gateway fails', { kind: 'status', status: 502, times: 1 }],
];

const lost: PsaCase[] = LOST.flatMap(([what, fault]): PsaCase[] => [
  {
    promises: `makes one ticket when ${what}`,
    async run(stage) {
      const before = stage.pretend.tickets().length;
      const reference = newReference();
      stage.fault('openTicket', fault);
      if (fault.kind === 'slow') stage.patience(150);
      const first = await orPassing(stage, openTicket(stage, { reference, summary: 'The answer is lost' }));
      stage.behave();
      await stage.settled();
      const again = await openTicket(stage, { reference, summary: 'The answer is lost' });
      if (!(first instanceof VendorError)) assert.equal(first.id, again.id);
      assert.equal(stage.pretend.tickets().length, before + 1);
      assert.equal((await stage.psa.ticket(again.id)).summary, 'The answer is lost');
    },
  },
  {
    promises: `writes one note when ${what}`,
    async run(stage) {
      const { id } = await openTicket(stage);
      const note = { text: 'Plan:\n1. Restart the <spooler> & print.', visibility: 'internal' as const };
      stage.fault('addNote', fault);
      if (fault.kind === 'slow') stage.patience(150);
      const first = await orPassing(stage, stage.psa.addNote(id, note));
      stage.behave();
      await stage.settled();
      const again = await stage.psa.addNote(id, note);
      if (!(first instanceof VendorError)) assert.equal(first.id, again.id);
      assert.equal(stage.pretend.notes(id).length, 1);
    },
  },
  {
    promises: `leaves a ticket as it was told to when ${what}`,
    async run(stage) {
      const { id } = await openTicket(stage);
      stage.fault('updateTicket', fault);
      if (fault.kind === 'slow') stage.patience(150);
      await orPassing(stage, stage.psa.updateTicket(id, { summary: 'Changed once' }));
      stage.behave();
      await stage.settled();
      const after = await stage.psa.updateTicket(id, { summary: 'Changed once' });
      assert.equal(after.summary, 'Changed once');
      assert.equal(stage.pretend.ticket(id).summary, 'Changed once');
    },
  },
]);

const never: PsaCase[] = NEVER.flatMap(([what, fault]): PsaCase[] => [
  {
    promises: `makes a ticket once at last when ${what}`,
    async run(stage) {
      const before = stage.pretend.tickets().length;
      const reference = newReference();
      stage.fault('openTicket', fault);
      const first = await orPassing(stage, openTicket(stage, { reference }));
      if (first instanceof VendorError) {
        assert.ok(first.outcomeUnknown, 'does not say that it may have happened');
        assert.equal(stage.pretend.tickets().length, before);
      }
      await openTicket(stage, { reference });
      assert.equal(stage.pretend.tickets().length, before + 1);
    },
  },
  {
    promises: `writes a note once at last when ${what}`,
    async run(stage) {
      const { id } = await openTicket(stage);
      stage.fault('addNote', fault);
      const note = { text: 'Are you there?', visibility: 'public' as const };
      const first = await orPassing(stage, stage.psa.addNote(id, note));
      if (first instanceof VendorError) {
        assert.ok(first.outcomeUnknown, 'does not say that it may have happened');
        assert.equal(stage.pretend.notes(id).length, 0);
      }
      await stage.psa.addNote(id, note);
      assert.equal(stage.pretend.notes(id).length, 1);
    },
  },
]);

export const lostAnswers: Theme = {
  name: 'writes whose answer does not come',
  cases: [
    ...lost,
    ...never,
    {
      promises: 'gives the note that was written although its answer was lost, in either visibility',
      async run(stage) {
        const { id } = await openTicket(stage);
        for (const visibility of ['internal', 'public'] as const) {
          stage.fault('addNote', { kind: 'drop-after', times: 1 });
          const note = await stage.psa.addNote(id, { text: `Lost and found, ${visibility}`, visibility });
          assert.deepEqual([note.text, note.visibility], [`Lost and found, ${visibility}`, visibility]);
          assert.ok((await stage.psa.notes(id)).some((listed) => listed.id === note.id));
        }
        assert.equal(stage.pretend.notes(id).length, 2);
      },
    },
    {
      promises: 'makes one ticket when its answer is lost and another process asks for the same at once',
      async run(stage) {
        const before = stage.pretend.tickets().length;
        const reference = newReference();
        stage.fault('openTicket', { kind: 'drop-after', times: 1 });
        const first = await openTicket(stage, { reference });
        const second = await openTicket({ ...stage, psa: stage.connect().psa }, { reference });
        assert.equal(second.id, first.id);
        assert.equal(stage.pretend.tickets().length, before + 1);
      },
    },
  ],
};
