import { expect, type Scenario } from './scenario.js';
import { directoryWrites, ownNotes, quiet, readsNote } from './ticket-desk.js';
import { writesIn } from './tickets-by-mail.js';

/** What cannot be done is known before anybody is asked. */
export const assignLicense: Scenario = {
  name: 'assign-license',
  title: 'Priya asks for a licence of which none is left: the hand-over says so, nobody is asked, nothing is changed.',
  mode: 'execute',
  defaultPsaOnly: true,
  async play(stage) {
    const { sandbox, tell } = stage;
    const priya = 'larkmere-logistics/priya-raman';
    sandbox.microsoft.setSeats('larkmere-logistics', 'SPB', 16);
    const { left } = sandbox.microsoft.seats('larkmere-logistics', 'SPB');
    expect(left === 0, `${left} seats are left`);
    const ticketId = writesIn(stage, priya, {
      summary: 'Licence for Business Premium',
      text: 'I need a licence for Microsoft 365 Business Premium, please. Priya',
    });
    const note = await readsNote(stage, ticketId, /please take over/);
    await quiet(stage);
    expect(/No seat of Microsoft 365 Business Premium/.test(note.text), 'the note does not say that no seat is free');
    expect(
      /- Give Priya Raman [^\n]* the licence Microsoft 365 Business Premium/.test(note.text),
      'the note does not say by name what was wanted',
    );
    expect(/Nothing was changed/.test(note.text), 'the note does not say that nothing was changed');
    const asked = ownNotes(stage, ticketId).filter(({ text }) => /waiting for approval/.test(text));
    expect(asked.length === 0, 'somebody was asked to approve what cannot be done');
    expect(directoryWrites(stage).length === 0, 'the directory was changed');
    tell('nothing', 'Nobody was asked, nothing was changed.');
    return { ticketId };
  },
};
