import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../../../core/store/store-for-tests.js';
import type { Webhook } from './front-gate.js';
import { openWorkPlace, PSAS_AT_WORK, type WorkPlace } from './work-place-for-tests.js';

const PEOPLE = ['dana-whitfield', 'sarah-chen'].map((name) => `harbor-dental/${name}`);
const [DANA = '', SARAH = ''] = PEOPLE;
const PLAN = /^Frontdesk agent: plan/;
const DONE = /^Frontdesk agent: done/;

/** Its letters in another order from the middle on. */
function swapped(proof: string): string {
  const middle = Math.floor(proof.length / 2);
  return `${proof.slice(0, middle)}${proof[middle + 1]}${proof[middle]}x${proof.slice(middle + 3)}`;
}

describe.each(PSAS_AT_WORK)('the webhooks of %s', (kind) => {
  let place: WorkPlace;
  /** One that the PSA itself sent and the product took: what forgeries are made of. */
  let genuine: Webhook | undefined;
  beforeAll(async () => {
    place = await openWorkPlace(kind);
  }, 60_000);
  afterEach(() => {
    place?.sandbox.faults.clear();
    place?.gate.loseWebhooks(false);
  });
  afterAll(() => place?.stop());

  const eventFault = (fault: 'duplicate' | 'reorder') =>
    place.sandbox.faults.add({ vendor: place.psa.vendor, method: 'EVENT', kind: fault });
  /** Sends it, and looks what that changed in the product. */
  async function effectOf(webhook: Omit<Webhook, 'status'>) {
    const before = await place.inbox();
    const status = await place.gate.send(webhook);
    return { status, stored: (await place.inbox()) - before };
  }

  it('bring a ticket that somebody typed in to the agent, once', async () => {
    const { id } = place.ticketOf(DANA);
    await place.note(id, PLAN);
    await place.settled();
    expect(await place.runsOn(id)).toHaveLength(1);
    expect(place.notes(id, PLAN)).toHaveLength(1);
    genuine = place.gate.webhooks().find(({ method, status }) => method === 'POST' && status === 200);
    expect(genuine !== undefined).toBe(place.sendsEvents);
  });

  it('that are forged are refused, and nothing is stored', async () => {
    if (!genuine) {
      // Nobody may tell the product anything in the name of a PSA that tells nothing.
      const body = JSON.stringify({ id: 1 });
      const path = await place.hookPath();
      for (const method of ['GET', 'POST']) {
        const headers = { 'content-type': 'application/json' };
        expect(await place.gate.send({ method, path, headers, body: method === 'GET' ? '' : body })).toBe(404);
      }
      return;
    }
    const { path, headers, body, method } = genuine;
    const [bare = ''] = path.split('?');
    const plain = { 'content-type': 'application/json' };
    const proofs = Object.keys(headers).filter((name) => /^(authorization|x-.*signature.*)$/.test(name));
    const forged: Omit<Webhook, 'status'>[] = [
      { method, path: bare, headers: plain, body },
      ...proofs.map((name) => ({
        method,
        path,
        headers: { ...headers, [name]: swapped(String(headers[name])) },
        body,
      })),
      ...proofs.map((name) => ({ method, path, headers: { ...headers, [name]: 'Basic Zm9yZ2VkOmZvcmdlZA==' }, body })),
      { method, path: `${bare}?secret=${'x'.repeat(43)}`, headers: plain, body },
    ];
    if (proofs.some((name) => name.includes('signature'))) {
      forged.push({
        method,
        path,
        headers,
        body: body.replace(/\d(?=\D*$)/, (digit) => String((Number(digit) + 1) % 10)),
      });
    }
    for (const one of forged) expect(await effectOf(one)).toEqual({ status: 401, stored: 0 });
    const elsewhere = { method, path: `/hooks/${kind}/${'x'.repeat(24)}`, headers, body };
    expect(await effectOf(elsewhere)).toEqual({ status: 404, stored: 0 });
  });

  it('that are replayed are taken and change nothing', async () => {
    if (!genuine) return;
    const runs = await place.documents('runs').countDocuments();
    const notes = place.psa.tickets().flatMap(({ id }) => place.notes(id, /^/)).length;
    for (let times = 0; times < 3; times += 1) expect(await effectOf(genuine)).toEqual({ status: 200, stored: 0 });
    await place.settled();
    expect(await place.documents('runs').countDocuments()).toBe(runs);
    expect(place.psa.tickets().flatMap(({ id }) => place.notes(id, /^/))).toHaveLength(notes);
  });

  it.each(['duplicate', 'reorder'] as const)('change nothing twice and miss nothing: %s', async (fault) => {
    eventFault(fault);
    const { id } = place.ticketOf(SARAH);
    place.psa.technicianUpdatesTicket(id, { technician: 'mbell', priority: place.psa.names.priority });
    await place.note(id, PLAN);
    place.psa.technicianAddsNote(id, { technician: 'rcastro', text: 'approved' });
    await place.note(id, DONE);
    await place.settled();
    expect(await place.runsOn(id)).toHaveLength(1);
    expect([place.notes(id, PLAN).length, place.notes(id, DONE).length]).toEqual([1, 1]);
  });

  it('of what the product did itself are dropped: its own notes start nothing and decide nothing', async () => {
    const { id } = place.ticketOf(DANA);
    await place.note(id, PLAN);
    await place.settled();
    const [run] = await place.runsOn(id);
    expect(run).toMatchObject({ state: 'awaiting_approval', messages: [] });
    expect(place.notes(id, /^/)).toHaveLength(1);
  });

  it('about a company that no client is mapped to start nothing, and the activity tells why', async () => {
    const ticket = place.psa.technicianCreatesTicket({ technician: 'mbell', summary: 'A shelf is loose' });
    const told = async () => (await place.entriesOf(ticket.id)).map((entry) => Reflect.get(entry, 'kind'));
    await until(async () => (await told()).includes('event.no_client'));
    await place.settled();
    expect(await place.runsOn(ticket.id)).toEqual([]);
    expect(place.notes(ticket.id, /^/)).toEqual([]);
  });

  it('that come while the store is busy are kept all the same', async () => {
    const rows = Array.from({ length: 500 }, (_, row) => ({ row, text: 'x'.repeat(400) }));
    let isBusy = true;
    const load = Array.from({ length: 4 }, async () => {
      for (let rounds = 0; isBusy && rounds < 1_000; rounds += 1) {
        const ballast = 'ballast';
        await place
          .documents(ballast)
          .insertMany(rows.map((row, index) => ({ ...row, _id: `${rounds}-${index}-${Math.random()}` })));
        await place.documents(ballast).deleteMany({});
      }
    });
    const ids = PEOPLE.map((person) => place.ticketOf(person).id);
    for (const id of ids) await place.note(id, PLAN);
    isBusy = false;
    await Promise.all(load);
    await place.settled();
    for (const id of ids) {
      expect(await place.runsOn(id)).toHaveLength(1);
      expect(place.notes(id, PLAN)).toHaveLength(1);
    }
  });

  it('that get lost are made up for by asking: tickets, and the word of a technician', async () => {
    place.gate.loseWebhooks(true);
    const lostBefore = place.gate.webhooks().filter(({ status }) => status === 0).length;
    const { id } = place.ticketOf(SARAH);
    await place.note(id, PLAN);
    place.psa.technicianAddsNote(id, { technician: 'rcastro', text: 'approved' });
    await place.note(id, DONE);
    const lost = place.gate.webhooks().filter(({ status }) => status === 0).length - lostBefore;
    expect(lost > 0).toBe(place.sendsEvents);
    place.gate.loseWebhooks(false);
    expect(await place.runsOn(id)).toHaveLength(1);
    expect([place.notes(id, PLAN).length, place.notes(id, DONE).length]).toEqual([1, 1]);
  });
});
