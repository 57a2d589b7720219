import { expectUnseen, readsCode } from './mobile.js';
import { eventually, expect, type Scenario } from './scenario.js';
import { numberIn, phone } from './telephone.js';
import { answers, directoryWrites, mayDecide, readsNote, ticketNumbered } from './ticket-desk.js';

/** A new telephone, and the second factor is on the old one: proven by a code before anything is looked at. */
export const mfaReset: Scenario = {
  name: 'mfa-reset',
  title:
    'Priya has a new phone and lost her authenticator; she keys in a code that was texted to her mobile on file, a technician approves, the old factor is removed.',
  mode: 'execute',
  needs: ['sms_verification'],
  async play(stage) {
    const { sandbox, tell } = stage;
    const priya = sandbox.world.person('larkmere-logistics/priya-raman');
    const call = await phone(stage, priya.phone);
    await call.hears(/who am I speaking with/i);
    await call.says('priya-hello');
    await call.hears(/is that Priya Raman at Larkmere Logistics/i);
    await call.says('priya-yes');
    await call.hears(/help you/i);
    await call.says('priya-new-phone');
    const number = numberIn(await call.hears(/ticket number is/i));
    await call.hears(/six-digit code to the mobile on file ending in \d\d/i);
    const code = await readsCode(stage, priya);
    expect(sandbox.model.requests().length === 0, 'the model was shown the request before the caller was verified');
    const looked = sandbox.records.of('microsoft').some(({ path }) => path.includes('/authentication/'));
    expect(!looked, 'sign-in methods were read before the caller was verified');
    tell('caller', '(enters the code on the keypad)');
    await call.presses(code);
    await call.hears(/you are verified/i);
    await call.says('priya-thanks');
    await call.hears(/good-?bye/i);
    await call.ended;

    const { id: ticketId } = ticketNumbered(stage, number);
    await readsNote(stage, ticketId, /Sent a verification code to Priya Raman/);
    await readsNote(stage, ticketId, /Priya Raman is verified: told the code/);
    const plan = await mayDecide(stage, ticketId, 'rcastro');
    expect(/Identity: Priya Raman is verified, by a code/.test(plan.text), 'the plan does not say how she is proven');
    expect(directoryWrites(stage).length === 0, 'the directory was changed before the approval');
    const methodsNow = () => sandbox.microsoft.user(priya.key).authMethods.length;
    const before = methodsNow();
    expect(before > 1, 'there is no second factor to begin with');

    answers(stage, ticketId, 'rcastro', 'approved');
    await readsNote(stage, ticketId, /Frontdesk agent: done/i);
    await eventually(() => methodsNow() === 1 || undefined, 'the removal of all but the password');
    tell(
      'directory',
      `Sign-in methods of ${priya.firstName} ${priya.lastName}: ${before} before, ${methodsNow()} now (the password)`,
    );
    expectUnseen(stage, ticketId, [code]);
    return { ticketId };
  },
};
