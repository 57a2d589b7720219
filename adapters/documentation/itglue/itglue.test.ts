import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { type Bench, HARBOR, LARKMERE, startBench } from './bench-for-tests.js';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.stop());

const listed = z.object({ documents: z.array(z.looseObject({ id: z.string(), name: z.string() })) });
const idOf = async (name: string, slug = HARBOR) => {
  const { output } = await bench.run('search-documents', { query: name }, slug);
  const found = listed.parse(output).documents.find((each) => each.name === name);
  if (!found) throw new Error(`There is no document ${name}`);
  return found.id;
};

describe('documents in IT Glue', () => {
  it('are found by title, and are read as Markdown, section after section', async () => {
    const id = await idOf('Connect to the office VPN');
    const { output, summary } = await bench.run('get-document', { documentId: id });
    const { text, sections } = z.object({ text: z.string(), sections: z.array(z.looseObject({})) }).parse(output);
    expect(text).toContain('## Connect to the office VPN');
    expect(text).toContain('vpn.harbordental.example');
    expect(text).toContain('```powershell');
    expect(text).toContain('| Error 809 |');
    expect(text).not.toMatch(/<script|window\.track|<h2/);
    expect(sections.length).toBeGreaterThan(2);
    expect(summary).toBe('Read the document "Connect to the office VPN".');
  });

  it('are found by what stands in them where no title fits', async () => {
    const { output } = await bench.run('search-documents', { query: 'hotspot router' });
    const [first] = listed.parse(output).documents;
    expect(first?.name).toBe('Connect to the office VPN');
    expect(JSON.stringify(first)).toContain('hotspot');
  });

  it('are read anew once they have changed', async () => {
    const id = await idOf('Book a meeting room');
    bench.advance(1000);
    bench.vendor.editDocument(id, { content: '<p>Ask the concierge of the zeppelin hangar.</p>' });
    expect(await bench.text('search-documents', { query: 'zeppelin concierge' })).toContain('zeppelin hangar');
  });

  it('of the same title at two clients stay apart', async () => {
    const texts = await Promise.all(
      [HARBOR, LARKMERE].map((slug) => bench.text('search-documents', { query: 'office VPN' }, slug)),
    );
    expect(texts[0]).toContain('vpn.harbordental.example');
    expect(texts[1]).toContain('vpn.larkmere.example');
    expect(texts[0]).not.toContain('larkmere');
    const error = await bench.refused('get-document', { documentId: await idOf('Scan to e-mail', LARKMERE) });
    expect(error.failure).toBe('forbidden');
    expect(error.message).not.toMatch(/Larkmere/i);
  });

  it('that are uploaded files, archived or gone are said to be so', async () => {
    const uploaded = bench.vendor.documents(HARBOR).find((each) => each.uploaded);
    expect(await bench.text('get-document', { documentId: String(uploaded?.id) })).toContain('uploaded file');
    expect(await bench.text('search-documents', { query: 'old VPN client' })).not.toContain('Old VPN client');
    expect((await bench.refused('get-document', { documentId: '999999999' })).failure).toBe('forbidden');
  });

  it('that IT Glue does not list for API keys are said so, and flexible assets are searched instead', async () => {
    bench.vendor.switches.listDocuments = 'refused';
    const { output, summary } = await bench.run('search-documents', { query: 'Payroll' });
    expect(JSON.stringify(output)).toContain('Payroll');
    expect(output).toMatchObject({ documents: [], unavailable: expect.stringContaining('does not list documents') });
    expect(summary).toContain('instead');
    const findings = await bench.connect().check();
    expect(findings.filter(({ ok }) => !ok)).toEqual([]);
    expect(findings.at(-1)?.what).toContain('searches flexible assets instead');
  });

  it.each(['foldered', 'all'] as const)(
    'in folders are found too, where IT Glue can be asked for them (%s)',
    async (how) => {
      bench.vendor.switches.folderNotNull = how;
      const { output } = await bench.run('search-documents', {});
      const readable = bench.vendor.documents(HARBOR).filter(({ archived }) => !archived);
      expect(
        listed
          .parse(output)
          .documents.map(({ name }) => name)
          .sort(),
      ).toEqual(readable.map(({ name }) => name).sort());
      expect(JSON.stringify(output)).not.toContain('may be missing');
    },
  );

  it('in folders may be missing where IT Glue cannot be asked for them, which is said', async () => {
    bench.vendor.switches.folderNotNull = 'refused';
    const text = await bench.text('search-documents', { query: 'Harbor' });
    expect(text).toContain('About Harbor Dental');
    expect(text).toContain('may be missing');
  });

  it('without what looks like a password', async () => {
    const documentId = bench.vendor.addDocument({
      company: HARBOR,
      name: 'Router',
      content: '<p>Router: 10.0.0.1</p><p>Password: Zebra-Crossing-77</p>',
    });
    const text = await bench.text('get-document', { documentId });
    expect(text).toContain('10.0.0.1');
    expect(text).toContain('(removed: password)');
    expect(await bench.text('search-documents', { query: 'Zebra' })).not.toContain('Zebra-Crossing');
    expect(bench.told()).not.toContain('Zebra-Crossing-77');
  });

  it('without a password whose label is in the section before', async () => {
    await bench.run('create-document', { name: 'Door', content: 'The keypad beside the door.' });
    const documentId = await idOf('Door');
    await bench.run('update-document', { documentId, content: 'Password:' });
    await bench.run('update-document', { documentId, content: 'Walrus-Harbour-31' });
    const text = await bench.text('get-document', { documentId });
    expect(text).toContain('keypad');
    expect(text).toContain('(left out)');
    expect(text).not.toContain('Walrus-Harbour-31');
  });

  it('are read page by page when they are long, and fit what a model is shown', async () => {
    const content = Array.from({ length: 3000 }, (_, at) => `<p>Paragraph ${at} about cables.</p>`).join('');
    const documentId = bench.vendor.addDocument({ company: HARBOR, name: 'Cables', content });
    const first = await bench.text('get-document', { documentId });
    const second = await bench.text('get-document', { documentId, page: 2 });
    expect(Math.max(first.length, second.length)).toBeLessThan(20_000);
    expect(first).toContain('Paragraph 0 ');
    expect(second).not.toContain('"text":"Paragraph 0 ');
  });
});

