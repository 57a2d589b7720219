import { expect, type Scenario } from './scenario.js';
import { directoryWrites, ownNotes, quiet, readsNote } from './ticket-desk.js';
import { writesIn } from './tickets-by-mail.js';

/** An account that is changed somewhere else. */
export const syncedUser: Scenario = {
  name: 'synced-user',
  title:
    'Katherine forgot her password, but her account is mastered on premises: refused with the reason before anybody is asked.',
  mode: 'execute',
  defaultPsaOnly: true,
  async play(stage) {
    const { sandbox, tell } = stage;
    const katherine = 'harbor-dental/katherine-meyer';
    sandbox.microsoft.configure(katherine, { onPremisesSyncEnabled: true });
    const before = sandbox.microsoft.user(katherine).passwords.length;
    const ticketId = writesIn(stage, katherine, {
      summary: 'Forgot my password',
      text: 'I forgot my password over the holidays. Please reset it. Katherine',
    });
    const note = await readsNote(stage, ticketId, /please take over/);
    await quiet(stage);
    expect(/synchronised from the client's own Active Directory/.test(note.text), 'the note does not say why');
    expect(/technician changes it there/.test(note.text), 'the note does not say what to do');
    const asked = ownNotes(stage, ticketId).filter(({ text }) => /waiting for approval/.test(text));
    expect(asked.length === 0, 'somebody was asked to approve what cannot be done');
    expect(sandbox.microsoft.user(katherine).passwords.length === before, 'the password was changed');
    expect(directoryWrites(stage).length === 0, 'the directory was changed');
    tell('nothing', 'Nobody was asked, nothing was changed.');
    return { ticketId };
  },
};
