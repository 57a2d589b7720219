import { eventually, expect, type Scenario } from './scenario.js';
import { numberIn, phone } from './telephone.js';
import { directoryWrites, quiet, readsNote, ticketNumbered } from './ticket-desk.js';

/** A push that nobody answers: a technician may vouch, and until then nothing is done. */
export const verificationExpired: Scenario = {
  name: 'verification-expired',
  title:
    'Dana phones for a new password and never answers the push on her phone: it expires, and a technician is asked to vouch.',
  mode: 'execute',
  defaultPsaOnly: true,
  needs: ['traceless'],
  challengeMs: 4_000,
  async play(stage) {
    const { sandbox, tell } = stage;
    const dana = sandbox.world.person('harbor-dental/dana-whitfield');
    sandbox.traceless.answer(dana.key, 'ignore');
    const call = await phone(stage, dana.phone);
    await call.hears(/who am I speaking with/i);
    await call.says('dana-hello');
    await call.hears(/is that Dana Whitfield at Harbor Dental/i);
    await call.says('dana-yes');
    await call.hears(/help you/i);
    await call.says('dana-locked-out');
    const number = numberIn(await call.hears(/ticket number is/i));
    await call.hears(/Traceless has sent a request to your device/i);
    await call.hangsUp();
    await call.ended;

    const { id: ticketId } = ticketNumbered(stage, number);
    await readsNote(stage, ticketId, /Sent a verification request to Dana Whitfield by Traceless/);
    const note = await readsNote(stage, ticketId, /did not answer the verification request in Traceless in time/);
    expect(/write "verified" in an internal note/.test(note.text), 'no technician is invited to vouch');
    await eventually(() => sandbox.traceless.challenges()[0], 'the push');
    await quiet(stage);
    expect(sandbox.traceless.challenges().length === 1, 'she was asked more than once');
    expect(directoryWrites(stage).length === 0, 'the directory was changed without a verification');
    tell('nothing', 'Nothing was looked at or done: a technician may vouch for her.');
    return { ticketId };
  },
};
