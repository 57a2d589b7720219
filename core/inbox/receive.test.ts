import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createClock, createHandQueue } from '../agent/fakes-for-tests.js';
import { openTestStore, type TestStore } from '../store/store-for-tests.js';
import { createInbox, WORK_EVENT } from './receive.js';

const KIND = 'pretend_psa';
const EVENT = { kind: 'ticket', ticketId: '41', action: 'updated', own: false } as const;

describe('an event that was stored', () => {
  let store: TestStore;
  const clock = createClock();
  const hand = createHandQueue();
  beforeEach(async () => {
    store = await openTestStore();
  });
  afterEach(() => store.dispose());

  it('is worked on again when it comes again at once, since it may be another change, and later no more', async () => {
    const inbox = createInbox({ connection: store.connection, queue: hand.queue, now: clock.now });
    const looked: string[] = [];
    hand.queue.define<{ id: string }>(WORK_EVENT, async ({ id }) => {
      looked.push(id);
      await inbox.worked(id);
    });
    const comes = async () => {
      await inbox.keep(KIND, 'the-same-delivery', EVENT);
      await hand.drain();
    };

    await comes();
    clock.pass(900); // Two notes of one second: what the vendor sends of them is the same to the letter.
    await comes();
    expect(looked).toHaveLength(2);
    clock.pass(10_000);
    await comes();
    expect(looked).toHaveLength(2);
  });
});
