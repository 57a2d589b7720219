import { expect, type Scenario } from './scenario.js';
import { answers, directoryWrites, mayDecide, readsNote } from './ticket-desk.js';
import { writesIn } from './tickets-by-mail.js';

/** A group by its name, which every client has one of. */
export const addToGroup: Scenario = {
  name: 'add-to-group',
  title: 'Dana asks for the finance share; a technician approves, and she is in the group whose name she wrote.',
  mode: 'execute',
  defaultPsaOnly: true,
  async play(stage) {
    const { sandbox, tell } = stage;
    const { microsoft } = sandbox;
    const dana = 'harbor-dental/dana-whitfield';
    const before = microsoft.user(dana).groups;
    const ticketId = writesIn(stage, dana, {
      summary: 'Access to the finance share',
      text: 'Please add me to the Finance Share group, I look after the invoices from today on. Thanks, Dana',
    });
    const plan = await mayDecide(stage, ticketId, 'rcastro');
    expect(/Put Dana Whitfield[^\n]* into Finance Share/.test(plan.text), 'the plan does not name whom and where');
    expect(directoryWrites(stage).length === 0, 'the directory was changed before the approval');
    answers(stage, ticketId, 'rcastro', 'approved');
    const closing = await readsNote(stage, ticketId, /Frontdesk agent: done/);
    expect(/out of the group Finance Share \(/.test(closing.text), 'the note does not say by name how to take it back');
    const { groups } = microsoft.user(dana);
    expect(groups.includes('Finance Share') && groups.length === before.length + 1, `she is in ${groups.join(', ')}`);
    expect(directoryWrites(stage).length === 1, `the directory was changed ${directoryWrites(stage).length} times`);
    const elsewhere = microsoft.users('larkmere-logistics').map(({ id }) => id);
    const paths = directoryWrites(stage).map(({ path, detail }) => `${path} ${JSON.stringify(detail)}`);
    expect(!elsewhere.some((id) => paths.some((path) => path.includes(id))), 'another client was touched');
    tell('directory', `Dana is in ${groups.join(', ')}`);
    return { ticketId };
  },
};
