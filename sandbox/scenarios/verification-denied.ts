import { expectUnseen, readsCode } from './mobile.js';
import { expect, type Scenario } from './scenario.js';
import { numberIn, phone } from './telephone.js';
import { directoryWrites, quiet, readsNote, ticketNumbered } from './ticket-desk.js';

/** Somebody who knows Dana's name and not her telephone: three wrong codes, and nothing is done. */
export const verificationDenied: Scenario = {
  name: 'verification-denied',
  title:
    'Somebody phones as Dana for a new password and guesses the code three times: nothing is done, a technician is told.',
  mode: 'execute',
  defaultPsaOnly: true,
  needs: ['sms_verification'],
  async play(stage) {
    const { sandbox, tell } = stage;
    const dana = sandbox.world.person('harbor-dental/dana-whitfield');
    const call = await phone(stage, 'anonymous');
    await call.hears(/who am I speaking with/i);
    await call.says('dana-hello');
    await call.hears(/is that Dana Whitfield at Harbor Dental/i);
    await call.says('dana-yes');
    await call.hears(/help you/i);
    await call.says('dana-locked-out');
    const number = numberIn(await call.hears(/ticket number is/i));
    await call.hears(/six-digit code/i);
    const code = await readsCode(stage, dana);
    const guesses = ['000000', '999999', '123456'].map((guess) => (guess === code ? '111111' : guess));
    await call.says('dana-guessed-code');
    await call.hears(/that is not the code/i);
    await call.presses(guesses[0] ?? '');
    await call.hears(/one more try/i);
    await call.presses(`${guesses[1] ?? ''}#`);
    await call.hears(/could not verify that it is you/i);
    await call.ended;

    const { id: ticketId } = ticketNumbered(stage, number);
    await readsNote(stage, ticketId, /did not know the code/i);
    await readsNote(stage, ticketId, /please take over/i);
    await quiet(stage);
    expect(directoryWrites(stage).length === 0, 'the directory was changed for somebody who was not verified');
    expectUnseen(stage, ticketId, [code, ...guesses]);
    tell('nothing', 'Nothing was looked at or done: whoever called could not be verified.');
    return { ticketId };
  },
};
