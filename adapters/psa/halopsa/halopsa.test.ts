import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { VendorError } from '../../../core/errors.js';
import type { Connection } from '../../../core/integrations/integration.js';
import type { Psa } from '../../../core/ports/psa.js';
import { createFaults, type Faults } from '../../../sandbox/faults.js';
import { createPretendHaloPsa, type PretendHaloPsa } from '../../../sandbox/halopsa/index.js';
import { createRecords, type Records } from '../../../sandbox/records.js';
import { createRoutes } from '../../../sandbox/routes.js';
import { createWorld } from '../../../sandbox/world/world.js';
import { createOutgoing } from '../../http.js';
import { collect } from '../collect.js';
import { haloPsa } from './index.js';

const DANA = 'harbor-dental/dana-whitfield';
let vendor: PretendHaloPsa;
let records: Records;
let faults: Faults;
let usual: PretendHaloPsa['switches'];
let later = 0;
/** Frontdesk's clock and HaloPSA's. */
const now = () => new Date(Date.now() + later);
const http = createOutgoing({ allowPrivate: ['127.0.0.1'], wait: async () => {} });

beforeAll(async () => {
  records = createRecords();
  faults = createFaults();
  vendor = await createPretendHaloPsa({ world: createWorld(), faults, records, routes: createRoutes(), clock: now });
  usual = { ...vendor.switches };
});
afterEach(() => {
  faults.clear();
  vendor.takeRights([]);
  Object.assign(vendor.switches, { errorShape: undefined }, usual);
});
afterAll(async () => {
  await http.close();
  await vendor.stop();
});

function connect(changes: Record<string, unknown> = {}): Connection & { psa: Psa } {
  const connection = haloPsa.connect({ ...vendor.credentials, ...changes }, { http, now });
  if (!connection.psa) throw new Error('HaloPSA is a PSA');
  return { ...connection, psa: connection.psa };
}

let references = 0;
const newTicket = (more: object = {}) => ({
  companyId: vendor.companyId('harbor-dental'),
  contactId: vendor.contactId(DANA),
  summary: 'Printer does not print',
  reference: `halo-${++references}`,
  ...more,
});

async function failureOf(work: Promise<unknown>): Promise<VendorError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof VendorError)) throw new Error('No VendorError was thrown', { cause: error });
  return error;
}

const problemsOf = async (connection: Connection) => (await connection.check()).filter(({ ok }) => !ok);

describe('the check of a HaloPSA connection', () => {
  it('finds everything in order with good keys', async () => {
    expect(await problemsOf(connect())).toEqual([]);
  });

  it('tells a wrong host, a wrong tenant and a wrong secret apart', async () => {
    const [host] = await problemsOf(connect({ host: 'http://127.0.0.1:1' }));
    expect(host).toMatchObject({ what: 'Find HaloPSA', passing: true });
    const [folder] = await problemsOf(connect({ host: `${vendor.url}/elsewhere` }));
    expect(folder).toMatchObject({ what: 'Find HaloPSA', problem: expect.stringContaining('Check the host') });
    for (const tenant of ['somebody-else', undefined]) {
      const problems = await problemsOf(connect({ tenant }));
      expect(problems).toEqual([
        { ok: false, what: 'Sign in', problem: expect.stringMatching(/tenant is "tallowmere"/) },
      ]);
    }
    for (const status of [400, 401] as const) {
      vendor.switches.invalidClientStatus = status;
      const secret = await problemsOf(connect({ clientSecret: 'wrong' }));
      expect(secret).toEqual([{ ok: false, what: 'Sign in', problem: expect.stringContaining('client secret') }]);
    }
  });

  it('names an application that may not ask for everything', async () => {
    vendor.switches.applicationScopes = ['read:tickets'];
    const [first] = await problemsOf(connect());
    expect(first).toMatchObject({ what: 'Sign in', problem: expect.stringContaining('permission "all"') });
  });

  it('names a kind of ticket that there is none of', async () => {
    expect(await problemsOf(connect({ ticketType: 'Nothing' }))).toEqual([
      { ok: false, what: 'Find the kind of new tickets', problem: expect.stringMatching(/"Nothing".*Incident/) },
    ]);
  });

  it('names an application without an agent', async () => {
    vendor.switches.agentLogin = false;
    const problems = await problemsOf(connect());
    expect(problems.map(({ what }) => what)).toEqual(['Know our own agent']);
  });
});