describe('things in IT Glue', () => {
  it('configurations are found by name, address, user and model', async () => {
    const [device] = bench.world.devices.filter(({ company }) => company === HARBOR);
    const name = device?.name ?? '';
    for (const query of [name, name.toLowerCase(), '10.20.1.20', 'Dana Whitfield', 'latitude']) {
      const text = await bench.text('search-configurations', { query });
      expect([query, text.includes('-001')]).toEqual([query, true]);
    }
    const [stored] = bench.vendor.configurations(HARBOR);
    const { output } = await bench.run('get-configuration', { configurationId: String(stored?.id) });
    expect(output).toMatchObject({ name, organization: 'Harbor Dental', notes: { text: 'At Harbor Dental.' } });
  });

  it('contacts are found by name, title, address and telephone number', async () => {
    const dana = bench.world.person('harbor-dental/dana-whitfield');
    for (const query of ['Dana', dana.email, dana.phone]) {
      expect(await bench.text('search-contacts', { query })).toContain('Whitfield');
    }
    const contact = bench.vendor.contacts(HARBOR).find(({ email }) => email === dana.email);
    const { output } = await bench.run('get-contact', { contactId: String(contact?.id) });
    expect(output).toMatchObject({ name: 'Dana Whitfield', emails: [{ address: dana.email }] });
  });

  it('flexible assets are searched type by type, and are shown by the names of their fields', async () => {
    const { output } = await bench.run('search-flexible-assets', { query: 'payroll' });
    const { assets } = z.object({ assets: z.array(z.looseObject({ id: z.string() })) }).parse(output);
    const read = await bench.run('get-flexible-asset', { assetId: assets[0]?.id ?? '' });
    expect(read.output).toMatchObject({
      organization: 'Harbor Dental',
      fields: { Name: 'Payroll', Hosting: 'On-Premises', Seats: 5 },
    });
    expect(JSON.stringify(read.output)).toContain('files.harbordental.example');
    expect(JSON.stringify(read.output)).toContain('-001');
    const none = await bench.refused('search-flexible-assets', { type: 'Spaceships' });
    expect(none.message).toContain('There is: ');
  });

  it('flexible assets are shown without their passwords, whatever the type calls them', async () => {
    const wireless = bench.vendor.flexibleAssets(HARBOR).find(({ traits }) => 'ssid' in traits);
    const { output } = await bench.run('get-flexible-asset', { assetId: String(wireless?.id) });
    expect(JSON.stringify(output)).toContain('Lighthouse');
    expect(JSON.stringify(output)).not.toMatch(/pre-?shared/i);
    await bench.run('search-flexible-assets', {});
    for (const { value } of bench.vendor.secrets()) expect(bench.told()).not.toContain(value);
  });
});

