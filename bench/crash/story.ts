/** The run that is killed, as the pretend world sees it: somebody reports a strange sign-in, a technician approves. */
import { configurationFor } from '../../sandbox/configuration.js';
import { isObject } from '../../sandbox/model/json.js';
import { technician } from '../../sandbox/model/technician.js';
import { startSandbox } from '../../sandbox/sandbox.js';

export const PUBLIC_BASE_URL = 'https://frontdesk.example';
/** All of them work at one client, so that a token once fetched serves every run of a process. */
const CLIENT = 'harbor-dental';
const TOOL_NOTE = 'The account was secured; ask the requester to choose a new password.';

export interface Story {
  ticketId: number;
  personKey: string;
  /** How many records the world had when it began. */
  since: number;
}

export type StoryWorld = Awaited<ReturnType<typeof createStoryWorld>>;

export async function createStoryWorld() {
  const sandbox = await startSandbox();
  const { connectwise, microsoft, model, world, records } = sandbox;
  /** Of administrators and accounts that are mastered elsewhere no password is reset. */
  const isOrdinary = (key: string) => {
    const { roles, onPremisesSyncEnabled } = microsoft.user(key);
    return roles.length === 0 && !onPremisesSyncEnabled;
  };
  const people = world.people.filter(({ company, key }) => company === CLIENT && isOrdinary(key));
  let told = 0;
  let current: Story | undefined;

  model.script(async (reading, request) => {
    const turn = await technician(reading, request);
    const [call] = turn.calls ?? [];
    if (call?.tool !== 'propose_plan' || !isObject(call.arguments)) return turn;
    const steps = Array.isArray(call.arguments.steps) ? call.arguments.steps : [];
    const note = { ticketId: String(current?.ticketId), text: TOOL_NOTE, visibility: 'internal' };
    const last = { tool: 'connectwise_psa:cw-add-ticket-note', arguments: note, why: 'So that the next shift knows.' };
    return { calls: [{ tool: call.tool, arguments: { ...call.arguments, steps: [...steps, last] } }] };
  });

  const notes = (story: Story, pattern: RegExp) =>
    connectwise
      .notes(story.ticketId)
      .filter(({ text, member }) => member?.id === connectwise.apiMember.id && pattern.test(text));

  return {
    sandbox,
    /** Origins of the vendors that a run calls. */
    vendors: Object.fromEntries(
      Object.entries({
        connectwise: connectwise.url,
        login: microsoft.loginUrl,
        graph: microsoft.graphUrl,
        model: model.url,
      }).map(([name, url]) => [new URL(url).origin, name]),
    ),
    configuration: configurationFor(sandbox, { mode: 'execute' }),
    /** A ticket comes in. Its requester is another person than the last one. */
    begin(): Story {
      const person = people[told++ % people.length];
      if (!person) throw new Error(`The pretend world has nobody at ${CLIENT}`);
      microsoft.configure(person.key, { accountEnabled: true, onPremisesSyncEnabled: false, directoryRole: null });
      const since = records.all().length;
      const ticket = connectwise.technicianCreatesTicket({
        member: 'mbell',
        personKey: person.key,
        summary: 'Strange sign-in',
        description: 'I think my account was hacked, there is a strange sign-in.',
      });
      current = { ticketId: ticket.id, personKey: person.key, since };
      return current;
    },
    approve({ ticketId }: Story): void {
      connectwise.technicianAddsNote(ticketId, { member: 'rcastro', text: 'approved' });
    },
    planned: (story: Story) => notes(story, PLAN).length > 0,
    ended: (story: Story) => notes(story, ENDED).length > 0,
    /** An event that the vendor sent found nobody, or was cut off: the product has to ask for it. */
    lostEvents: ({ since }: Story) =>
      records
        .all()
        .slice(since)
        .filter(({ method, status }) => method === 'EVENT' && status !== 200).length,
    /** What is wrong with the world after the run: every note is there once, every tool has acted once. */
    problems(story: Story): string[] {
      const written = records
        .all()
        .slice(story.since)
        .filter(({ write }) => write);
      const user = microsoft.userId(story.personKey);
      const writes = (vendor: string, method: string, path: RegExp) =>
        written.filter((record) => record.vendor === vendor && record.method === method && path.test(record.path));
      const graph = written.filter(({ vendor }) => vendor === 'microsoft');
      const counted: [string, number, number][] = [
        ['plan notes', notes(story, PLAN).length, 1],
        ['notes of the tool', notes(story, new RegExp(`^${TOOL_NOTE}$`)).length, 1],
        ['closing notes', notes(story, DONE).length, 1],
        ['notes in all', notes(story, /^/).length, 3],
        ['password resets', writes('microsoft', 'PATCH', new RegExp(`/users/${user}$`)).length, 1],
        ['revocations of sessions', writes('microsoft', 'POST', /\/revokeSignInSessions$/).length, 1],
        ['changes in the directory', graph.length, 2],
      ];
      return counted.flatMap(([what, count, expected]) =>
        count === expected ? [] : [`${count} ${what}, not ${expected}`],
      );
    },
    /** What Microsoft was last told to be the password. */
    passwordOf: ({ personKey }: Story) => microsoft.user(personKey).passwords.at(-1)?.password,
    stop: sandbox.stop,
  };
}

const PLAN = /^Frontdesk agent: plan/;
const DONE = /^Frontdesk agent: done/;
const ENDED = /^Frontdesk agent: (done|stopped|please take over|ended)/;