describe('HaloPSA, as tenants differ', () => {
  it.each(['class_name', 'message', 'error', 'text'] as const)(
    'says what it says in errors of the shape %s',
    async (shape) => {
      vendor.switches.errorShape = shape;
      const failure = await failureOf(connect().psa.ticket('99999999'));
      expect([failure.failure, failure.message]).toEqual(['not_found', expect.stringContaining('99999999')]);
      const opening = connect().psa.openTicket(newTicket({ companyId: vendor.companyId('larkmere-logistics') }));
      expect((await failureOf(opening)).failure).toBe('invalid');
    },
  );

  it.each(['dateclosed', 'datecleared', 'both'] as const)('finds what was closed where it goes by %s', async (name) => {
    vendor.switches.closedDateName = name;
    const old = vendor.technicianCreatesTicket({ technician: 'mbell', personKey: DANA, summary: 'Older' });
    later += 3_600_000;
    vendor.technicianUpdatesTicket(old.id, { technician: 'mbell', status: 'Closed' });
    const open = vendor.technicianCreatesTicket({ technician: 'mbell', personKey: DANA, summary: 'Newer' });
    const found = await collect(connect().psa.resolvedTickets(new Date(now().getTime() - 600_000)));
    expect(found.map(({ id }) => id)).toContain(old.id);
    expect(found.map(({ id }) => id)).not.toContain(open.id);
    expect(found.every(({ closed }) => closed)).toBe(true);
  });

  it('finds a telephone number also where it compares text as it was typed', async () => {
    vendor.switches.phoneSearch = 'as_typed';
    const world = createWorld();
    for (const person of world.people.slice(0, 8)) {
      const found = await connect().psa.findContacts({ phone: person.phone });
      expect(found.map(({ id }) => id)).toContain(vendor.contactId(person.key));
    }
  });

  it.each(['object', 'array'] as const)('reads its own writes where one is answered as an %s', async (singleAnswer) => {
    vendor.switches.singleAnswer = singleAnswer;
    vendor.switches.actionsOrder = singleAnswer === 'array' ? 'oldest_first' : 'newest_first';
    const { psa } = connect();
    const { id } = await psa.openTicket(newTicket({ description: 'It blinks' }));
    await psa.addNote(id, { text: 'One', visibility: 'internal' });
    await psa.addNote(id, { text: 'Two', visibility: 'internal' });
    expect((await psa.notes(id)).map(({ text }) => text)).toEqual(['It blinks', 'One', 'Two']);
  });

  it('writes notes and closes under whatever names the actions have', async () => {
    vendor.renameOutcome('Internal Note', 'Private Note');
    vendor.renameOutcome('Close Ticket', 'Wrap up');
    const { psa } = connect();
    const { id } = await psa.openTicket(newTicket());
    await psa.addNote(id, { text: 'Hidden', visibility: 'internal' });
    expect((await psa.updateTicket(id, { status: 'Closed' })).closed).toBe(true);
    expect(vendor.notes(id).every(({ internal }) => internal)).toBe(true);
    vendor.renameOutcome('Private Note', 'Internal Note');
    vendor.renameOutcome('Wrap up', 'Close Ticket');
  });

  it('reads more notes than fit into one answer', async () => {
    const { id } = vendor.technicianCreatesTicket({ technician: 'mbell', personKey: DANA, summary: 'Long story' });
    for (let number = 1; number <= 130; number += 1) {
      vendor.technicianAddsNote(id, { technician: 'mbell', text: `Chapter ${number}` });
    }
    const notes = await connect().psa.notes(id);
    expect(notes.map(({ text }) => text)).toEqual(
      Array.from({ length: 130 }, (_none, place) => `Chapter ${place + 1}`),
    );
  });
});

