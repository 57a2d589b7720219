import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { InvalidInput } from '../../../core/errors.js';
import { collect } from '../collect.js';
import { type Bench, DANA, failureOf, HARBOR, startBench, world } from './bench-for-tests.js';
import { markOf } from './reference-mark.js';

/** Who works for a second client too. */
const TWO = { company: 'fennimore-legal', also: 'windrow-agronomy' };

let bench: Bench;
let vendor: Bench['vendor'];

const start = async (switches: Parameters<typeof startBench>[0] = {}) => {
  bench = await startBench(switches);
  ({ vendor } = bench);
};
beforeEach(() => start());
afterEach(() => bench.stop());

describe('what is typed to connect SuperOps', () => {
  it('may be the whole address of the tenant, and is refused when it cannot work', async () => {
    const { subdomain } = vendor.credentials;
    for (const typed of [`https://${subdomain}.superops.ai/dashboard`, `${subdomain}.superops.ai`, ` ${subdomain} `]) {
      expect((await bench.connect({ subdomain: typed }).check()).filter(({ ok }) => !ok)).toEqual([]);
    }
    for (const wrong of [
      { subdomain: 'two words' },
      { apiToken: 'with a space' },
      { apiToken: 'line\nbreak-in-it' },
      { technicianEmail: 'nobody' },
      { region: 'mars' },
      { apiBaseUrl: 'ftp://files.example' },
      { apiBaseUrl: 'http://api.example' },
      { apiBaseUrl: 'https://user:word@api.example' },
      { requestsPerMinute: 0 },
      { timeZone: 'Mars/Olympus' },
    ]) {
      expect(() => bench.connect(wrong)).toThrow(InvalidInput);
    }
  });

  it('is looked at before anything else: subdomain, token, whose token it is', async () => {
    const firstWrong = async (more: Record<string, string>) =>
      (await bench.connect(more).check()).find(({ ok }) => !ok)?.problem;
    expect(await firstWrong({ subdomain: 'elsewhere' })).toMatch(/does not know this subdomain/);
    expect(await firstWrong({ apiToken: 'api-wrong-token' })).toMatch(/does not take this API token.*region/);
    expect(await firstWrong({ technicianEmail: 'nobody@tallowmere.example' })).toMatch(
      /no technician with the address "nobody@tallowmere.example".*Enter the address/,
    );
    expect(
      await firstWrong({ technicianEmail: vendor.credentials.technicianEmail?.toUpperCase() ?? '' }),
    ).toBeUndefined();
  });

  it('is told when the times of SuperOps cannot be what they are taken for', async () => {
    await bench.stop();
    await start({ timeOffsetMinutes: 330 });
    vendor.technicianCreatesTicket({ technician: 'mbell', personKey: DANA, summary: 'Just now' });
    const wrong = (await bench.connect().check()).filter(({ ok }) => !ok);
    expect(wrong.map(({ problem }) => problem)).toEqual([expect.stringMatching(/another zone/)]);
    const { check, psa } = bench.connect({ timeZone: 'Asia/Kolkata' });
    expect((await check()).filter(({ ok }) => !ok)).toEqual([]);
    const [{ createdAt } = {}] = await psa.tickets({
      updatedSince: new Date(bench.now().getTime() - 60_000),
      limit: 5,
    });
    expect(Math.abs(bench.now().getTime() - (createdAt?.getTime() ?? 0))).toBeLessThan(60_000);
  });
});

