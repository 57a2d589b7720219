import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Connection } from '../../../core/integrations/integration.js';
import type { Outgoing } from '../../../core/ports/outgoing.js';
import type { Psa } from '../../../core/ports/psa.js';
import { createPretendConnectWise, type PretendConnectWise } from '../../../sandbox/connectwise/index.js';
import { createFaults } from '../../../sandbox/faults.js';
import { createRecords, type Records } from '../../../sandbox/records.js';
import { createRoutes } from '../../../sandbox/routes.js';
import { createWorld } from '../../../sandbox/world/world.js';
import { createOutgoing } from '../../http.js';
import { connectWise } from './index.js';

let vendor: PretendConnectWise;
let records: Records;
const http = createOutgoing({ allowPrivate: ['127.0.0.1'], wait: async () => {} });

beforeAll(async () => {
  records = createRecords();
  const faults = createFaults();
  vendor = await createPretendConnectWise({ world: createWorld(), faults, records, routes: createRoutes() });
});
afterAll(async () => {
  await http.close();
  await vendor.stop();
});

function connect(changes: Record<string, unknown> = {}, way: Outgoing = http): Connection & { psa: Psa } {
  const connection = connectWise.connect({ ...vendor.credentials, ...changes }, { http: way, now: () => new Date() });
  if (!connection.psa) throw new Error('ConnectWise is a PSA');
  return { ...connection, psa: connection.psa };
}

const newTicket = () =>
  vendor.technicianCreatesTicket({
    member: 'mbell',
    personKey: 'harbor-dental/dana-whitfield',
    summary: 'Printer is jammed',
    owner: 'rcastro',
  });

describe('who we are in ConnectWise', () => {
  const noteBy = async (psa: Psa, id: number) => (await psa.notes(String(id))).map(({ author }) => author.kind);

  it('is told by the only API member', async () => {
    const { psa } = connect();
    const ticket = newTicket();
    await psa.addNote(String(ticket.id), { text: 'From us', visibility: 'internal' });
    expect(await noteBy(connect().psa, ticket.id)).toEqual(['own']);
  });

  it('can be set by hand, and that wins', async () => {
    const ticket = newTicket();
    vendor.technicianAddsNote(ticket.id, { member: 'mbell', text: 'From Morgan' });
    expect(await noteBy(connect({ apiMember: 'MBell' }).psa, ticket.id)).toEqual(['own']);
    expect(await noteBy(connect().psa, ticket.id)).toEqual(['technician']);
  });

  it('is read from our own callback after a restart, whatever other API members there are', async () => {
    const url = 'https://frontdesk.example/hooks/cw/who';
    await connect().events?.register(url);
    const restarted = connect();
    await restarted.events?.register(url);
    const before = records.of('connectwise').length;
    const ticket = newTicket();
    await restarted.psa.addNote(String(ticket.id), { text: 'Known without a look at members', visibility: 'internal' });
    expect(await noteBy(restarted.psa, ticket.id)).toEqual(['own']);
    const asked = records.of('connectwise').slice(before);
    expect(asked.filter(({ path }) => path.endsWith('/system/members'))).toEqual([]);
    await restarted.events?.unregister(url);
  });

  it('is not read from a callback that was made with the keys of another member than we have written with since', async () => {
    const url = 'https://frontdesk.example/hooks/cw/old-keys';
    await connect().events?.register(url);
    const others: Outgoing = {
      async request(request) {
        const answer = await http.request(request);
        const by = answer.text().replaceAll(`"enteredBy":"${vendor.apiMember.identifier}"`, '"enteredBy":"old-member"');
        return request.url.includes('/system/callbacks') ? { ...answer, json: () => JSON.parse(by) } : answer;
      },
    };
    const { psa, events } = connect({}, others);
    const { id } = newTicket();
    await psa.addNote(String(id), { text: 'With the new keys', visibility: 'internal' });
    await events?.register(url);
    expect((await psa.notes(String(id))).map(({ author }) => author.kind)).toEqual(['own']);
    await events?.unregister(url);
  });

  it('never approves, also when our keys belong to a person', async () => {
    const ticket = await connect().psa.ticket(String(newTicket().id));
    const { technicians } = await connect({ apiMember: 'mbell' }).psa.approversOf(ticket);
    const names = technicians.map(({ identifier }) => identifier);
    expect(names).toContain('rcastro');
    expect(names).not.toContain('mbell');
    expect(names).not.toContain(vendor.apiMember.identifier);
  });

  it('is not taken for anybody whose login name was mistyped', async () => {
    const told = async (apiMember: string) => (await connect({ apiMember }).check()).filter(({ ok }) => !ok);
    expect(await told(vendor.apiMember.identifier.toUpperCase())).toEqual([]);
    expect(await told('frontdesk-2')).toEqual([
      { ok: false, what: 'Know our own API member', problem: expect.stringContaining('frontdesk-2') },
    ]);
  });

  it('lets only assigned members approve when it is narrowed so', async () => {
    const { psa } = connect({ approvers: 'assigned' });
    const ticket = await psa.ticket(String(newTicket().id));
    const names = (await psa.approversOf(ticket)).technicians.map(({ identifier }) => identifier);
    expect(names).toEqual(['rcastro']);
    const unowned = vendor.technicianCreatesTicket({ member: 'mbell', summary: 'Nobody has it' });
    expect((await psa.approversOf(await psa.ticket(String(unowned.id)))).technicians).toEqual([]);
  });
});
