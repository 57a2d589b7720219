import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import mongoose from 'mongoose';
import { createClock } from '../agent/fakes-for-tests.js';
import { openTestStore, type TestStore } from '../store/store-for-tests.js';
import { createSecretLinks } from './secret-links.js';
import { createSecrets, type Secrets } from './secrets.js';
import { createVault } from './vault.js';

const ALEX = { accountId: 'a1', name: 'Alex' };
const WEEK = 7 * 24 * 3_600_000;
const STEP = { clientId: 'harbor', runId: 'r1', ticketId: 't1', step: 0 };

let store: TestStore;
let secrets: Secrets;
const clock = createClock();
const key = randomBytes(32);
const vault = createVault(new Map([[1, key]]));

beforeAll(async () => {
  store = await openTestStore();
  secrets = createSecrets({ connection: store.connection, vault, now: clock.now });
});
afterAll(() => store.dispose());

const stored = () => store.connection.collection<{ _id: string; sealed?: string }>('secrets');

async function keep(confirmed = true): Promise<string> {
  const { secretId } = await secrets.keeper(STEP).keep({ label: 'new password', value: 'Sunny-4711', subject: 'dana' });
  if (confirmed) await secrets.confirm(STEP, [secretId]);
  return secretId;
}

describe('a one-time secret', () => {
  it('gives its value once, and then says who opened it and when', async () => {
    const id = await keep();
    expect(await secrets.describe(id)).toEqual({
      secretId: id,
      label: 'new password',
      subject: 'dana',
      clientId: 'harbor',
      runId: 'r1',
      ticketId: 't1',
      state: 'waiting',
      readBack: false,
      expiresAt: new Date(clock.now().getTime() + WEEK),
    });
    expect(await secrets.reveal(id, ALEX)).toEqual({ value: 'Sunny-4711' });
    await expect(secrets.reveal(id, ALEX)).rejects.toMatchObject({ code: 'secret_gone', status: 409 });
    expect(await secrets.describe(id)).toMatchObject({ state: 'opened', opened: { ...ALEX, at: clock.now() } });
    expect(await stored().findOne({ _id: id })).not.toHaveProperty('sealed');
    expect(await secrets.ofRun('harbor', 'r1')).toHaveLength(1);
  });

  it('goes to one of those who open it at the same instant, in whatever process', async () => {
    const id = await keep();
    const other = await mongoose.createConnection(store.uri, { directConnection: true }).asPromise();
    const elsewhere = createSecrets({ connection: other, vault, now: clock.now });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 10 }, (_, at) =>
        (at % 2 ? secrets : elsewhere).reveal(id, { accountId: `a${at}`, name: `${at}` }),
      ),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'secret_gone' });
    }
    await other.close();
  });

  it('is not opened before its step is over, nor after its time, nor when it is not there', async () => {
    const id = await keep(false);
    expect(await secrets.describe(id)).toMatchObject({ state: 'proposed' });
    await expect(secrets.reveal(id, ALEX)).rejects.toMatchObject({ code: 'secret_not_in_force' });
    await secrets.confirm(STEP, [id]);
    const late = createSecrets({
      connection: await another(),
      vault,
      now: () => new Date(clock.now().getTime() + WEEK),
    });
    expect(await late.describe(id)).toMatchObject({ state: 'expired' });
    await expect(late.reveal(id, ALEX)).rejects.toMatchObject({ code: 'secret_gone' });
    expect(await secrets.reveal(id, ALEX)).toEqual({ value: 'Sunny-4711' });
    for (const ask of [secrets.describe('none'), secrets.reveal('none', ALEX)]) {
      await expect(ask).rejects.toMatchObject({ code: 'not_found', status: 404 });
    }
  });

  it('is not erased by somebody whose master key does not open it', async () => {
    const id = await keep();
    const wrong = createSecrets({
      connection: await another(),
      vault: createVault(new Map([[1, randomBytes(32)]])),
      now: clock.now,
    });
    await expect(wrong.reveal(id, ALEX)).rejects.toMatchObject({ code: 'vault_unreadable' });
    expect(await secrets.reveal(id, ALEX)).toEqual({ value: 'Sunny-4711' });
  });

  it('is opened also when its master key is rotated at the same instant', async () => {
    const id = await keep();
    const both = createVault(
      new Map([
        [1, key],
        [2, randomBytes(32)],
      ]),
    );
    let once = true;
    const rotating = createSecrets({
      connection: await another(),
      now: clock.now,
      vault: {
        ...both,
        open(sealed, belongsTo) {
          const value = both.open(sealed, belongsTo);
          if (once) pending = stored().updateOne({ _id: id }, { $set: { sealed: both.rewrap(sealed, belongsTo) } });
          once = false;
          return value;
        },
      },
    });
    let pending: Promise<unknown> = Promise.resolve();
    expect(await rotating.reveal(id, ALEX)).toEqual({ value: 'Sunny-4711' });
    await pending;
    expect(await stored().findOne({ _id: id })).not.toHaveProperty('sealed');
  });

  it('goes with its client', async () => {
    await secrets.keeper({ ...STEP, clientId: 'summit' }).keep({ label: 'x', value: 'y', subject: 'z' });
    expect(await secrets.eraseOfClient('summit')).toBe(1);
    expect(await stored().countDocuments({ clientId: 'summit' })).toBe(0);
    expect(await stored().countDocuments({ clientId: 'harbor' })).toBeGreaterThan(0);
  });

  it('has an address that carries no token', () => {
    const links = createSecretLinks({ publicBaseUrl: 'https://helpdesk.example.com' });
    expect(links.urlOf('1b4e28ba-2fa1')).toBe('https://helpdesk.example.com/secrets/1b4e28ba-2fa1');
  });
});

async function another() {
  const connection = await mongoose.createConnection(store.uri, { directConnection: true }).asPromise();
  others.push(connection);
  return connection;
}
const others: mongoose.Connection[] = [];
afterAll(() => Promise.all(others.map((connection) => connection.close())));
