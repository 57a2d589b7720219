import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Bench, startBench } from './client-for-tests.js';

let bench: Bench;

beforeAll(async () => {
  bench = await startBench();
});
afterEach(() => bench.connectWise.takeRights([]));
afterAll(() => bench.connectWise.stop());

const newTicket = () => bench.connectWise.technicianCreatesTicket({ member: 'mbell', summary: 'Who may?' }).id;

describe('an API member whose security role lacks a right', () => {
  it('is refused in ConnectWise’s shape, and may do the rest', async () => {
    bench.connectWise.takeRights(['Read contacts']);
    const answer = await bench.ask('GET', '/company/contacts');
    expect([answer.status, answer.object()]).toEqual([
      403,
      { code: 'Security', message: 'You do not have security permissions to perform this action.', errors: null },
    ]);
    expect((await bench.ask('GET', '/company/companies')).status).toBe(200);
  });

  it('may read tickets without being allowed to add or change them', async () => {
    const id = newTicket();
    bench.connectWise.takeRights(['Add tickets', 'Change tickets']);
    const company = { id: bench.connectWise.defaults.companyId };
    const asked: [string, string, number][] = [
      ['GET', `/service/tickets/${id}`, 200],
      ['GET', `/service/tickets/${id}/notes`, 200],
      ['POST', '/service/tickets', 403],
      ['PATCH', `/service/tickets/${id}`, 403],
      ['POST', `/service/tickets/${id}/notes`, 403],
      ['DELETE', `/service/tickets/${id}`, 403],
    ];
    for (const [method, path, status] of asked) {
      const body = method === 'GET' || method === 'DELETE' ? undefined : { summary: 'No', company };
      expect([method, path, (await bench.ask(method, path, body)).status]).toEqual([method, path, status]);
    }
    expect(bench.connectWise.notes(id)).toEqual([]);
  });

  it('is told of the right before it is told what is wrong with its request', async () => {
    expect((await bench.ask('POST', '/service/tickets', {})).status).toBe(400);
    bench.connectWise.takeRights(['Add tickets']);
    expect((await bench.ask('POST', '/service/tickets', {})).status).toBe(403);
  });

  it('gets every right back when none is taken any more', async () => {
    bench.connectWise.takeRights(bench.connectWise.rights);
    expect((await bench.ask('GET', '/service/boards')).status).toBe(403);
    bench.connectWise.takeRights([]);
    expect((await bench.ask('GET', '/service/boards')).status).toBe(200);
  });

  it('lacks only rights that there are', () => {
    expect(() => bench.connectWise.takeRights(['Fly'])).toThrow('Fly');
  });
});

describe('contacts that staff add, mark inactive and delete', () => {
  it('are seen by the API as they are', async () => {
    const person = { firstName: 'Nora', lastName: 'Lately', company: 'harbor-dental', inactive: true };
    const id = bench.connectWise.technicianAddsContact({ ...person, email: 'nora@harbordental.example' });
    const path = `/company/contacts/${id}`;
    expect((await bench.ask('GET', path)).object()).toMatchObject({ lastName: 'Lately', inactiveFlag: true });
    bench.connectWise.technicianDeletesContact(id);
    expect((await bench.ask('GET', path)).status).toBe(404);
  });
});
