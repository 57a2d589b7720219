import { expect, type Scenario } from './scenario.js';
import { answers, directoryWrites, mayDecide, quiet, readsNote } from './ticket-desk.js';
import { writesIn } from './tickets-by-mail.js';

const DANA = 'harbor-dental/dana-whitfield';
const SARAH = 'harbor-dental/sarah-chen';

/** The same tool, by whom it acts on. */
export const vip: Scenario = {
  name: 'vip',
  title: 'Unlocking an account needs no approval here; for Dana, who is a VIP, it does.',
  mode: 'execute',
  defaultPsaOnly: true,
  msp: {
    policies: { 'm365:unlock-account': 'auto' },
    rules: [
      {
        tool: 'm365:unlock-account',
        when: { target: 'vip' },
        policy: 'approval_needed',
        reason: 'a VIP is asked for first',
      },
    ],
  },
  clients: { 'harbor-dental': { vips: ['dana.whitfield@harbordental.example'] } },
  async play(stage) {
    const { sandbox, tell } = stage;
    const { microsoft } = sandbox;
    for (const key of [SARAH, DANA]) microsoft.configure(key, { accountEnabled: false });
    const asks = { summary: 'My account is disabled', text: 'It says that my account has been disabled. Please help.' };
    const first = writesIn(stage, SARAH, asks);
    await readsNote(stage, first, /Frontdesk agent: done/);
    expect(microsoft.user(SARAH).accountEnabled, 'her account is not enabled again');
    tell('directory', 'Sarah can sign in again; nobody had to be asked');

    const ticketId = writesIn(stage, DANA, asks);
    await mayDecide(stage, ticketId, 'rcastro');
    await quiet(stage);
    expect(!microsoft.user(DANA).accountEnabled, 'the account of a VIP was changed without an approval');
    answers(stage, ticketId, 'rcastro', 'approved');
    await readsNote(stage, ticketId, /Frontdesk agent: done/);
    expect(microsoft.user(DANA).accountEnabled, 'her account is not enabled again');
    expect(directoryWrites(stage).length === 2, `the directory was changed ${directoryWrites(stage).length} times`);
    return { ticketId };
  },
};
