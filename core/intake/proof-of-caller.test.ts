import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { LiveProof } from '../verification/proof-now.js';
import { DANA, openWorld, type World } from './fakes-for-tests.js';

describe('the proof of who is calling', () => {
  let world: World;
  let asked: string[];
  beforeEach(async () => {
    world = await openWorld();
    asked = [];
  });
  afterEach(() => world.dispose());

  const proof: LiveProof = {
    async of({ contactId }) {
      asked.push(contactId);
      return { state: 'code', challenge: 'c/0', sentTo: 'the mobile on file ending in 42', triesLeft: 3 };
    },
    async submit({ contactId }) {
      asked.push(contactId);
      return { state: 'approved' };
    },
    async resend({ contactId }) {
      asked.push(contactId);
      return 'asked';
    },
  };

  it('is asked of a caller about the contact whom they agreed to be', async () => {
    const { desk, id } = await world.opened({ proof });
    expect(await desk.intake.verificationOf(id)).toMatchObject({ state: 'code' });
    expect(await desk.intake.submitCode(id, '123456')).toEqual({ state: 'approved' });
    expect(await desk.intake.resendCode(id)).toBe('asked');
    expect(asked).toEqual([DANA.id, DANA.id, DANA.id]);
    const { ticketId = '' } = await desk.conversations.get(id);
    expect(await desk.intake.isLive(ticketId, DANA.id)).toBe(true);
    expect(await desk.intake.isLive(ticketId, 'another')).toBe(false);
    expect(await desk.intake.isLive(ticketId, undefined)).toBe(false);
    await desk.intake.end(id, 'finished');
    expect(await desk.intake.isLive(ticketId, DANA.id)).toBe(false);
  });

  it('tells nothing to a caller who is nobody on file, whoever the ticket is opened for', async () => {
    const desk = world.start({ proof });
    const { conversationId } = await desk.intake.begin({ channel: 'call', key: 'CA9', from: '', to: '+12065550199' });
    await desk.intake.unconfirmed(conversationId, { name: 'Dana Reyes' });
    await desk.intake.openTicket(conversationId, 'Reset my password');
    const { ticketId = '' } = await desk.conversations.get(conversationId);
    expect(ticketId).not.toBe('');
    expect(await desk.intake.verificationOf(conversationId)).toEqual({ state: 'none' });
    expect(await desk.intake.submitCode(conversationId, '123456')).toEqual({ state: 'over' });
    expect(await desk.intake.resendCode(conversationId)).toBe('over');
    expect(await desk.intake.isLive(ticketId, DANA.id)).toBe(false);
    expect(asked).toEqual([]);
  });
});
