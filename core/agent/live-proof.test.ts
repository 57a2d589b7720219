import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createWorkingDesk, KIND, type WorkingDesk } from '../inbox/testing/working-desk.js';
import { takeChatMessage } from '../intake/code-in-chat.js';
import type { Verifier } from '../ports/verifier.js';
import { openTestStore, type TestStore } from '../store/store-for-tests.js';
import type { LiveProof } from '../verification/proof-now.js';
import { createClock, proposal, RESET_DANA } from './fakes-for-tests.js';
import { createLiveProof } from './live-proof.js';

const MINUTE_MS = 60_000;
const SENSITIVE = 'I forgot my password, please reset it';
const NEW_PHONE = 'I have a new phone, please reset my MFA';

describe('a code that is asked for while the requester is still there', () => {
  let store: TestStore;
  let desk: WorkingDesk;
  let proof: LiveProof;
  let inbox: string[];
  let isThere: boolean;
  beforeEach(async () => {
    const clock = createClock();
    store = await openTestStore();
    inbox = [];
    isThere = true;
    const verifier: Verifier = {
      title: 'Text message',
      proof: 'code',
      factor: 'telephone',
      needs: 'mobile',
      forAllClients: true,
      async challenge({ key, code }) {
        inbox.push(code?.value ?? '');
        const expiresAt = new Date(clock.now().getTime() + 5 * MINUTE_MS);
        return { reference: key, sentTo: 'the mobile on file ending in 67', expiresAt };
      },
      outcome: async () => 'pending',
    };
    desk = await createWorkingDesk({ connection: store.connection, clock, verifier });
    const dana = desk.psa.contacts.get('41');
    if (dana) desk.psa.contacts.set('41', { ...dana, mobile: '(206) 555-0167' });
    desk.hire({ canTellCode: async () => isThere });
    desk.script.play([proposal(RESET_DANA)]);
    proof = createLiveProof({ ...desk.deps, runs: desk.runs, wake: (runId) => desk.agent.wake(runId) });
  });
  afterEach(() => store.dispose());

  const on = (ticketId: string) => ({ psaKind: KIND, ticketId, contactId: '41', companyId: '2', problem: SENSITIVE });
  const wrong = () => (inbox.at(-1) === '000000' ? '000001' : '000000');
  async function challenged(summary = SENSITIVE) {
    const ticketId = desk.ticket(summary);
    await desk.look(ticketId, 'added');
    return ticketId;
  }
  const state = async (ticketId: string) => (await desk.run(ticketId)).state;
  const everything = async (ticketId: string) =>
    JSON.stringify([
      desk.psa.ownNotes(ticketId),
      await desk.run(ticketId),
      desk.script.requests,
      await store.connection.collection('activity').find().toArray(),
      await store.connection.collection('verifications').find().toArray(),
    ]);

  it('is foreseen by the words of the request, then awaited, then told', async () => {
    expect(await proof.of(on('not-yet'))).toEqual({ state: 'coming' });
    expect(await proof.of({ ...on('not-yet'), problem: 'The printer is jammed' })).toEqual({ state: 'none' });
    expect(await proof.of({ ...on('not-yet'), companyId: 'unmapped' })).toEqual({ state: 'none' });
    const ticketId = await challenged();
    expect(await proof.of(on(ticketId))).toMatchObject({
      state: 'code',
      sentTo: 'the mobile on file ending in 67',
      triesLeft: 3,
    });
    expect(await proof.submit(on(ticketId), inbox[0] ?? '')).toEqual({ state: 'approved' });
    await desk.hand.drain();
    expect(await state(ticketId)).toBe('awaiting_approval');
    expect(await proof.of(on(ticketId))).toMatchObject({ state: 'approved' });
    expect(desk.psa.ownNotes(ticketId)[1]?.text).toContain('told the code that was sent by Pretend Provider');
    expect(await everything(ticketId)).not.toContain(inbox[0]);
  });

  it('is no proof when it is wrong three times, replayed, of another run, or written on the ticket by an approver', async () => {
    const first = await challenged();
    const ofFirst = inbox[0] ?? '';
    desk.psa.addNote(first, { text: `The code is ${ofFirst}` });
    await desk.look(first);
    expect(await state(first)).toBe('awaiting_verification');
    const second = await challenged();
    if (inbox[1] !== ofFirst) expect((await proof.submit(on(second), ofFirst)).state).toBe('wrong');
    expect((await proof.submit(on(first), ofFirst)).state).toBe('approved');
    expect((await proof.submit(on(first), ofFirst)).state).toBe('over');
    await desk.hand.drain();
    expect((await proof.submit(on(first), ofFirst)).state).toBe('over');
    for (let tries = 0; tries < 3; tries += 1) await proof.submit(on(second), wrong());
    await desk.hand.drain();
    expect(await state(second)).toBe('failed');
    expect(desk.identity.resets).toEqual([]);
    expect(desk.lastNote(second)).toContain('denied');
    expect((await proof.submit(on('no-such-ticket'), ofFirst)).state).toBe('over');
  });

  it('is told of to nobody, and taken from nobody, who agreed to be somebody else', async () => {
    const ticketId = await challenged();
    const other = { ...on(ticketId), contactId: '42' };
    expect(await proof.of(other)).toEqual({ state: 'none' });
    expect(await proof.submit(other, inbox[0] ?? '')).toEqual({ state: 'over' });
    expect(await proof.resend(other)).toBe('over');
    expect(await proof.of(on(ticketId))).toMatchObject({ state: 'code', triesLeft: 3 });
  });

  it('is sent again when it did not arrive, three times in all', async () => {
    const ticketId = await challenged();
    expect(await proof.resend(on(ticketId))).toBe('asked');
    await desk.hand.drain();
    expect(inbox).toHaveLength(2);
    expect(await proof.of(on(ticketId))).toMatchObject({ state: 'code', challenge: expect.stringMatching(/\/1$/) });
    await proof.resend(on(ticketId));
    await desk.hand.drain();
    expect(await proof.resend(on(ticketId))).toBe('limit');
    expect(desk.headings(ticketId)).toEqual(['verification']);
    expect((await proof.submit(on(ticketId), inbox.at(-1) ?? '')).state).toBe('approved');
  });

  it('goes on when they have hung up, until it expires; then a technician may vouch', async () => {
    const ticketId = await challenged();
    isThere = false;
    await desk.later(5 * MINUTE_MS);
    expect(await proof.of(on(ticketId))).toMatchObject({ state: 'expired' });
    expect(await state(ticketId)).toBe('awaiting_verification');
    expect(desk.lastNote(ticketId)).toContain('"verified"');
    desk.psa.addNote(ticketId, { text: 'verified' });
    await desk.look(ticketId);
    expect(await state(ticketId)).toBe('awaiting_approval');
  });

  it('is not sent where nobody is there to tell it, nor without a mobile on file', async () => {
    isThere = false;
    const alone = await challenged();
    expect(desk.lastNote(alone)).toContain('nobody is on a call or chat');
    isThere = true;
    const dana = desk.psa.contacts.get('41');
    if (dana) {
      const { mobile: _mobile, ...without } = dana;
      desk.psa.contacts.set('41', without);
    }
    const landline = await challenged();
    expect(desk.lastNote(landline)).toContain('no mobile number');
    expect(desk.lastNote(landline)).toContain('"verified"');
    expect(inbox).toEqual([]);
    expect(await proof.of(on(landline))).toMatchObject({ state: 'unavailable' });
  });

  it('proves a request about the second factor by the PSA’s number, and says by what', async () => {
    const ticketId = await challenged(NEW_PHONE);
    await proof.submit(on(ticketId), inbox[0] ?? '');
    await desk.hand.drain();
    expect(await state(ticketId)).toBe('awaiting_approval');
    expect(desk.psa.ownNotes(ticketId)[1]?.text).toContain('the mobile on file ending in 67');
  });

  it('is taken in a chat, where the message is kept without it', async () => {
    const ticketId = await challenged();
    const intake = {
      verificationOf: () => proof.of(on(ticketId)),
      submitCode: (_id: string, code: string) => proof.submit(on(ticketId), code),
      resendCode: () => proof.resend(on(ticketId)),
    };
    const take = (text: string) => takeChatMessage(intake, 'c1', text);
    expect(await take('hello?')).toEqual({ keep: 'hello?', isCode: false });
    expect(await take('I have 3 of them')).toEqual({ keep: 'I have (code entered) of them', isCode: false });
    expect(await take(`it is ${wrong()}`)).toMatchObject({
      keep: '(code entered)',
      isCode: true,
      reply: expect.stringContaining('not the code'),
    });
    expect(await take("I didn't get it")).toMatchObject({
      isCode: true,
      reply: expect.stringContaining('another code'),
    });
    await desk.hand.drain();
    const right = await take([...(inbox.at(-1) ?? '')].join(' '));
    expect(right).toMatchObject({
      keep: '(code entered)',
      isCode: true,
      reply: expect.stringContaining('you are verified'),
    });
    await desk.hand.drain();
    expect(await take('My extension is 123456')).toEqual({ keep: 'My extension is 123456', isCode: false });
  });
});
