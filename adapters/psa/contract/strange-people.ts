import assert from 'node:assert/strict';
import type { Contact } from '../../../core/ports/psa.js';
import { collect } from '../collect.js';
import { HARBOR, LARKMERE, type PsaCase, refused, sorted, type Theme } from './case.js';
import type { Stage } from './stage.js';

/** Names as people have them and as people mistype them. */
const NAMES: readonly (readonly [first: string, last: string, search: string])[] = [
  ['Zoë', "O'Brien", "Zoë O'Brien"],
  ['Jean-Luc', 'D’Artagnan', 'Jean-Luc D’Artagnan'],
  ['Mary Ann', 'de la Cruz', 'Mary Ann de la Cruz'],
  ['Jörg', 'Müller-Lüdenscheidt', 'Müller-Lüdenscheidt, Jörg'],
  ['Nguyễn', 'Thị Hoa', 'Nguyễn Thị Hoa'],
  ['美咲', '田中', '田中 美咲'],
  ['Null', 'Undefined', 'Null Undefined'],
  ['Robert', 'Tables; DROP', 'Robert Tables; DROP'],
  ['<b>Bob</b>', 'Ampers & Sons', '<b>Bob</b> Ampers'],
  ['Ann (HR)', 'Percent 50% [x]', 'Ann Percent'],
  ['Will "Bill"', 'Quoted', 'Will Quoted'],
  ['Back\\slash', 'Person', 'Person'],
];

const isOddNamed: PsaCase[] = NAMES.map(([firstName, lastName, search]) => ({
  promises: `lists, reads and finds ${firstName} ${lastName}`,
  async run({ psa, pretend }) {
    const company = LARKMERE;
    const id = pretend.technicianAddsContact({ firstName, lastName, company });
    const nameOf = (contact: Contact | undefined) => [contact?.firstName, contact?.lastName];
    assert.deepEqual(nameOf(await psa.contact(id)), [firstName, lastName]);
    const listed = await collect(psa.contacts({ companyId: pretend.companyId(company) }));
    assert.deepEqual(nameOf(listed.find((contact) => contact.id === id)), [firstName, lastName]);
    const found = await psa.findContacts({ name: search });
    assert.deepEqual(nameOf(found.find((contact) => contact.id === id)), [firstName, lastName]);
  },
}));

export const strangePeople: Theme = {
  name: 'contacts who are out of the ordinary',
  cases: [
    ...isOddNamed,
    {
      promises:
        'finds two contacts who share one e-mail address, also in two companies, and one company’s when asked so',
      needs: 'sharedAddresses',
      async run({ psa, pretend }) {
        const email = 'reception@shared.example';
        const other = HARBOR;
        const add = (firstName: string, company: string) =>
          pretend.technicianAddsContact({ firstName, lastName: 'Shared', company, email });
        const ids = [add('Ida', LARKMERE), add('Otto', LARKMERE), add('Uma', other)];
        assert.deepEqual(sorted((await psa.findContacts({ email })).map(({ id }) => id)), sorted(ids));
        const there = await psa.findContacts({ email, companyId: pretend.companyId(other) });
        assert.deepEqual(
          there.map(({ id }) => id),
          ids.slice(2),
        );
        const named = await psa.findContacts({ email, name: 'Otto Shared' });
        assert.deepEqual(
          named.map(({ id }) => id),
          ids.slice(1, 2),
        );
      },
    },
    {
      promises: 'knows a contact without e-mail address and telephone number',
      needs: 'contactsWithoutAddress',
      async run({ psa, pretend }) {
        const id = pretend.technicianAddsContact({ firstName: 'Bare', lastName: 'Necessity', company: LARKMERE });
        const [found] = await psa.findContacts({ name: 'Bare Necessity' });
        for (const contact of [found, await psa.contact(id)]) {
          assert.deepEqual([contact?.id, contact?.emails, contact?.phones, contact?.active], [id, [], [], true]);
        }
      },
    },
    {
      promises: 'never finds an inactive contact',
      async run({ psa, pretend }) {
        const id = addGone(pretend);
        const { email, phone } = GONE;
        const companyId = pretend.companyId(LARKMERE);
        for (const query of [{ email }, { phone }, { name: 'Gone Fishing' }, { companyId }]) {
          const ids = (await psa.findContacts(query)).map((contact) => contact.id);
          assert.ok(!ids.includes(id), `found by ${JSON.stringify(query)}`);
        }
        pretend.technicianDeletesContact(id);
      },
    },
    {
      promises: 'lists and reads an inactive contact as inactive only',
      needs: 'inactiveContacts',
      async run({ psa, pretend }) {
        const id = addGone(pretend);
        const companyId = pretend.companyId(LARKMERE);
        const listed = (await collect(psa.contacts({ companyId }))).find((contact) => contact.id === id);
        assert.equal(listed?.active, false);
        assert.equal((await psa.contact(id))?.active, false);
      },
    },
    {
      promises: 'no longer knows a contact that was deleted',
      async run({ psa, pretend }) {
        const email = 'deleted@larkmere.example';
        const person = { firstName: 'Della', lastName: 'Leted', company: LARKMERE, email };
        const id = pretend.technicianAddsContact(person);
        assert.equal((await psa.contact(id))?.lastName, 'Leted');
        pretend.technicianDeletesContact(id);
        assert.equal(await psa.contact(id), undefined);
        assert.deepEqual(await psa.findContacts({ email }), []);
        const listed = await collect(psa.contacts({ companyId: pretend.companyId(LARKMERE) }));
        assert.ok(!listed.some((contact) => contact.id === id));
      },
    },
    {
      promises: 'knows a company that has no contacts',
      async run(stage) {
        const { slug, companyId } = emptyCompany(stage);
        const { psa } = stage;
        assert.deepEqual(await collect(psa.contacts({ companyId })), [], slug);
        assert.deepEqual(await psa.findContacts({ companyId }), []);
        assert.ok((await psa.companies()).some(({ id }) => id === companyId));
        const ticket = await psa.openTicket({ companyId, summary: 'Nobody there', reference: `empty-${companyId}` });
        assert.equal(ticket.companyId, companyId);
        assert.equal(ticket.contactId, undefined);
      },
    },
    {
      promises: 'has no contacts of a company that does not exist',
      async run(stage) {
        const companyId = '99999999';
        const listed = await collect(stage.psa.contacts({ companyId })).catch(() => []);
        assert.deepEqual(listed, []);
        const opening = stage.psa.openTicket({ companyId, summary: 'Nowhere', reference: 'nowhere' });
        await refused(stage, opening, 'invalid', 'not_found');
      },
    },
  ],
};

/** Who has left. */
const GONE = { firstName: 'Gone', lastName: 'Fishing', email: 'gone@larkmere.example', phone: '+15035550177' };
const addGone = (pretend: Stage['pretend']) =>
  pretend.technicianAddsContact({ ...GONE, company: LARKMERE, inactive: true });

/** The smallest client, after everybody has left it. */
function emptyCompany({ pretend, world }: Stage): { slug: string; companyId: string } {
  const staff = (slug: string) => world.people.filter(({ company }) => company === slug);
  const slugs = world.companies.map(({ slug }) => slug).filter((slug) => slug !== LARKMERE && slug !== HARBOR);
  const slug = slugs.sort((one, other) => staff(one).length - staff(other).length)[0] ?? '';
  for (const { key } of staff(slug)) pretend.technicianDeletesContact(pretend.contactId(key));
  return { slug, companyId: pretend.companyId(slug) };
}