describe('a person who belongs to two clients', () => {
  const both = () => {
    const person = world.people.filter(({ company }) => company === TWO.company)[17];
    if (!person) throw new Error('There is nobody at two clients');
    const id = vendor.contactId(person.key);
    return { person, id, first: vendor.companyId(TWO.company), second: vendor.companyId(TWO.also) };
  };

  it('is a contact of each, and whoever looks for them learns of both unless they name the client', async () => {
    const { person, id, first, second } = both();
    const { psa } = bench.connect();
    const expected = [
      [id, first],
      [`${id}@${second}`, second],
    ];
    for (const query of [
      { email: person.email },
      { phone: person.phone },
      { name: `${person.firstName} ${person.lastName}` },
    ]) {
      const found = (await psa.findContacts(query)).filter((contact) => contact.emails.includes(person.email));
      expect(found.map((contact) => [contact.id, contact.companyId])).toEqual(expected);
      const [there, ...others] = await psa.findContacts({ ...query, companyId: second });
      expect([there?.id, others]).toEqual([`${id}@${second}`, []]);
    }
    const listed = await collect(psa.contacts());
    expect(listed.filter((contact) => contact.emails.includes(person.email)).map((each) => each.id)).toEqual(
      expected.map(([contactId]) => contactId),
    );
    expect((await psa.contact(`${id}@${second}`))?.companyId).toBe(second);
    expect((await psa.contact(id))?.companyId).toBe(first);
    expect(await psa.contact(`${id}@${vendor.companyId(HARBOR)}`)).toBeUndefined();
  });

  it('is found again and gets a ticket at the client that is left, once they have left the other', async () => {
    const { id, first, second } = both();
    const { psa } = bench.connect();
    vendor.removeAssociation(id, first);
    expect(await psa.contact(`${id}@${second}`)).toMatchObject({ id, companyId: second });
    const opened = await bench.open(psa, { companyId: second, contactId: `${id}@${second}` });
    expect(vendor.storedTicket(opened.id)).toMatchObject({ client: second, requester: id });
    for (const contactId of [id, `${id}@${first}`]) {
      expect(await failureOf(bench.open(psa, { companyId: first, contactId }))).toMatchObject({ failure: 'invalid' });
    }
    expect(await psa.contact(`${id}@${first}`)).toBeUndefined();
  });

  it('gets a ticket at the client they ask for, and at no other', async () => {
    const { id, first, second } = both();
    const { psa } = bench.connect();
    const opened = await bench.open(psa, { companyId: second, contactId: `${id}@${second}` });
    expect(vendor.storedTicket(opened.id)).toMatchObject({ client: second, requester: id });
    expect((await bench.open(psa, { companyId: first, contactId: id })).companyId).toBe(first);
    const before = vendor.tickets().length;
    for (const wrong of [
      { companyId: first, contactId: `${id}@${second}` },
      { companyId: vendor.companyId(HARBOR), contactId: id },
    ]) {
      expect(await failureOf(bench.open(psa, wrong))).toMatchObject({ failure: 'invalid' });
    }
    expect(vendor.tickets()).toHaveLength(before);
  });
});

