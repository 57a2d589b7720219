import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { VendorError } from '../errors.js';
import { createWorkingDesk, type WorkingDesk } from '../inbox/testing/working-desk.js';
import { openTestStore, type TestStore } from '../store/store-for-tests.js';
import { defineTool } from '../tools/tool.js';
import { createClock, proposal, RESET_DANA } from './fakes-for-tests.js';

const SEARCH = 'pretend_directory:search-articles';
const DOWN = 'The documentation does not answer';

describe('a run that reads where nothing answers', () => {
  const clock = createClock();
  let store: TestStore;
  let desk: WorkingDesk;
  let failing: VendorError | undefined;
  const tools = [
    defineTool({
      name: SEARCH,
      description: 'Searches articles.',
      input: z.strictObject({ query: z.string() }),
      effect: 'read',
      subject: () => ({ kind: 'client' }),
      async run() {
        if (failing) throw failing;
        return { output: { articles: [] }, summary: 'Found nothing' };
      },
    }),
  ];
  const search = [SEARCH, { query: 'printer' }] as const;

  beforeEach(async () => {
    store = await openTestStore();
    desk = await createWorkingDesk({ connection: store.connection, clock, tools });
    failing = new VendorError('Pretend Docs', 'unavailable', DOWN);
  });
  afterEach(() => store.dispose());

  async function asked(...answers: Parameters<typeof desk.script.play>) {
    desk.script.play(...answers);
    const ticketId = desk.ticket('How do I scan?');
    await desk.look(ticketId, 'added');
    return ticketId;
  }
  const lastError = async () => (await desk.connections.overviewOf('pretend_directory')).connected?.lastError;

  it('goes on without it: the model hears it, the hand-over says so, the card shows it', async () => {
    const ticketId = await asked([search], [['ask_person', { reason: 'No article was found.' }]]);
    expect(JSON.stringify(desk.script.requests.at(-1)?.messages)).toContain(DOWN);
    expect(desk.lastNote(ticketId)).toContain(`- Pretend Docs: ${DOWN}`);
    expect(await lastError()).toMatchObject({ what: DOWN, clientId: desk.client.id, at: clock.now() });
  });

  it('says so on the note of its plan', async () => {
    const ticketId = await asked([search], [proposal(RESET_DANA)]);
    expect(desk.lastNote(ticketId)).toContain(`- Pretend Docs: ${DOWN}`);
  });

  it('says nothing of what answered in the end, and the card is clean again', async () => {
    const ticketId = await asked([search], [['ask_person', { reason: 'No.' }]]);
    expect(desk.lastNote(ticketId)).toContain(DOWN);
    failing = undefined;
    const next = await asked([search], [['ask_person', { reason: 'No article was found.' }]]);
    expect(desk.lastNote(next)).not.toContain('could not look into');
    expect(await lastError()).toBeNull();
  });

  it('says nothing of what was only not there', async () => {
    failing = new VendorError('Pretend Docs', 'not_found', 'There is no such article');
    const ticketId = await asked([search], [['ask_person', { reason: 'No.' }]]);
    expect(desk.lastNote(ticketId)).not.toContain('could not look into');
    expect(await lastError()).toBeNull();
  });

  it('shows on the card also when the requester could not even be found', async () => {
    const { findUser } = desk.identity.directory;
    desk.identity.directory.findUser = () =>
      Promise.reject(new VendorError('d', 'unauthorized', 'Consent was revoked'));
    await asked([['ask_person', { reason: 'No.' }]]);
    expect(await lastError()).toMatchObject({ what: 'Consent was revoked' });
    desk.identity.directory.findUser = findUser;
  });
});
