import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import fastify, { type FastifyInstance } from 'fastify';
import { createOutgoing } from '../../http.js';
import { connectWise } from './index.js';

/** Who wrote a note, where its record says more than one thing. */
const http = createOutgoing({ allowPrivate: ['127.0.0.1'], wait: async () => {} });
const opened: FastifyInstance[] = [];
afterEach(async () => {
  for (const app of opened.splice(0)) await app.close();
});
afterAll(() => http.close());

const MEMBERS = [
  { id: 176, identifier: 'mbell', firstName: 'Morgan', lastName: 'Bell', licenseClass: 'F', inactiveFlag: false },
  { id: 177, identifier: 'rcastro', firstName: 'Rosa', lastName: 'Castro', licenseClass: 'F', inactiveFlag: false },
  { id: 180, identifier: 'frontdesk', licenseClass: 'A', inactiveFlag: false },
];
const MORGAN = { id: 176, identifier: 'mbell', name: 'Morgan Bell' };
const DANA = { id: 2, name: 'Dana Whitfield' };

async function connectTo(notes: object[]) {
  const app = fastify({ forceCloseConnections: true });
  opened.push(app);
  app.get('/v4_6_release/apis/3.0/service/tickets/1/notes', () => notes);
  app.get<{ Querystring: { pageId?: string } }>('/v4_6_release/apis/3.0/system/members', ({ query }) =>
    Number(query.pageId ?? 0) === 0 ? MEMBERS : [],
  );
  const site = await app.listen({ host: '127.0.0.1', port: 0 });
  const keys = { companyId: 'tallowmere', publicKey: 'public', privateKey: 'private', clientId: 'client' };
  return connectWise.connect({ site, ...keys }, { http, now: () => new Date() });
}

describe('who wrote a note in ConnectWise', () => {
  it.each([
    ['a member who wrote it', { member: MORGAN, createdBy: 'MBell' }, 'technician'],
    ['a member, and nobody says who wrote it down', { member: MORGAN }, 'technician'],
    ['nobody but whoever wrote it down', { createdBy: 'rcastro' }, 'technician'],
    ['a member in whose name somebody else wrote it', { member: MORGAN, createdBy: 'mail-connector' }, 'unknown'],
    ['a member in whose name another one wrote it', { member: MORGAN, createdBy: 'rcastro' }, 'unknown'],
    ['a member in whose name we wrote it', { member: MORGAN, createdBy: 'frontdesk' }, 'own'],
    ['a contact', { contact: DANA, createdBy: 'mbell' }, 'contact'],
    ['a contact and a member', { contact: DANA, member: MORGAN, createdBy: 'mbell' }, 'unknown'],
  ])('of which the record names %s', async (_what, author, kind) => {
    const { psa } = await connectTo([{ id: 1, text: 'Approve', internalAnalysisFlag: true, ...author }]);
    expect((await psa?.notes('1'))?.map((note) => note.author.kind)).toEqual([kind]);
  });
});
