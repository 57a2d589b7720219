import { eventually, expect, type Scenario } from './scenario.js';
import { phone } from './telephone.js';
import { quiet, readsNote } from './ticket-desk.js';

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

    const contactId = sandbox.psa.contactId(dana.key);
    const hers = () => sandbox.psa.tickets().filter((made) => made.contactId === contactId);
    const ticket = await eventually(() => hers()[0], 'the ticket', 20_000);
    tell('ticket', `Ticket ${ticket.number} for ${ticket.companyName}: ${ticket.summary}`);
    const note = await readsNote(stage, ticket.id, /hung up or the line dropped/i);
    await quiet(stage);
    expect(/Dana Whitfield/.test(note.text), 'the note does not hold what was said');
    expect(hers().length === 1, `there should be one ticket, there are ${hers().length}`);
    return { ticketId: ticket.id };
  },
};
