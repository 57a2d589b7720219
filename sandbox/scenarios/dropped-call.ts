import { expect, type Scenario } from './scenario.js';
import { phone } from './telephone.js';
import { quiet } from './ticket-desk.js';

/** The line drops in the middle of the problem: the ticket is made from what there is. */
export const droppedCall: Scenario = {
  name: 'dropped-call',
  title: 'Dana is cut off before she hears a ticket number; the ticket is made from what was said.',
  mode: 'execute',
  async play(stage) {
    const { sandbox, tell } = stage;
    const dana = sandbox.world.person('harbor-dental/dana-whitfield');
    const call = await phone(stage, dana.phone);
    await call.hears(/who am I speaking with/i);
    await call.says('dana-hello');
    await call.hears(/is that Dana Whitfield at Harbor Dental/i);
    await call.says('dana-yes');
    await call.hears(/help you/i);
    await call.hangsUp();
    await call.ended;

    const contactId = sandbox.connectwise.contactId(dana.key);
    const ticket = await sandbox.connectwise.ticketAppears((made) => made.contact?.id === contactId, 20_000);
    const { note } = await sandbox.connectwise.noteAppears(
      ticket.id,
      ({ text }) => /hung up or the line dropped/i.test(text),
      20_000,
    );
    tell('ticket', `Ticket ${ticket.id} for ${ticket.company.name}: ${ticket.summary}`);
    tell('note', note.text);
    await quiet(stage);
    expect(/Dana Whitfield/.test(note.text), 'the note does not hold what was said');
    const made = sandbox.connectwise.tickets().filter((entry) => entry.contact?.id === contactId);
    expect(made.length === 1, `there should be one ticket, there are ${made.length}`);
    return { ticketId: ticket.id };
  },
};
