import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { VendorError } from '../errors.js';
import { createWorkingDesk, type WorkingDesk } from '../inbox/testing/working-desk.js';
import { openTestStore, type TestStore } from '../store/store-for-tests.js';
import { defineTool, type Preview } from '../tools/tool.js';
import { createClock, DANA, HARBOR, OMAR, proposal } from './fakes-for-tests.js';
import { previewStep } from './preview-step.js';

const CREATE = 'pretend_directory:create-user';
const LICENSE = 'pretend_directory:assign-license';
const STARTER = { id: 'u-new', userPrincipalName: 'new@harbor.example', displayName: 'New Starter', emails: [] };
const SYNCED = 'Dana is synced from the on-premises directory; change the licence there';

describe('what a step would meet', () => {
  const clock = createClock();
  let store: TestStore;
  let desk: WorkingDesk;
  const looked: string[] = [];
  const licensed: string[] = [];
  const world: { preview: ((user: string) => Promise<Preview>) | undefined; gone?: boolean } = {
    preview: async () => ({}),
  };
  const tools = [
    defineTool({
      name: CREATE,
      description: 'Creates a user.',
      input: z.strictObject({ name: z.string() }),
      effect: 'write',
      subject: () => ({ kind: 'client' }),
      describe: ({ name }) => `Create ${name}`,
      undo: ({ name }) => `Delete ${name}`,
      observe: async () => 'unknown',
      creates: () => ({ kind: 'user', ref: STARTER.id }),
      async run() {
        desk.identity.tenants['tenant-harbor'] = [DANA, OMAR, STARTER];
        return { output: { id: STARTER.id }, summary: 'Created the user' };
      },
    }),
    defineTool({
      name: LICENSE,
      description: 'Assigns a licence.',
      input: z.strictObject({ user: z.string() }),
      effect: 'write',
      subject: ({ user }) => ({ kind: 'user', ref: user, argument: 'user' }),
      describe: ({ user }) => `Give ${user} a licence`,
      undo: ({ user }) => `Take the licence from ${user}`,
      observe: async () => 'unknown',
      async preview({ secrets }, { user }) {
        looked.push(user);
        if (world.preview) return world.preview(user);
        await secrets.keep({ label: 'password', value: 'x', subject: user });
        return {};
      },
      async run(_scope, { user }) {
        if (world.gone) throw new VendorError('directory', 'not_found', `There is no user ${user}`);
        licensed.push(user);
        return { output: {}, summary: `Gave ${user} a licence` };
      },
    }),
  ];
  const forDana = { tool: LICENSE, arguments: { user: DANA.userPrincipalName } };
  const forStarter = [
    { tool: CREATE, arguments: { name: 'New Starter' } },
    { tool: LICENSE, arguments: { user: '${steps.1.id}' } },
  ];

  beforeEach(async () => {
    store = await openTestStore();
    desk = await createWorkingDesk({ connection: store.connection, clock, tools });
    looked.length = 0;
    licensed.length = 0;
    world.preview = async () => ({});
    delete world.gone;
  });
  afterEach(() => store.dispose());

  async function asked(...answers: Parameters<typeof desk.script.play>) {
    desk.script.play(...answers);
    const ticketId = desk.ticket('I need a licence');
    await desk.look(ticketId, 'added');
    return ticketId;
  }
  async function approved(ticketId: string) {
    desk.psa.addNote(ticketId, { text: 'approved' });
    await desk.look(ticketId);
  }

  it('is asked of the frozen target while it is planned, and its sentence stands on the note', async () => {
    world.preview = async () => ({ sentence: 'Give Dana Reyes a Business Premium licence' });
    const ticketId = await asked([proposal(forDana)]);
    expect(looked).toEqual([DANA.id]);
    expect(desk.lastNote(ticketId)).toContain('1. [needs approval] Give Dana Reyes a Business Premium licence');
  });

  it('turns a plan down before anybody is asked; the hand-over says why', async () => {
    world.preview = async () => ({ problem: SYNCED });
    const ticketId = await asked([proposal(forDana)], [['ask_person', { reason: 'It has to be done elsewhere.' }]]);
    expect(JSON.stringify(desk.script.requests.at(-1)?.messages)).toContain(SYNCED);
    expect((await desk.run(ticketId)).state).toBe('failed');
    const note = desk.lastNote(ticketId);
    expect(note).toContain('It has to be done elsewhere.');
    expect(note).toContain(`- Give ${DANA.userPrincipalName} a licence: ${SYNCED}`);
    expect(note).not.toContain('waiting for approval');
  });

  it('is told also when the model has nothing to say about it', async () => {
    world.preview = async () => ({ problem: SYNCED });
    const ticketId = await asked([proposal(forDana)]);
    expect(desk.lastNote(ticketId)).toContain(SYNCED);
    expect(looked.length).toBeLessThanOrEqual(3);
  });

  it('is a reason like any other when the vendor refuses for good', async () => {
    world.preview = () => Promise.reject(new VendorError('directory', 'forbidden', 'Directory.Read.All is missing'));
    const ticketId = await asked([proposal(forDana)], [['ask_person', { reason: 'I cannot.' }]]);
    expect(desk.lastNote(ticketId)).toContain('Directory.Read.All is missing');
  });

  it('is asked again later when the vendor is down', async () => {
    let down = true;
    world.preview = async () => {
      if (down) throw new VendorError('directory', 'unavailable', 'The directory is down');
      return {};
    };
    const ticketId = await asked([proposal(forDana)]);
    expect((await desk.run(ticketId)).state).toBe('diagnosing');
    down = false;
    await desk.later(60_000);
    expect((await desk.run(ticketId)).state).toBe('awaiting_approval');
  });

  it('is asked when its turn comes, where it was not known before', async () => {
    const ticketId = await asked([proposal(...forStarter)]);
    expect(looked).toEqual([]);
    world.preview = async () => ({ problem: 'No licence is free' });
    await approved(ticketId);
    expect(looked).toEqual([STARTER.id]);
    await desk.later(60_000);
    expect(licensed).toEqual([]);
    expect(desk.lastNote(ticketId)).toContain('Step 2 could not be completed: No licence is free');
  });

  it('is asked for what is known already where a tool looks at that, in words that people read', async () => {
    const [license] = tools.slice(1);
    if (license) Object.assign(license, { previewsDeferred: true });
    world.preview = async (user) => ({ sentence: `Give ${user} a licence, of which 2 are free` });
    const ticketId = await asked([proposal(...forStarter)]);
    if (license) Object.assign(license, { previewsDeferred: false });
    expect(looked).toEqual(['${steps.1.id}']);
    expect(desk.lastNote(ticketId)).toContain('Give (the result of step 1) a licence, of which 2 are free');
  });

  it('is not believed at once of what an earlier step has just made', async () => {
    const ticketId = await asked([proposal(...forStarter)]);
    world.gone = true;
    await approved(ticketId);
    expect((await desk.run(ticketId)).state).toBe('executing');
    delete world.gone;
    await desk.later(10_000);
    expect((await desk.run(ticketId)).state).toBe('done');
    expect(licensed).toEqual([STARTER.id]);
  });

  it('is not asked of a plan that is wrong anyway', async () => {
    await asked([proposal(forDana, { tool: LICENSE, arguments: {} })], [['ask_person', { reason: 'I cannot.' }]]);
    expect(looked).toEqual([]);
  });

  it('takes no longer than it may, keeps no secret and opens none', async () => {
    const [tool] = tools.slice(1);
    if (!tool) throw new Error('no tool');
    const scope = { clientId: HARBOR.slug, mapping: 'tenant-harbor', secrets: desk.secrets.keeper(OWNER) };
    world.preview = () => new Promise(() => undefined);
    await expect(previewStep({ tool, scope }, { user: DANA.id }, 10)).rejects.toMatchObject({ failure: 'unavailable' });
    world.preview = undefined;
    await expect(previewStep({ tool, scope }, { user: DANA.id })).rejects.toThrow('keeps no secret');
  });
});

const OWNER = { clientId: 'c1', runId: 'r1', ticketId: '101', step: 0 };