describe('stored passwords in IT Glue', () => {
  const passwordOf = (name: string, slug = HARBOR) =>
    bench.vendor.passwords(slug).find((each) => each.name === name)?.password;

  it('are named by a search, and are delivered into safe keeping only', async () => {
    expect(await bench.text('search-flexible-assets', { query: 'wi-fi' })).toContain('"name":"Wi-Fi"');
    const result = await bench.run('get-password', { password: 'wi-fi' });
    expect(bench.kept).toEqual([
      { label: 'password "Wi-Fi" from IT Glue', value: passwordOf('Wi-Fi'), subject: 'Harbor Dental', stored: true },
    ]);
    expect(result).toMatchObject({ output: { name: 'Wi-Fi', secretId: 'secret-1' }, secretIds: ['secret-1'] });
    for (const { value } of bench.vendor.secrets()) expect(bench.told()).not.toContain(value);
  });

  it('of the same name at two clients stay apart', async () => {
    await bench.run('get-password', { password: 'Firewall admin' }, LARKMERE);
    expect(bench.kept.map(({ value }) => value)).toEqual([passwordOf('Firewall admin', LARKMERE)]);
    const [theirs] = bench.vendor.passwords(LARKMERE);
    expect((await bench.refused('get-password', { password: String(theirs?.id) })).failure).toBe('forbidden');
    expect(bench.kept).toHaveLength(1);
  });

  it('are shown by IT Glue in one request only, and are told to be hidden in every other', async () => {
    bench.vendor.switches.passwordsInLists = true;
    await bench.run('get-password', { password: 'Wi-Fi' });
    await bench.run('search-flexible-assets', {});
    await bench.connection.check();
    const asked = bench.records
      .of('itglue')
      .filter(({ path }) => path.includes('passwords'))
      .map(({ detail }) => z.object({ query: z.string() }).parse(detail).query);
    expect(asked.filter((query) => query.includes('show_password=true'))).toHaveLength(1);
    expect(asked.every((query) => /show_password=(true|false)/.test(query))).toBe(true);
    for (const { value } of bench.vendor.secrets()) expect(bench.told()).not.toContain(value);
  });

  it('of which several have one name are told apart by their ids', async () => {
    const second = { company: HARBOR, name: 'Wi-Fi', username: 'guests', password: 'another-long-one-of-them' };
    const id = bench.vendor.addPassword(second);
    const error = await bench.refused('get-password', { password: 'Wi-Fi' });
    expect(error.failure).toBe('conflict');
    expect(error.message).toContain(`${id} (guests)`);
    await bench.run('get-password', { password: id });
    expect(bench.kept.map(({ value }) => value)).toEqual([second.password]);
  });

  it.each(['omitted', 'refused'] as const)('cannot be had by a key without password access: %s', async (how) => {
    bench.vendor.switches.withoutPasswordAccess = how;
    bench.vendor.rights.passwords = false;
    const error = await bench.refused('get-password', { password: 'Wi-Fi' });
    expect(error.failure).toBe('forbidden');
    expect(error.message).toContain('Password Access');
    expect(bench.kept).toEqual([]);
    const finding = (await bench.connection.check()).find(({ tools }) => tools);
    expect(finding).toMatchObject({
      ok: true,
      what: expect.stringContaining('not delivered'),
      tools: ['itglue:get-password'],
    });
  });

  it('are sensitive, and need approval unless an MSP says otherwise', () => {
    expect(bench.tool('get-password')).toMatchObject({ sensitive: true, defaultPolicy: 'approval_needed' });
  });
});
