import assert from 'node:assert/strict';
import { collect } from '../collect.js';
import { DANA, HARBOR, LARKMERE, sorted, type Theme } from './case.js';

export const people: Theme = {
  name: 'companies and contacts',
  cases: [
    {
      promises: 'lists companies, each once, among them every client by its name',
      async run({ psa, pretend, world }) {
        const companies = await psa.companies();
        assert.equal(new Set(companies.map(({ id }) => id)).size, companies.length);
        for (const { slug, name } of world.companies) {
          const found = companies.find(({ id }) => id === pretend.companyId(slug));
          assert.deepEqual([found?.name, found?.active], [name, true]);
        }
      },
    },
    {
      promises: 'offers every client for mapping, under the name it has in the PSA',
      async run({ connection, pretend, world }) {
        const offered = new Map((await connection.mappings()).map(({ id, name }) => [id, name]));
        for (const { slug, name } of world.companies) assert.equal(offered.get(pretend.companyId(slug)), name);
      },
    },
    {
      promises: 'yields each contact once, to the very last one',
      async run({ psa, pretend, world, furtherContacts }) {
        const ids = (await collect(psa.contacts())).filter(({ active }) => active).map(({ id }) => id);
        const people = world.people.map(({ key }) => pretend.contactId(key));
        const expected = [...people, pretend.defaults.contactId, ...furtherContacts];
        assert.deepEqual(sorted(ids), sorted(expected));
      },
    },
    {
      promises: 'yields the contacts of one company only, when asked so',
      async run({ psa, pretend, world }) {
        const companyId = pretend.companyId(HARBOR);
        const contacts = await collect(psa.contacts({ companyId }));
        assert.ok(contacts.every((contact) => contact.companyId === companyId));
        const expected = world.people.filter(({ company }) => company === HARBOR);
        assert.deepEqual(
          sorted(contacts.map(({ id }) => id)),
          sorted(expected.map(({ key }) => pretend.contactId(key))),
        );
      },
    },
    {
      promises: 'tells name, company, e-mail address and telephone number of a contact, listed or read alone',
      async run({ psa, pretend, world }) {
        const id = pretend.contactId(DANA);
        const { firstName, lastName, email, phone } = world.person(DANA);
        const listed = (await collect(psa.contacts({ companyId: pretend.companyId(HARBOR) }))).find(
          (contact) => contact.id === id,
        );
        for (const contact of [listed, await psa.contact(id)]) {
          assert.ok(contact);
          assert.deepEqual(
            [contact.id, contact.firstName, contact.lastName, contact.companyId, contact.companyName, contact.active],
            [id, firstName, lastName, pretend.companyId(HARBOR), world.company(HARBOR).name, true],
          );
          assert.ok(contact.emails.some((known) => known.toLowerCase() === email));
          assert.ok(contact.phones.some((known) => phone.endsWith(known.replace(/\D/g, '').slice(-10))));
        }
      },
    },
    {
      promises: 'yields no contact that has not changed since, and those that have',
      async run(stage) {
        const { psa, pretend } = stage;
        stage.advance(60_000);
        const since = stage.now();
        stage.advance(60_000);
        assert.deepEqual(await collect(psa.contacts({ updatedSince: since })), []);
        const id = pretend.technicianAddsContact({ firstName: 'Nora', lastName: 'Lately', company: LARKMERE });
        const changed = (await collect(psa.contacts({ updatedSince: since }))).map((contact) => contact.id);
        assert.deepEqual(changed, [id]);
        assert.deepEqual(
          await collect(psa.contacts({ updatedSince: since, companyId: pretend.companyId(HARBOR) })),
          [],
        );
        pretend.technicianDeletesContact(id);
      },
    },
    {
      promises: 'finds a contact by e-mail, by telephone number however it is written, and by name in either order',
      async run({ psa, pretend, world }) {
        const { firstName, lastName, email, phone } = world.person(DANA);
        const digits = phone.slice(-10);
        const queries = [
          { email },
          { email: email.toUpperCase() },
          { phone },
          { phone: digits },
          { phone: `(${digits.slice(0, 3)}) ${digits.slice(3, 6)}-${digits.slice(6)}` },
          { phone: `1-${digits.slice(0, 3)}.${digits.slice(3, 6)}.${digits.slice(6)}` },
          { name: `${firstName} ${lastName}` },
          { name: `${lastName}, ${firstName}` },
          { name: `${firstName} ${lastName}`.toUpperCase() },
          { name: lastName },
          { name: lastName, companyId: pretend.companyId(HARBOR) },
          { email, name: lastName, companyId: pretend.companyId(HARBOR) },
        ];
        for (const query of queries) {
          const ids = (await psa.findContacts(query)).map(({ id }) => id);
          assert.ok(ids.includes(pretend.contactId(DANA)), `not found by ${JSON.stringify(query)}`);
        }
      },
    },
    {
      promises: 'finds every person of every client by telephone number, as staff typed it over the years',
      async run({ psa, pretend, world }) {
        for (const { key, phone } of world.people.filter(({ company }) => company === HARBOR)) {
          const ids = (await psa.findContacts({ phone })).map(({ id }) => id);
          assert.ok(ids.includes(pretend.contactId(key)), `${key} not found by ${phone}`);
        }
      },
    },
    {
      promises: 'finds namesakes at every company, and at one when it is asked for one',
      async run({ psa, pretend, world }) {
        const namesakes = world.people.filter(
          ({ firstName, lastName }) => firstName === 'Sarah' && lastName === 'Chen',
        );
        const found = (await psa.findContacts({ name: 'Sarah Chen' })).map(({ id }) => id);
        for (const { key } of namesakes) assert.ok(found.includes(pretend.contactId(key)), key);
        const companyId = pretend.companyId(LARKMERE);
        const there = await psa.findContacts({ name: 'Sarah Chen', companyId });
        assert.deepEqual(
          there.map((contact) => [contact.id, contact.companyId]),
          [[pretend.contactId('larkmere-logistics/sarah-chen'), companyId]],
        );
      },
    },
    {
      promises: 'does not find a contact at a company that is not theirs',
      async run({ psa, pretend, world }) {
        const { email, phone, firstName, lastName } = world.person(DANA);
        const companyId = pretend.companyId(LARKMERE);
        for (const query of [{ email }, { phone }, { name: `${firstName} ${lastName}` }])
          assert.deepEqual(await psa.findContacts({ ...query, companyId }), []);
      },
    },
    {
      promises:
        'lists the contacts of a company when that is all it is asked to find by, and nobody when asked nothing',
      async run({ psa, pretend }) {
        const companyId = pretend.companyId(HARBOR);
        const listed = (await collect(psa.contacts({ companyId }))).map(({ id }) => id);
        assert.deepEqual(sorted((await psa.findContacts({ companyId })).map(({ id }) => id)), sorted(listed));
        assert.deepEqual(await psa.findContacts({}), []);
      },
    },
    {
      promises: 'finds nobody for what fits nobody, even when it is written to break a query',
      async run({ psa }) {
        const names = [
          'Zzyzx Nobody',
          '" or 1=1 or "',
          "' or 1=1 --",
          '%',
          '\\',
          '*',
          '_',
          '") {id} }',
          '{"op":"exist"}',
        ];
        for (const name of names) assert.deepEqual(await psa.findContacts({ name }), [], name);
        for (const email of ['nobody"@nowhere.example', "nobody'@nowhere.example", '%@%', '@', '*'])
          assert.deepEqual(await psa.findContacts({ email }), [], email);
        for (const phone of ['5', '', '---', '0000000000'])
          assert.deepEqual(await psa.findContacts({ phone }), [], phone);
      },
    },
    {
      promises: 'knows no contact that does not exist',
      async run({ psa }) {
        assert.equal(await psa.contact('99999999'), undefined);
      },
    },
  ],
};