describe('a ticket that Frontdesk opens', () => {
  it('says who called where there is no contact, comes by telephone when told so, and bears our mark', async () => {
    const opened = await bench.open(bench.connect().psa, {
      contactId: undefined,
      contactName: 'Ray <Doe>',
      contactPhone: '+12065550142',
      description: 'It smokes.',
      source: 'phone',
      reference: 'call-77',
    });
    expect(vendor.storedTicket(opened.id)).toMatchObject({ source: 'PHONE', requester: null, status: 'New' });
    const [first] = vendor.notes(opened.id);
    expect(first?.text.replace(/\n+/g, '\n')).toBe(
      `It smokes.\nFrom: Ray <Doe>, +12065550142\nFrontdesk reference: ${markOf('call-77')}`,
    );
    expect(await failureOf(bench.open(bench.connect().psa, { source: 'pigeon' }))).toMatchObject({
      failure: 'invalid',
    });
  });

  it('is found again among many alike, by another process, after a technician renamed it', async () => {
    const { psa } = bench.connect();
    const tickets = [];
    for (let index = 0; index < 6; index += 1) tickets.push(await bench.open(psa, { reference: `alike-${index}` }));
    const [wanted] = tickets;
    vendor.technicianUpdatesTicket(wanted?.id ?? '', { technician: 'mbell', summary: 'Renamed' });
    expect((await bench.open(bench.connect().psa, { reference: 'alike-0' })).id).toBe(wanted?.id);
    const read = bench.requests('getTicketConversationList');
    expect((await bench.open(psa, { reference: 'alike-3' })).id).toBe(tickets[3]?.id);
    expect(bench.requests('getTicketConversationList')).toBe(read);
  });

  it('is refused for good when SuperOps only says that it failed inside, once it was looked for', async () => {
    const error = await failureOf(bench.open(bench.connect().psa, { contactId: undefined, companyId: '77' }));
    expect([error.failure, error.outcomeUnknown]).toEqual(['invalid', false]);
  });

  it('is found when SuperOps says that it failed although it had not, and opened when it had', async () => {
    const { psa } = bench.connect();
    const before = vendor.tickets().length;
    vendor.failNext('createTicket', { afterWork: true });
    const made = await bench.open(psa, { reference: 'failed-inside' });
    expect(vendor.tickets()).toHaveLength(before + 1);
    expect((await bench.open(bench.connect().psa, { reference: 'failed-inside' })).id).toBe(made.id);
    vendor.failNext('createTicket');
    expect(await failureOf(bench.open(psa, { reference: 'failed-before' }))).toMatchObject({ failure: 'invalid' });
    await bench.open(psa, { reference: 'failed-before' });
    expect(vendor.tickets()).toHaveLength(before + 2);
  });

  it('is changed, or is not and says so, when SuperOps only says that it failed', async () => {
    const { psa } = bench.connect();
    const { id } = await bench.open(psa);
    vendor.failNext('updateTicket', { afterWork: true });
    expect((await psa.updateTicket(id, { summary: 'Changed' })).summary).toBe('Changed');
    vendor.failNext('updateTicket');
    const error = await failureOf(psa.updateTicket(id, { summary: 'Changed again' }));
    expect([error.failure, error.outcomeUnknown]).toEqual(['invalid', false]);
    vendor.failNext('createTicketNote', { afterWork: true });
    await psa.addNote(id, { text: 'Once', visibility: 'internal' });
    expect(vendor.storedNotes(id)).toHaveLength(1);
  });

  it('names the fields that SuperOps wants before it closes a ticket', async () => {
    await bench.stop();
    await start({ mandatoryOnClosure: ['resolutionCode'] });
    const { psa } = bench.connect();
    const { id } = await bench.open(psa);
    const error = await failureOf(psa.updateTicket(id, { status: 'Resolved' }));
    expect([error.failure, error.message]).toEqual(['invalid', expect.stringContaining('resolutionCode')]);
    expect(vendor.ticket(id).closed).toBe(false);
  });
});

describe('what is said on a ticket', () => {
  it('begins with the description, in the words of who asked', async () => {
    const { id } = vendor.technicianCreatesTicket({
      technician: 'mbell',
      personKey: DANA,
      summary: 'Help',
      description: 'Please reset my MFA.',
    });
    expect(await bench.connect().psa.notes(id)).toMatchObject([
      { text: 'Please reset my MFA.', visibility: 'public', author: { kind: 'contact', id: vendor.contactId(DANA) } },
    ]);
  });

  it('is a reply that is mailed to the requester when it is public, and a note that can be seen without one', async () => {
    const { psa } = bench.connect();
    const asked = await bench.open(psa);
    const unasked = await bench.open(psa, { contactId: undefined });
    const reply = await psa.addNote(asked.id, { text: 'It works again.', visibility: 'public' });
    const shown = await psa.addNote(unasked.id, { text: 'It works again.', visibility: 'public' });
    const [mailed] = vendor.storedConversations(asked.id).filter(({ type }) => type === 'TECH_REPLY');
    expect(mailed).toMatchObject({ to: [world.person(DANA).email], mailed: true, user: vendor.own.id });
    expect(vendor.storedNotes(asked.id)).toEqual([]);
    expect(vendor.storedNotes(unasked.id)).toMatchObject([{ privacy: 'PUBLIC', addedBy: vendor.own.id }]);
    expect([reply.author.kind, shown.author.kind]).toEqual(['own', 'own']);
    expect(reply.id).not.toBe(mailed?.id);
  });

  it('is not cut in the middle of a character when it is long, and is written once', async () => {
    const { psa } = bench.connect();
    const { id } = await bench.open(psa);
    const text = `x${'🖨️'.repeat(7_000)}`;
    await psa.addNote(id, { text, visibility: 'internal' });
    expect((await psa.notes(id)).map((note) => note.text).join('')).toBe(text);
    for (const note of await psa.notes(id)) expect(note.text).not.toMatch(/[\uD800-\uDBFF]$/);
    await psa.addNote(id, { text, visibility: 'internal' });
    expect(vendor.storedNotes(id)).toHaveLength(2);
  });

  it('cannot be read while it is unknown who we are, because our own words would be taken for a technician’s', async () => {
    const { id } = vendor.technicianCreatesTicket({
      technician: 'mbell',
      personKey: DANA,
      summary: 'Help',
      owner: 'mbell',
    });
    const { psa } = bench.connect({ technicianEmail: 'left@tallowmere.example' });
    expect(await failureOf(psa.notes(id))).toMatchObject({ failure: 'invalid' });
    expect(await failureOf(psa.approversOf(await psa.ticket(id)))).toMatchObject({ failure: 'invalid' });
  });
});

