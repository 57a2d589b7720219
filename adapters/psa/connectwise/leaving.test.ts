import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createPretendConnectWise, type PretendConnectWise } from '../../../sandbox/connectwise/index.js';
import { createFaults } from '../../../sandbox/faults.js';
import { createRecords } from '../../../sandbox/records.js';
import { createRoutes } from '../../../sandbox/routes.js';
import { createWorld } from '../../../sandbox/world/world.js';
import { createOutgoing } from '../../http.js';
import { connectWise } from './index.js';

let vendor: PretendConnectWise;
const http = createOutgoing({ allowPrivate: ['127.0.0.1'], wait: async () => {} });

beforeAll(async () => {
  const parts = { world: createWorld(), faults: createFaults(), records: createRecords(), routes: createRoutes() };
  vendor = await createPretendConnectWise(parts);
});
afterAll(async () => {
  await http.close();
  await vendor.stop();
});

describe('a technician who leaves', () => {
  it.each([
    ['any', 'jpark'],
    ['assigned', 'aolsen'],
  ])('may approve no more from that moment, also on a ticket that stays theirs (%s)', async (approvers, identifier) => {
    const { psa } = connectWise.connect({ ...vendor.credentials, approvers }, { http, now: () => new Date() });
    if (!psa) throw new Error('ConnectWise is a PSA');
    const made = vendor.technicianCreatesTicket({ member: 'mbell', summary: 'Theirs', owner: identifier });
    const ticket = await psa.ticket(String(made.id));
    vendor.technicianAddsNote(made.id, { member: identifier, text: 'Approve' });
    const named = async () => (await psa.approversOf(ticket)).technicians.map((each) => each.identifier);
    expect(await named()).toContain(identifier);

    vendor.technicianLeaves(identifier);
    expect(await named()).not.toContain(identifier);
    expect((await psa.ticket(ticket.id)).assignedTo).toEqual([String(vendor.memberId(identifier))]);
    // What they wrote stays theirs.
    expect((await psa.notes(ticket.id)).map(({ author }) => [author.kind, author.id])).toEqual([
      ['technician', String(vendor.memberId(identifier))],
    ]);
  });
});
