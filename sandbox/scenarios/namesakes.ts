import { expect, type Scenario } from './scenario.js';
import { numberIn, phone } from './telephone.js';
import { answers, mayDecide, readsNote, ticketNumbered } from './ticket-desk.js';

/** Two people share a name: the company is asked, and the right one is chosen. */
export const namesakes: Scenario = {
  name: 'namesakes',
  title: 'Two Sarah Chens work at two clients; the one at Larkmere Logistics phones from a number nobody knows.',
  mode: 'execute',
  async play(stage) {
    const { sandbox, tell } = stage;
    const sarah = sandbox.world.person('larkmere-logistics/sarah-chen');
    const namesake = sandbox.world.person('harbor-dental/sarah-chen');
    sandbox.microsoft.configure(sarah.key, { accountEnabled: false });
    const call = await phone(stage, '+13125550199');
    await call.hears(/who am I speaking with/i);
    await call.says('sarah-larkmere-hello');
    await call.hears(/which company/i);
    await call.says('sarah-larkmere-company');
    await call.hears(/is that Sarah Chen at Larkmere Logistics/i);
    await call.says('sarah-larkmere-yes');
    await call.hears(/help you/i);
    await call.says('sarah-larkmere-disabled');
    const number = numberIn(await call.hears(/ticket number is/i));
    await call.says('sarah-larkmere-thanks');
    await call.hears(/good-?bye/i);
    await call.ended;

    const ticket = ticketNumbered(stage, number);
    const ticketId = ticket.id;
    expect(ticket.contactId === sandbox.psa.contactId(sarah.key), 'the ticket is on the wrong Sarah Chen');
    tell('ticket', `Ticket ${number} for ${ticket.companyName}: ${ticket.summary}`);
    await mayDecide(stage, ticketId, 'aolsen');
    answers(stage, ticketId, 'aolsen', 'Go ahead.');
    await readsNote(stage, ticketId, /Frontdesk agent: done/i);
    expect(sandbox.microsoft.user(sarah.key).accountEnabled === true, 'her account is not enabled again');
    const touched = sandbox.records
      .writes('microsoft')
      .filter(({ path }) => path.includes(sandbox.microsoft.userId(namesake.key)));
    expect(touched.length === 0, 'the other Sarah Chen was touched');
    return { ticketId };
  },
};
