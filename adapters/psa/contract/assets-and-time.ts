import assert from 'node:assert/strict';
import { VendorError } from '../../../core/errors.js';
import { HARBOR, LARKMERE, MORGAN, openTicket, refused, type Theme } from './case.js';

const MOST = 50;

export const assetsAndTime: Theme = {
  name: 'assets and time',
  cases: [
    {
      promises: 'lists the assets of a company by name, and none of another',
      async run({ psa, pretend }) {
        const companyId = pretend.companyId(HARBOR);
        const assets = await psa.assets({ companyId, limit: MOST });
        assert.ok(assets.length > 0);
        assert.ok(assets.every((asset) => asset.companyId === companyId && asset.name !== ''));
        const names = assets.map(({ name }) => name);
        assert.deepEqual(names, names.toSorted());
        const others = await psa.assets({ companyId: pretend.companyId(LARKMERE), limit: MOST });
        const ids = new Set(assets.map(({ id }) => id));
        assert.ok(!others.some(({ id }) => ids.has(id)));
        assert.equal(ids.size, assets.length);
      },
    },
    {
      promises: 'lists no more assets than asked for',
      async run({ psa, pretend }) {
        const companyId = pretend.companyId(HARBOR);
        const [first] = await psa.assets({ companyId, limit: MOST });
        assert.deepEqual(await psa.assets({ companyId, limit: 1 }), [first]);
      },
    },
    {
      promises: 'finds assets by a part of the name in any case, and none by what is in no name',
      async run({ psa, pretend }) {
        const companyId = pretend.companyId(HARBOR);
        const [first] = await psa.assets({ companyId, limit: MOST });
        assert.ok(first);
        for (const search of [first.name, first.name.slice(1), first.name.toLowerCase()]) {
          const found = await psa.assets({ companyId, search, limit: MOST });
          assert.ok(
            found.some(({ id }) => id === first.id),
            search,
          );
        }
        for (const search of ['no such thing', '" or id>0 or name like "', "' or '1'='1", '%', '*'])
          assert.deepEqual(await psa.assets({ companyId, search, limit: MOST }), [], search);
        const elsewhere = { companyId: pretend.companyId(LARKMERE), search: first.name, limit: MOST };
        assert.deepEqual(await psa.assets(elsewhere), []);
      },
    },
    {
      promises: 'lists the assets of one contact',
      needs: 'assetOwners',
      async run({ psa, pretend }) {
        const companyId = pretend.companyId(HARBOR);
        const all = await psa.assets({ companyId, limit: MOST });
        const contactId = all.find((asset) => asset.contactId !== undefined)?.contactId;
        assert.ok(contactId);
        const expected = all.filter((asset) => asset.contactId === contactId);
        assert.deepEqual(await psa.assets({ companyId, contactId, limit: MOST }), expected);
        assert.deepEqual(await psa.assets({ companyId, contactId: '99999999', limit: MOST }), []);
      },
    },
    {
      promises: 'records working time on a ticket, its own or a technician’s',
      needs: 'addTime',
      async run(stage) {
        const { psa, pretend, records } = stage;
        const { id } = await openTicket(stage);
        const before = records.writes(pretend.vendor).length;
        const technicianId = pretend.technicianId(MORGAN);
        const own = await psa.addTime?.(id, { minutes: 15, notes: 'Reset the <password> & "told" Dana' });
        const theirs = await psa.addTime?.(id, { minutes: 30, notes: 'On site', technicianId });
        assert.ok(own?.id && theirs?.id && own.id !== theirs.id);
        assert.equal(records.writes(pretend.vendor).length, before + 2);
      },
    },
    {
      promises: 'records no time on a ticket that does not exist',
      needs: 'addTime',
      async run(stage) {
        const { psa, pretend, records } = stage;
        const before = records.writes(pretend.vendor).length;
        const adding = psa.addTime?.('99999999', { minutes: 5, notes: 'Nothing' }) ?? Promise.resolve();
        await refused(stage, adding, 'not_found', 'invalid');
        assert.equal(records.writes(pretend.vendor).length, before);
      },
    },
    {
      promises:
        'says that it does not know whether time was recorded when the answer is lost, and does not record it again',
      needs: 'addTime',
      async run(stage) {
        const { psa, pretend, records } = stage;
        const { id } = await openTicket(stage);
        await psa.addTime?.(id, { minutes: 5, notes: 'Before' });
        const before = records.writes(pretend.vendor).length;
        stage.loseAnswerOfNextWrite();
        const failure: unknown = await psa
          .addTime?.(id, { minutes: 5, notes: 'Lost' })
          .catch((error: unknown) => error);
        assert.ok(failure instanceof VendorError && failure.outcomeUnknown, String(failure));
        assert.equal(records.writes(pretend.vendor).length, before + 1);
      },
    },
  ],
};
