import assert from 'node:assert/strict';
import { collect } from '../collect.js';
import { DANA, FORMER, HARBOR, MORGAN } from './case.js';
import type { Ability, Stage } from './stage.js';

/** Makes sure that a PSA that says it cannot do something indeed cannot: nothing is passed over in silence. */
export const cannotIndeed: Readonly<Record<Ability, (stage: Stage) => Promise<void>>> = {
  editNote: async ({ psa }) => assert.equal(psa.editNote, undefined),
  addTime: async ({ psa }) => assert.equal(psa.addTime, undefined),
  ticketOfNote: async ({ psa }) => assert.equal(psa.ticketOfNote, undefined),
  rights: async ({ pretend }) => assert.equal(pretend.rights.length, 0),
  assignToFormer: (stage) => refusesOwner(stage, FORMER),
  assignToOwn: (stage) => refusesOwner(stage, stage.pretend.own.identifier),
  async assetOwners({ psa, pretend }) {
    const assets = await psa.assets({ companyId: pretend.companyId(HARBOR), limit: 50 });
    assert.ok(assets.every(({ contactId }) => contactId === undefined));
  },
  async sharedAddresses({ pretend, world }) {
    const { email } = world.person(DANA);
    const person = { firstName: 'Ida', lastName: 'Shared', company: HARBOR, email };
    assert.throws(() => pretend.technicianAddsContact(person));
  },
  async contactsWithoutAddress({ psa, pretend }) {
    const id = pretend.technicianAddsContact({ firstName: 'Bare', lastName: 'Necessity', company: HARBOR });
    assert.notDeepEqual((await psa.contact(id))?.emails, []);
  },
  async inactiveContacts({ psa, pretend }) {
    const person = { firstName: 'Gone', lastName: 'Already', company: HARBOR };
    const id = pretend.technicianAddsContact({ ...person, inactive: true });
    assert.equal(await psa.contact(id), undefined);
    const listed = await collect(psa.contacts({ companyId: pretend.companyId(HARBOR) }));
    assert.ok(!listed.some((contact) => contact.id === id));
  },
};

async function refusesOwner({ pretend }: Stage, owner: string): Promise<void> {
  const { id } = pretend.technicianCreatesTicket({ technician: MORGAN, personKey: DANA, summary: 'Whose is it?' });
  assert.throws(() => pretend.technicianUpdatesTicket(id, { technician: MORGAN, owner }));
}
