import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { createWorkingDesk, type WorkingDesk } from '../inbox/testing/working-desk.js';
import { openTestStore, type TestStore } from '../store/store-for-tests.js';
import { defineTool } from '../tools/tool.js';
import { createClock, NEW_PASSWORD, proposal, RESET_DANA } from './fakes-for-tests.js';

const GET = 'pretend_directory:get-password';
const RUN = 'pretend_directory:run-script';
const STORED = 'Wf9-kelp-lantern-0042-quartz';

describe('a secret that one step reads and another needs', () => {
  const clock = createClock();
  let store: TestStore;
  let desk: WorkingDesk;
  const given: string[] = [];
  const tools = [
    defineTool({
      name: GET,
      description: 'Reads a stored password.',
      input: z.strictObject({ name: z.string() }),
      effect: 'read',
      defaultPolicy: 'approval_needed',
      subject: () => ({ kind: 'client' }),
      async run({ secrets }, { name }) {
        const { secretId } = await secrets.keep({
          label: 'stored password',
          value: STORED,
          subject: name,
          stored: true,
        });
        return { output: { secretId }, summary: `Read the password ${name}`, secretIds: [secretId] };
      },
    }),
    defineTool({
      name: RUN,
      description: 'Runs a script with a password.',
      input: z.strictObject({ secretId: z.string() }),
      effect: 'write',
      subject: () => ({ kind: 'client' }),
      describe: ({ secretId }) => `Run the script with ${secretId}`,
      undo: () => 'Nothing to take back',
      observe: async () => 'unknown',
      async run({ secrets }, { secretId }) {
        given.push((await secrets.open?.(secretId)) ?? 'not offered');
        return { output: {}, summary: 'Ran the script' };
      },
    }),
  ];
  const read = { tool: GET, arguments: { name: 'Wi-Fi' } };
  const run = (secretId: string) => ({ tool: RUN, arguments: { secretId } });

  beforeEach(async () => {
    store = await openTestStore();
    desk = await createWorkingDesk({ connection: store.connection, clock, tools });
    given.length = 0;
  });
  afterEach(() => store.dispose());

  async function carriedOut(...steps: { tool: string; arguments: unknown }[]) {
    desk.script.play([proposal(...steps)]);
    const ticketId = desk.ticket('The scanner has lost the Wi-Fi');
    await desk.look(ticketId, 'added');
    desk.psa.addNote(ticketId, { text: 'approved' });
    await desk.look(ticketId);
    const { id: runId, state, ledger } = await desk.run(ticketId);
    const kept = await desk.secrets.ofRun(desk.client.id, runId);
    return { ticketId, runId, state, ledger, kept, note: desk.lastNote(ticketId) };
  }
  const everything = async (ticketId: string, runId: string) =>
    JSON.stringify([
      desk.script.requests,
      desk.psa.ownNotes(ticketId),
      await desk.activity.ofRun(runId),
      await desk.run(ticketId),
      await store.connection.collection('secrets').find({}).toArray(),
    ]);

  it('is handed on by reference, recorded, and listed for nobody', async () => {
    const { ticketId, runId, state, note, kept } = await carriedOut(read, run('${steps.1.secretId}'));
    expect(state).toBe('done');
    expect(given).toEqual([STORED]);
    const [handed, ...more] = (await desk.activity.ofRun(runId)).filter(({ kind }) => kind === 'secret.handed_on');
    expect(handed?.what).toBe('Step 2 was handed the stored password for Wi-Fi');
    expect(more).toEqual([]);
    expect(note).not.toContain('can be opened once');
    expect(kept).toEqual([]);
    expect(await everything(ticketId, runId)).not.toContain(STORED);
  });

  it('is shown to the model as a step that needs an approval', async () => {
    await carriedOut(read);
    expect(JSON.stringify(desk.script.requests[0]?.messages)).toContain(GET);
    expect(desk.script.requests[0]?.tools.map(({ name }) => name)).not.toContain(GET);
  });

  it('is for people when nothing else was done with it', async () => {
    expect((await carriedOut(read)).note).toContain('The stored password for Wi-Fi can be opened once');
  });

  it('stays for people when it was made and not only looked up', async () => {
    const { note } = await carriedOut(RESET_DANA, run('${steps.1.secret}'));
    expect(note).toContain('the result of step 1 has no secret');
    const [made] = await store.connection.collection('secrets').find({}).toArray();
    const keeper = desk.secrets.keeper({
      clientId: desk.client.id,
      runId: String(made?.runId),
      ticketId: '1',
      step: 1,
    });
    expect(await keeper.open?.(String(made?._id))).toBe(NEW_PASSWORD);
    expect(await desk.secrets.ofRun(desk.client.id, String(made?.runId))).toMatchObject([{ forNobody: false }]);
  });

  it('is not given for what a model makes up, what another run kept, and what has expired', async () => {
    const first = await carriedOut(read);
    const [others] = first.kept;
    const { state, note } = await carriedOut(run(others?.secretId ?? ''));
    expect(state).toBe('failed');
    expect(note).toContain('There is no secret of an earlier step');
    expect(given).toEqual([]);
    const keeper = (step: number, clientId = desk.client.id) =>
      desk.secrets.keeper({ clientId, runId: first.runId, ticketId: first.ticketId, step });
    const missing = { code: 'not_found' };
    await expect(keeper(0).open?.(others?.secretId ?? '')).rejects.toMatchObject(missing);
    await expect(keeper(1, 'another').open?.(others?.secretId ?? '')).rejects.toMatchObject(missing);
    clock.pass(8 * 24 * 60 * 60_000);
    await expect(keeper(1).open?.(others?.secretId ?? '')).rejects.toMatchObject(missing);
  });

  it('is not given to anything that only diagnoses', () => {
    const keeper = desk.secrets.keeper({ clientId: desk.client.id, runId: 'r', ticketId: '1' });
    expect(keeper.open).toBeUndefined();
  });
});
