import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Schema } from 'mongoose';
import { ConfigurationError } from '../errors.js';
import { indexesStand } from './indexes-stand.js';
import { openTestStore, type TestStore } from './store-for-tests.js';

let store: TestStore;

beforeEach(async () => {
  store = await openTestStore();
});
afterEach(() => store.dispose());

function defineModels() {
  store.connection.model('Run', new Schema({ ticketId: { type: String, unique: true } }), 'runs');
  store.connection.model('Note', new Schema({ text: { type: String, index: true } }), 'notes');
}

describe('the indexes that the rules rest on', () => {
  it('stand before anything starts', async () => {
    defineModels();
    await indexesStand(store.connection);
    const runs = store.connection.collection('runs');
    await runs.insertOne({ ticketId: '1' });
    await expect(runs.insertOne({ ticketId: '1' })).rejects.toMatchObject({ code: 11000 });
  });

  it('stop the start, by name, where the database refuses one', async () => {
    await store.connection.collection('runs').insertMany([{ ticketId: '1' }, { ticketId: '1' }]);
    defineModels();
    const refused = await indexesStand(store.connection).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ConfigurationError);
    expect(refused).toMatchObject({ code: 'configuration', problems: [expect.stringContaining('index of runs')] });
  });
});
