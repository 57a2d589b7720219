import { expect, type Scenario } from './scenario.js';
import { numberIn, phone } from './telephone.js';
import { answers, directoryWrites, ownNotes, quiet, readsNote, ticketNumbered } from './ticket-desk.js';

/** The same call while the MSP is in plan mode: one note, and nothing else. */
export const planMode: Scenario = {
  name: 'plan-mode',
  title: 'Dana forgot her password and phones; in plan mode the story ends after the single plan note.',
  mode: 'plan',
  async play(stage) {
    const { sandbox, tell } = stage;
    const dana = sandbox.world.person('harbor-dental/dana-whitfield');
    const call = await phone(stage, dana.phone);
    await call.hears(/who am I speaking with/i);
    await call.says('dana-one-breath');
    await call.hears(/is that Dana Whitfield at Harbor Dental/i);
    await call.says('dana-yes');
    const number = numberIn(await call.hears(/ticket number is/i));
    await call.says('thats-all');
    await call.hears(/good-?bye/i);
    await call.ended;

    const { id: ticketId, summary } = ticketNumbered(stage, number);
    tell('ticket', `Ticket ${number}: ${summary}`);
    await readsNote(stage, ticketId, /plan only, nothing will be done/i);
    await quiet(stage);
    answers(stage, ticketId, 'rcastro', 'approved');
    await sandbox.psa.eventsIdle();
    await quiet(stage);
    // Where notes cannot be edited a whole transcript follows the first one.
    const ours = ownNotes(stage, ticketId).filter(({ text }) => !text.startsWith('Telephone call to the helpdesk'));
    expect(ours.length === 1, `there should be one plan note beside the transcript, there are ${ours.length}`);
    expect(directoryWrites(stage).length === 0, 'the directory was changed in plan mode');
    tell('nothing', 'Nothing was changed, although somebody answered "approved".');
    return { ticketId };
  },
};
