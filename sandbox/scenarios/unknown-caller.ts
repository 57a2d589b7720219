import { expect, type Scenario } from './scenario.js';
import { numberIn, phone } from './telephone.js';
import { ownNotes, quiet, ticketNumbered } from './ticket-desk.js';

/** Somebody whom the PSA does not know. */
export const unknownCaller: Scenario = {
  name: 'unknown-caller',
  title: 'Gwendolyn is in no contact list; she is asked, served kindly, and the ticket goes to the default contact.',
  mode: 'execute',
  async play(stage) {
    const { sandbox, tell } = stage;
    const call = await phone(stage, '+12535550187');
    await call.hears(/who am I speaking with/i);
    await call.says('gwendolyn-hello');
    const turns = { 'gwendolyn-company': /which company/i, 'gwendolyn-hello': /spell|once more|your name/i };
    let problemAsked = false;
    for (let turn = 0; turn < 6 && !problemAsked; turn += 1) {
      const asked = await call.hears(/\?/);
      expect(!/is that/i.test(asked), `a stranger was offered a name: "${asked}"`);
      problemAsked = /problem|help you/i.test(asked);
      if (!problemAsked)
        await call.says(turns['gwendolyn-company'].test(asked) ? 'gwendolyn-company' : 'gwendolyn-hello');
    }
    await call.says('gwendolyn-laptop');
    const number = numberIn(await call.hears(/ticket number is/i));
    await call.says('thats-all');
    await call.hears(/good-?bye/i);
    await call.ended;
    await quiet(stage);

    const ticket = ticketNumbered(stage, number);
    expect(ticket.companyId === sandbox.psa.defaults.companyId, 'the ticket is not on the default company');
    const note = ownNotes(stage, ticket.id)[0]?.text ?? '';
    expect(/not matched to a contact/i.test(note), 'the note does not say that the caller was not matched');
    tell('ticket', `Ticket ${number} for ${ticket.companyName}: ${ticket.summary}`);
    tell('note', note);
    return { ticketId: ticket.id };
  },
};
