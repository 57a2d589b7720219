import { expect, it } from '@jest/globals';
import mongoose, { type Model } from 'mongoose';
import type { TwoClients } from './two-clients-for-tests.js';

const OF_PEOPLE = 'a person or program of the MSP, who may see several clients';
const OF_THE_MSP = 'the MSP’s own, of no client';

/** Models without a clientId, and why they have none. */
const WITHOUT_CLIENT: Readonly<Record<string, string>> = {
  Client: 'is the client: its id is the clientId of others; lists are cut by the ids that a caller may see',
  Account: OF_PEOPLE,
  ApiToken: OF_PEOPLE,
  Session: OF_PEOPLE,
  LoginLimit: 'counts attempts by people who are nobody yet',
  OidcFlow: 'a sign-in that is under way',
  OidcSettings: 'the MSP’s own; its clientId is what the OpenID provider calls us',
  Setup: OF_THE_MSP,
  Settings: OF_THE_MSP,
  Integration: OF_THE_MSP,
  IntegrationState: OF_THE_MSP,
  IntegrationAuthorization: OF_THE_MSP,
  VaultKey: OF_THE_MSP,
  ActivityHead: 'numbers and hashes of chains, nothing that anybody wrote',
  Contact: 'of a company of the PSA: a caller is recognised before it is known whose client they are',
  ContactSync: OF_THE_MSP,
  Conversation: 'begins before it is known who calls; its ticket leads to the client',
  InboxEvent: 'a hint to look at a ticket; whose it is is read from the ticket',
  ReconcileCursor: OF_THE_MSP,
};

/** Collections that mongoose does not know. */
const OTHERS: Readonly<Record<string, string>> = {
  jobs: 'the queue: ids to look at, nothing of what they stand for',
  agenda_logs: 'the job library makes it and writes nothing there',
};

/** What a query would have to do to get at another client's documents. */
const UNGUARDED: Readonly<Record<string, (model: Model<unknown>) => PromiseLike<unknown>>> = {
  find: (model) => model.find({}),
  findOne: (model) => model.findOne({ _id: 'some-id' }),
  'find all but one': (model) => model.find({ clientId: { $ne: 'other' } }),
  'find one or the other': (model) => model.find({ $or: [{ clientId: 'one' }, { _id: 'some-id' }] }),
  countDocuments: (model) => model.countDocuments({}),
  distinct: (model) => model.distinct('clientId'),
  updateMany: (model) => model.updateMany({ _id: 'some-id' }, { $set: { clientId: 'mine' } }),
  findOneAndUpdate: (model) => model.findOneAndUpdate({ _id: 'some-id' }, { $set: { clientId: 'mine' } }),
  deleteMany: (model) => model.deleteMany({ _id: 'some-id' }),
  aggregate: (model) => model.aggregate([{ $group: { _id: '$clientId' } }]),
  'a look-up before the match': (model) => model.aggregate([{ $limit: 1 }, { $match: { clientId: 'one' } }]),
  bulkWrite: (model) => model.bulkWrite([{ deleteOne: { filter: { _id: 'some-id' } } }]),
};

/** Of every model that the composed product has defined. */
export function modelsAreGuarded(world: () => TwoClients): void {
  /** The product's connection: this test's own has no models. */
  const models = () => {
    const all = new Map(mongoose.connections.flatMap(({ models: defined }) => Object.entries(defined)));
    expect(world().product.routes.length).toBeGreaterThan(0);
    return [...all.values()];
  };

  it('have a clientId, or a reason to have none', () => {
    const names = models().map(({ modelName }) => modelName);
    const without = models().filter(({ schema, modelName }) => !schema.path('clientId') && !WITHOUT_CLIENT[modelName]);
    expect(without.map(({ modelName }) => modelName)).toEqual([]);
    expect(Object.keys(WITHOUT_CLIENT).filter((name) => !names.includes(name))).toEqual([]);
  });

  it('refuse every query that does not say whose, where there is a clientId', async () => {
    const guarded = models().filter(({ modelName }) => !WITHOUT_CLIENT[modelName]);
    expect(guarded.length).toBeGreaterThan(8);
    for (const model of guarded) {
      for (const [what, ask] of Object.entries(UNGUARDED)) {
        const code = await Promise.resolve()
          .then(() => ask(model))
          .then(
            () => 'answered',
            (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
          );
        expect({ model: model.modelName, what, code }).toEqual({
          model: model.modelName,
          what,
          code: expect.stringMatching(/^(tenant_guard|activity_append_only)$/),
        });
      }
    }
  });

  it('are all that the store holds', async () => {
    const stored = await world().store.connection.db?.listCollections().toArray();
    const known = [...models().map(({ collection }) => collection.collectionName), ...Object.keys(OTHERS)];
    expect(stored?.map(({ name }) => name).filter((name) => !known.includes(name))).toEqual([]);
  });
}
