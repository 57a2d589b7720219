import { eventually, expect, type Scenario, type Stage } from './scenario.js';
import { answers, mayDecide, quiet, readsNote } from './ticket-desk.js';
import { writesIn } from './tickets-by-mail.js';

const TITLE = 'Connect to the office VPN';

/** A question that the client's documentation answers, and not that of another client. */
export const howDoI: Scenario = {
  name: 'how-do-i',
  title: 'Dana asks how to connect to the VPN; she gets the words of her own article in Hudu, and where they stand.',
  mode: 'execute',
  defaultPsaOnly: true,
  needs: ['hudu'],
  async play(stage) {
    const { sandbox, tell } = stage;
    const ticketId = writesIn(stage, 'harbor-dental/dana-whitfield', {
      summary: 'VPN from home',
      text: 'How do I connect to the office VPN? I work from home tomorrow. Dana',
    });
    const plan = await mayDecide(stage, ticketId, 'tnkosi');
    expect(/a note that the customer sees/.test(plan.text), 'the plan does not say that the customer will read it');
    answers(stage, ticketId, 'tnkosi', 'approved');
    await readsNote(stage, ticketId, /Frontdesk agent: done/);
    const answer = await eventually(
      () => sandbox.psa.notes(ticketId).find(({ internal, author }) => !internal && author.kind === 'own'),
      'the answer',
    );
    tell('answer', answer.text);
    expect(answer.text.includes(TITLE), 'the answer does not say which article it is from');
    expect(answer.text.includes(`${sandbox.hudu.url}/`), 'the answer does not say where the article is');
    const server = serverIn(stage, 'harbor-dental');
    expect(answer.text.includes(server), `the answer does not name her own server, ${server}`);
    const others = serverIn(stage, 'larkmere-logistics');
    expect(!answer.text.includes(others), 'the answer names the server of another client');
    await quiet(stage);
    const changed = sandbox.records.writes().filter(({ vendor }) => vendor !== sandbox.psa.vendor);
    expect(changed.length === 0, `${changed.map(({ vendor, path }) => `${vendor} ${path}`).join(', ')} was changed`);
    return { ticketId };
  },
};

/** The host that the article of this title names at a client: each has one of its own. */
function serverIn({ sandbox }: Stage, company: string): string {
  const article = sandbox.hudu.articles(company).find(({ name }) => name === TITLE);
  const server = /\b[\w-]+(?:\.[\w-]+)*\.example\b/.exec(article?.content ?? '')?.[0];
  expect(server !== undefined, `${company} has no article "${TITLE}" that names a server`);
  return server;
}