describe('writing to HaloPSA', () => {
  it('closes by an action, so that the rules of closing take place', async () => {
    const { psa } = connect();
    const { id } = await psa.openTicket(newTicket());
    const before = vendor.mails().length;
    await psa.updateTicket(id, { status: 'Closed', priority: 'High' });
    const closing = vendor.storedActions(id).filter(({ newStatus, oldStatus }) => newStatus !== oldStatus);
    expect(closing.map(({ outcome, hidden }) => [outcome, hidden])).toEqual([['Close Ticket', true]]);
    expect(vendor.mails()).toHaveLength(before);
  });

  it('mails a public reply to the contact of the ticket, and no internal note to anybody', async () => {
    const { psa } = connect();
    const { id } = await psa.openTicket(newTicket());
    const before = vendor.mails().length;
    await psa.addNote(id, { text: 'For us', visibility: 'internal' });
    expect(vendor.mails()).toHaveLength(before);
    await psa.addNote(id, { text: 'For you', visibility: 'public' });
    const [mail, ...more] = vendor.mails().slice(before);
    expect(more).toEqual([]);
    expect(mail).toMatchObject({
      to: createWorld().person(DANA).email,
      subject: `Re: Printer does not print [ID:00${id}]`,
      text: expect.stringContaining('For you'),
    });
  });

  it('gives notes ids that are right everywhere', async () => {
    const { psa } = connect();
    const [one, other] = [await psa.openTicket(newTicket()), await psa.openTicket(newTicket())];
    const ids = [];
    for (const { id } of [one, other]) ids.push((await psa.addNote(id, { text: 'Hello', visibility: 'internal' })).id);
    expect(new Set(ids).size).toBe(2);
    expect(ids[0]).toMatch(new RegExp(`^${one.id}-\\d+$`));
    expect((await failureOf(psa.editNote?.(other.id, ids[0] ?? '', 'Other') ?? Promise.resolve())).failure).toBe(
      'not_found',
    );
  });

  it('finds its ticket by what it is where the reference was not kept', async () => {
    const { psa } = connect();
    const lost = newTicket({ description: 'Only once', summary: 'The reference is not kept' });
    const forgetful = connectThrough((body) => ({ ...body, supplier_reference: undefined }));
    faults.add({ vendor: 'halopsa', ...vendor.requests.openTicket, kind: 'drop-after', times: 1 });
    const before = vendor.tickets().length;
    const opened = await forgetful.openTicket(lost);
    expect(vendor.tickets()).toHaveLength(before + 1);
    expect((await psa.ticket(opened.id)).summary).toBe('The reference is not kept');
  });

  /** A tenant that drops a field on the way in. */
  function connectThrough(change: (row: Record<string, unknown>) => object): Psa {
    const altered = {
      request: (request: Parameters<typeof http.request>[0]) =>
        http.request(
          Array.isArray(request.body) ? { ...request, body: request.body.map((row) => change({ ...row })) } : request,
        ),
    };
    const { psa } = haloPsa.connect(vendor.credentials, { http: altered, now });
    if (!psa) throw new Error('HaloPSA is a PSA');
    return psa;
  }

  it('opens the kind of ticket that it was told, with the priorities of its agreement', async () => {
    const told = connect({ ticketType: 'Service Request' });
    const { id } = await told.psa.openTicket(newTicket({ priority: 'Low' }));
    expect(vendor.storedTicket(id)).toMatchObject({ ticketTypeId: 3, priorityId: 4 });
    const failure = await failureOf(connect({ ticketType: 'Alert' }).psa.openTicket(newTicket()));
    expect(failure.message).toMatch(/no kind of ticket .*"Alert".*Incident/);
  });

  it('records time in hours on an internal action', async () => {
    const { psa } = connect();
    const { id } = await psa.openTicket(newTicket());
    await psa.addTime?.(id, { minutes: 20, notes: 'Looked at it', technicianId: vendor.technicianId('mbell') });
    const [action] = vendor.storedActions(id).filter(({ timeTaken }) => timeTaken > 0);
    expect(action).toMatchObject({ timeTaken: 0.3333, hidden: true, note: 'Time of Morgan Bell: Looked at it' });
  });
});

describe('who wrote what in HaloPSA', () => {
  it('knows itself by id, whatever others are called', async () => {
    const { psa } = connect();
    const { id } = vendor.technicianCreatesTicket({ technician: 'mbell', personKey: DANA, summary: 'Who?' });
    await psa.addNote(id, { text: 'Ours', visibility: 'internal' });
    vendor.technicianAddsNote(id, { technician: 'mbell', text: 'Theirs', internal: true });
    vendor.contactAddsNote(id, { personKey: DANA, text: 'Mine' });
    const notes = await psa.notes(id);
    expect(notes.map(({ author, visibility }) => [author.kind, author.id, visibility])).toEqual([
      ['own', vendor.own.id, 'internal'],
      ['technician', vendor.technicianId('mbell'), 'internal'],
      ['contact', vendor.contactId(DANA), 'public'],
    ]);
  });

  it('tells of nobody that he is a technician while it may not list agents', async () => {
    vendor.takeRights(['Read agents']);
    const { id } = vendor.technicianCreatesTicket({ technician: 'mbell', personKey: DANA, summary: 'Who?' });
    vendor.technicianAddsNote(id, { technician: 'mbell', text: 'Approve', internal: true });
    const [note] = await connect().psa.notes(id);
    expect([note?.text, note?.author.kind]).toEqual(['Approve', 'unknown']);
  });

  it('asks once who it is, and signs in once for many questions', async () => {
    const before = records.of('halopsa').length;
    const { psa } = connect();
    await Promise.all([psa.technicians(), psa.companies(), psa.queues(), psa.priorities()]);
    await psa.technicians();
    const asked = records.of('halopsa').slice(before);
    const times = (path: string) => asked.filter((each) => each.path.toLowerCase() === path).length;
    expect([times('/auth/token'), times('/api/agent/me')]).toEqual([1, 1]);
  });

  it('signs in again when its token is refused before its time', async () => {
    const { psa } = connect();
    await psa.queues();
    faults.add({ vendor: 'halopsa', path: /\/api\/Team$/, kind: 'status', status: 401, times: 1 });
    later += 10 * 60_000;
    expect((await psa.queues()).map(({ name }) => name)).toContain('1st Line');
  });
});
