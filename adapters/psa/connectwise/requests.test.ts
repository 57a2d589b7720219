import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { createPretendConnectWise, type PretendConnectWise } from '../../../sandbox/connectwise/index.js';
import { readVendorModel } from '../../../sandbox/connectwise/vendor-model-for-tests.js';
import { createFaults } from '../../../sandbox/faults.js';
import { createRecords, type Records } from '../../../sandbox/records.js';
import { createRoutes } from '../../../sandbox/routes.js';
import { createWorld } from '../../../sandbox/world/world.js';
import { createOutgoing } from '../../http.js';
import { connectWise } from './index.js';

const model = readVendorModel();
const describeWithModel = model ? describe : describe.skip;

/** Requests that ask for something; a GET keeps its query instead of a body. */
const WITH_BODY = new Set(['POST', 'PATCH', 'PUT']);

describeWithModel('what Frontdesk sends to ConnectWise', () => {
  let vendor: PretendConnectWise;
  let records: Records;
  const http = createOutgoing({ allowPrivate: ['127.0.0.1'], wait: async () => {} });

  beforeAll(async () => {
    records = createRecords();
    vendor = await createPretendConnectWise({
      world: createWorld(),
      records,
      faults: createFaults(),
      routes: createRoutes(),
    });
  });
  afterAll(async () => {
    await http.close();
    await vendor.stop();
  });

  it('is what the vendor describes, in every body', async () => {
    const { psa, events, check } = connectWise.connect(vendor.credentials, { http, now: () => new Date() });
    if (!psa || !events) throw new Error('ConnectWise is a PSA with events');
    const dana = 'harbor-dental/dana-whitfield';
    const { id } = await psa.openTicket({
      companyId: String(vendor.companyId('harbor-dental')),
      contactId: String(vendor.contactId(dana)),
      contactName: 'Dana Whitfield',
      contactPhone: '+12065550101',
      summary: 'Locked out',
      description: 'Since this morning',
      reference: 'frontdesk-1',
      board: 'Help Desk',
      status: 'New',
      priority: 'Priority 2 - High',
      category: 'Email',
      source: 'Phone',
    });
    const note = await psa.addNote(id, { text: 'We look into it', visibility: 'public' });
    await psa.addNote(id, { text: 'Plan', visibility: 'internal' });
    await psa.editNote?.(id, note.id, 'We looked into it');
    await psa.addTime?.(id, { minutes: 5, notes: 'Reset', technicianId: String(vendor.memberId('mbell')) });
    const owner = String(vendor.memberId('jpark'));
    await psa.updateTicket(id, { board: 'Monitoring Alerts', summary: 'Moved', owner, priority: '4' });
    await events.register('https://desk.example/hooks/connectwise_psa/token');
    await check();

    const sent = records.of('connectwise').filter(({ method }) => WITH_BODY.has(method));
    const attempts = sent.filter(({ status }) => status < 300);
    expect(new Set(attempts.map(({ method, path }) => `${method} ${below(path).replace(/\d+/g, ':id')}`))).toEqual(
      new Set([
        'POST /service/tickets',
        'POST /service/tickets/:id/notes',
        'PATCH /service/tickets/:id/notes/:id',
        'POST /time/entries',
        'PATCH /service/tickets/:id',
        'POST /system/callbacks',
      ]),
    );
    const complaints = sent.flatMap(
      ({ method, path, detail }) => model?.againstRequest(method, below(path), z.json().parse(detail ?? null)) ?? [],
    );
    expect(complaints).toEqual([]);
  });
});

/** The path as the description has it. */
function below(path: string): string {
  return path.split('/apis/3.0')[1] ?? path;
}