describe('how much is asked of SuperOps', () => {
  it('is one request for a poll, and none again soon for a number that was looked for', async () => {
    const { psa } = bench.connect();
    const since = bench.now();
    await bench.open(psa);
    const before = bench.records.of('superops').length;
    expect(await psa.tickets({ updatedSince: since, limit: 50 })).toHaveLength(1);
    expect(bench.records.of('superops')).toHaveLength(before + 1);

    const { phone } = world.person(DANA);
    await psa.findContacts({ phone });
    const lists = bench.requests('getClientUserList');
    expect((await psa.findContacts({ phone })).map(({ id }) => id)).toEqual([vendor.contactId(DANA)]);
    expect(bench.requests('getClientUserList')).toBe(lists);
    bench.advance(6 * 60_000);
    await psa.findContacts({ phone });
    expect(bench.requests('getClientUserList')).toBeGreaterThan(lists);
  });

  it('is nothing for a minute once it says that it was too much', async () => {
    const { psa } = bench.connect();
    vendor.limitRequests({ perMinute: 1, as: 'clientError' });
    await psa.companies().catch(() => undefined);
    const error = await failureOf(psa.queues());
    expect([error.failure, error.passing]).toEqual(['throttled', true]);
    const before = bench.records.of('superops').length;
    vendor.limitRequests(undefined);
    expect((await failureOf(psa.queues())).retryAfter).toBeGreaterThan(30);
    expect(bench.records.of('superops')).toHaveLength(before);
  });
});

describe('the MSP’s own names', () => {
  it('say which tickets are closed', async () => {
    const { psa } = bench.connect({ closedStatuses: 'On Hold' });
    const { id } = await bench.open(psa);
    expect((await psa.updateTicket(id, { status: 'resolved' })).closed).toBe(false);
    expect((await psa.updateTicket(id, { status: 'on hold' })).closed).toBe(true);
  });

  it('do not offer clients that are none yet or no more', async () => {
    const companies = await bench.connect().psa.companies();
    const active = (name: string) => companies.find((company) => company.name === name)?.active;
    expect([active('Pellworth Outfitters'), active('Nettlefield Bakery')]).toEqual([false, false]);
    expect(companies.find(({ id }) => id === vendor.companyId(HARBOR))?.types).toEqual(['Active', 'Paid']);
    expect((await bench.connect().mappings()).map(({ name }) => name)).not.toContain('Nettlefield Bakery');
  });

  it('take away the subcategory with the category', async () => {
    const { psa } = bench.connect();
    const { id } = await bench.open(psa);
    const sub = (await psa.categories()).find(({ name }) => name.includes(' > '));
    const other = (await psa.categories()).find(({ name }) => !name.includes(' > ') && !sub?.name.startsWith(name));
    expect((await psa.updateTicket(id, { category: sub?.id ?? '' })).category).toBe(sub?.name);
    expect((await psa.updateTicket(id, { category: other?.name ?? '' })).category).toBe(other?.name);
    expect(vendor.storedTicket(id).subcategory).toBeNull();
  });
});
