import { expect, type Scenario } from './scenario.js';
import { answers, directoryWrites, mayDecide, readsNote } from './ticket-desk.js';
import { writesIn } from './tickets-by-mail.js';

const NORA = 'nora.ellery@harbordental.example';

/** What the technician reads before agreeing: the names that ids stand for, also of what acts on who is not there yet. */
const PLANNED = [
  /Create the Microsoft 365 account nora\.ellery@harbordental\.example for Nora Ellery/,
  /the licence Microsoft 365 Business Premium/,
  /into Front Office\./,
  /into VPN Users\./,
  /into the team Company News\./,
  /Make a temporary access pass/,
];

/** A long plan whose later steps act on what the first one makes. */
export const newHire: Scenario = {
  name: 'new-hire',
  title: 'Dana announces a new colleague: account, licence, groups, team and access pass in one plan, approved once.',
  mode: 'execute',
  defaultPsaOnly: true,
  async play(stage) {
    const { sandbox, tell } = stage;
    const { microsoft } = sandbox;
    const ticketId = writesIn(stage, 'harbor-dental/dana-whitfield', {
      summary: 'New colleague from Monday on',
      text: [
        'Please set up our new colleague:',
        'Name: Nora Ellery',
        'Job title: Front Desk',
        'Licence: Microsoft 365 Business Premium',
        'Groups: Front Office, VPN Users',
        'Team: Company News',
        'She needs an access pass for her first sign-in. Dana',
      ].join('\n'),
    });
    const plan = await mayDecide(stage, ticketId, 'aolsen');
    for (const words of PLANNED) expect(words.test(plan.text), `the plan does not say ${words}`);
    expect(directoryWrites(stage).length === 0, 'the directory was changed before the approval');
    answers(stage, ticketId, 'aolsen', 'approved');
    const closing = await readsNote(stage, ticketId, /Frontdesk agent: done/);

    const asked = sandbox.psa.notes(ticketId).filter(({ text }) => /waiting for approval/.test(text));
    expect(asked.length === 1, `an approval was asked for ${asked.length} times`);
    const nora = microsoft.user(NORA);
    expect(microsoft.licencesOf(NORA).includes('SPB'), 'she has no licence');
    for (const name of ['Front Office', 'VPN Users', 'Company News']) {
      expect(nora.groups.includes(name), `she is not in ${name} but in ${nora.groups.join(', ')}`);
    }
    const password = nora.passwords.at(-1)?.password ?? '';
    const pass = microsoft.accessPass(NORA)?.pass ?? '';
    expect(password !== '' && pass !== '', 'she has no password or no access pass');
    expect(/first Microsoft 365 password/.test(closing.text), 'the password cannot be opened');
    expect(/temporary access pass/.test(closing.text), 'the access pass cannot be opened');
    const said = JSON.stringify([
      sandbox.psa.notes(ticketId).map(({ stored }) => stored),
      sandbox.model.requests().map(({ request }) => request),
    ]);
    for (const secret of [password, pass]) expect(!said.includes(secret), 'a secret stands in a note or was shown');
    tell('directory', `${nora.displayName} (${nora.userPrincipalName}) is in ${nora.groups.join(', ')}`);
    return { ticketId };
  },
};
