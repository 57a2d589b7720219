import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Connection } from '../../../core/integrations/integration.js';
import type { Psa } from '../../../core/ports/psa.js';
import { createPretendConnectWise, type PretendConnectWise } from '../../../sandbox/connectwise/index.js';
import { createFaults } from '../../../sandbox/faults.js';
import { createRecords } from '../../../sandbox/records.js';
import { createRoutes } from '../../../sandbox/routes.js';
import { createWorld } from '../../../sandbox/world/world.js';
import { createOutgoing } from '../../http.js';
import { connectWise } from './index.js';

let vendor: PretendConnectWise;
let connection: Connection;
let psa: Psa;
const http = createOutgoing({ allowPrivate: ['127.0.0.1'], wait: async () => {} });

beforeAll(async () => {
  const parts = { world: createWorld(), faults: createFaults(), records: createRecords(), routes: createRoutes() };
  vendor = await createPretendConnectWise(parts);
  connection = connectWise.connect(vendor.credentials, { http, now: () => new Date() });
  if (!connection.psa) throw new Error('ConnectWise is a PSA');
  psa = connection.psa;
});
afterAll(async () => {
  await http.close();
  await vendor.stop();
});

let references = 0;
const open = (more: { status?: string; category?: string } = {}) =>
  psa.openTicket({
    companyId: String(vendor.companyId('harbor-dental')),
    summary: 'Wrong board',
    reference: `boards-${++references}`,
    board: 'Help Desk',
    ...more,
  });

describe('a ticket that moves to another board', () => {
  it('keeps a status of the same name', async () => {
    const { id } = await open({ status: 'New' });
    await psa.updateTicket(id, { board: 'Monitoring Alerts' });
    const { board, status } = vendor.ticket(Number(id));
    expect([board.name, status.id]).toEqual(['Monitoring Alerts', vendor.statusId('New', 'Monitoring Alerts')]);
  });

  it('takes the default status of the board where there is none of its name', async () => {
    const { id } = await open({ status: 'Waiting' });
    expect(await psa.updateTicket(id, { board: 'Monitoring Alerts' })).toMatchObject({ status: 'New', closed: false });
  });

  it('takes the status and type that are named', async () => {
    const { id } = await open({ status: 'Waiting', category: 'Printing' });
    const changes = { board: 'Monitoring Alerts', status: 'Acknowledged', category: 'Server' };
    expect(await psa.updateTicket(id, changes)).toMatchObject({ status: 'Acknowledged', category: 'Server' });
  });

  it('loses a type that its new board does not have', async () => {
    const { id } = await open({ category: 'Printing' });
    const moved = await psa.updateTicket(id, { board: 'Monitoring Alerts' });
    expect(moved.category).toBeUndefined();
    expect(vendor.ticket(Number(id)).type).toBeNull();
  });

  it('keeps its status and type when it is told the board that it is on', async () => {
    const { id } = await open({ status: 'Waiting', category: 'Printing' });
    const same = await psa.updateTicket(id, { board: 'help desk', summary: 'Still there' });
    expect(same).toMatchObject({ status: 'Waiting', category: 'Printing', summary: 'Still there' });
  });
});

describe('the type of a ticket', () => {
  const tool = (name: string) => {
    const found = connection.tools().find((each) => each.name === `connectwise_psa:${name}`);
    if (!found) throw new Error(`No tool ${name}`);
    return found;
  };
  const scope = () => ({
    clientId: 'client',
    mapping: String(vendor.companyId('harbor-dental')),
    secrets: { keep: async () => ({ secretId: 'none' }) },
  });

  it('is one of its board, as the tool for types lists them', async () => {
    const { output } = await tool('cw-list-types').run(scope(), { board: 'Monitoring Alerts' });
    expect(output).toEqual({
      types: [expect.objectContaining({ name: 'Backup' }), expect.objectContaining({ name: 'Server' })],
    });
  });

  it('can be changed by a plan, which sees that it happened', async () => {
    const { id } = await open();
    const update = tool('cw-update-ticket');
    const args = { ticketId: id, type: 'Printing' };
    expect(update.describe?.(args)).toBe(`Change ticket ${id}: type to "Printing"`);
    expect(await update.observe?.(scope(), args, new Date())).toBe('not_happened');
    await update.run(scope(), args);
    expect(vendor.ticket(Number(id)).type?.name).toBe('Printing');
    expect(await update.observe?.(scope(), args, new Date())).toBe('happened');
  });

  it('is refused, naming what there is, when the board has no such type', async () => {
    const { id } = await open();
    const changing = tool('cw-update-ticket').run(scope(), { ticketId: id, type: 'Backup' });
    await expect(changing).rejects.toThrow(/no type on this board "Backup".*Printing/);
  });
});
