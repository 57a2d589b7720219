import { expect, type Scenario } from './scenario.js';
import { numberIn, phone } from './telephone.js';
import { answers, directoryWrites, mayDecide, quiet, readsNote, ticketNumbered } from './ticket-desk.js';

/** A technician says no. */
export const denied: Scenario = {
  name: 'denied',
  title: 'Bill wants his account enabled again; the technician denies it, and nothing is changed.',
  mode: 'execute',
  async play(stage) {
    const { sandbox, tell } = stage;
    const bill = sandbox.world.person('quillfeather-press/william-hargrove');
    sandbox.microsoft.configure(bill.key, { accountEnabled: false });
    const call = await phone(stage, bill.phone);
    await call.hears(/who am I speaking with/i);
    await call.says('bill-formal');
    await call.hears(/is that William Hargrove at Quillfeather Press/i);
    await call.says('bill-yes');
    await call.hears(/help you/i);
    await call.says('bill-disabled');
    const number = numberIn(await call.hears(/ticket number is/i));
    await call.says('thats-all');
    await call.hears(/good-?bye/i);
    await call.ended;

    const { id: ticketId, summary } = ticketNumbered(stage, number);
    tell('ticket', `Ticket ${number}: ${summary}`);
    await mayDecide(stage, ticketId, 'jpark');
    answers(stage, ticketId, 'jpark', 'No, he left the company last week. Denied.');
    await readsNote(stage, ticketId, /denied this plan/i);
    await quiet(stage);
    expect(directoryWrites(stage).length === 0, 'the directory was changed although the plan was denied');
    return { ticketId };
  },
};
