import { eventually, expect, type Scenario } from './scenario.js';
import { numberIn, phone } from './telephone.js';
import { answers, directoryWrites, mayDecide, readsNote, ticketNumbered } from './ticket-desk.js';

/** The main story: from a telephone call to a solved ticket. */
export const lockedOut: Scenario = {
  name: 'locked-out',
  title: 'Dana forgot her password and phones; a technician approves on the ticket; the password is reset.',
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
    await call.says('dana-locked-out');
    const number = numberIn(await call.hears(/ticket number is/i));
    await call.says('dana-thanks');
    await call.hears(/good-?bye/i);
    await call.ended;

    const ticket = ticketNumbered(stage, number);
    const ticketId = ticket.id;
    expect(ticket.companyId === sandbox.psa.companyId('harbor-dental'), 'the ticket is on the wrong company');
    expect(ticket.contactId === sandbox.psa.contactId(dana.key), 'the ticket is on the wrong contact');
    tell('ticket', `Ticket ${number} for ${ticket.companyName}: ${ticket.summary}`);
    await readsNote(stage, ticketId, /Transcript[\s\S]*locked out/i);
    await mayDecide(stage, ticketId, 'rcastro');
    expect(directoryWrites(stage).length === 0, 'the directory was changed before the approval');
    const before = sandbox.microsoft.user(dana.key).passwords.length;

    answers(stage, ticketId, 'rcastro', 'approved');
    await readsNote(stage, ticketId, /Frontdesk agent: done/i);
    const user = await eventually(() => changedPassword(), 'the password reset');
    tell('directory', `${user.userPrincipalName} has a new password and must change it at the next sign-in`);
    const set = user.passwords.at(-1)?.password ?? '';
    const notes = sandbox.psa.notes(ticketId).map(({ stored }) => stored);
    expect(!notes.some((text) => text.includes(set)), 'the new password stands in a note');
    const shown = JSON.stringify(sandbox.model.requests().map(({ request }) => request));
    expect(!shown.includes(set), 'the new password was shown to the model');
    return { ticketId };

    function changedPassword() {
      const now = sandbox.microsoft.user(dana.key);
      return now.passwords.length === before + 1 ? now : undefined;
    }
  },
};
