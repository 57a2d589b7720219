import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ADMIN, type ClientWorld, createClientWorld } from '../agent/client-world-for-tests.js';
import { HARBOR } from '../agent/fakes-for-tests.js';
import type { Company } from '../ports/psa.js';
import { openTestStore, type TestStore } from '../store/store-for-tests.js';
import { suggestSlug } from './suggest-slug.js';

const KIND = 'pretend_psa';
const COMPANIES: Company[] = [
  { id: '2', name: 'Harbor Dental', types: ['Client'], active: true },
  { id: '3', name: 'Summit Legal', identifier: 'SummitLegal', types: ['Client', 'Vendor'], active: true },
  { id: '4', name: 'Łódź & Söhne', types: ['Prospect'], active: true },
  { id: '5', name: 'harbor dental', types: ['Client'], active: false },
];

describe('clients that are imported from the PSA', () => {
  let store: TestStore;
  let world: ClientWorld;
  beforeEach(async () => {
    store = await openTestStore();
    world = await createClientWorld({ connection: store.connection });
    world.psa.psa.companies = async () => COMPANIES.map((company) => ({ ...company }));
  });
  afterEach(() => store.dispose());

  const preview = (...args: Parameters<ClientWorld['importing']['preview']> extends [string, ...infer R] ? R : never) =>
    world.importing.preview(KIND, ...args);
  const companyIds = COMPANIES.map(({ id: companyId }) => ({ companyId }));

  it('are previewed with a free slug each, and those that are clients already are marked', async () => {
    const harbor = await world.changes.create({ ...HARBOR, slug: 'summitlegal' }, ADMIN);
    const { companies, types, total, pick } = await preview();
    expect(companies.map(({ id, suggestedSlug, preselected }) => [id, suggestedSlug, preselected])).toEqual([
      ['2', 'summitlegal', false],
      ['5', 'harbor-dental', false],
      ['4', 'lodz-sohne', false],
      ['3', 'summitlegal-2', false],
    ]);
    expect(companies[0]?.alreadyClient).toEqual({ id: harbor.id, slug: 'summitlegal' });
    expect({ types, total, pick }).toEqual({ types: ['Client', 'Prospect', 'Vendor'], total: 4, pick: 'one_by_one' });
  });

  it('are all preselected where the PSA says so: those that are active and no clients yet', async () => {
    world.psa.psa.importBy = 'all';
    await world.changes.create(HARBOR, ADMIN);
    const { companies } = await preview();
    expect(companies.filter(({ preselected }) => preselected).map(({ id }) => id)).toEqual(['4', '3']);
  });

  it('are found by text and by type, page by page', async () => {
    expect((await preview({ text: 'summitl' })).companies.map(({ id }) => id)).toEqual(['3']);
    expect((await preview({ type: 'Client' })).companies.map(({ id }) => id)).toEqual(['2', '5', '3']);
    const page = await preview({ type: 'Client', page: 2, pageSize: 2 });
    expect([page.total, page.companies.map(({ id }) => id)]).toEqual([3, ['3']]);
  });

  it('become one client a company, however often and by however many they are imported', async () => {
    const outcomes = (
      await Promise.all([
        world.importing.import(KIND, companyIds, ADMIN),
        world.importing.import(KIND, [...companyIds].reverse(), ADMIN),
      ])
    ).flat();
    expect(outcomes.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
    const again = await world.importing.import(KIND, [...companyIds, ...companyIds], ADMIN);
    expect(new Set(again.map(({ outcome }) => outcome))).toEqual(new Set(['exists']));
    const clients = await world.clients.list();
    expect(clients.map(({ mappings }) => mappings[KIND]).sort()).toEqual(['2', '3', '4', '5']);
    expect(new Set(clients.map(({ slug }) => slug)).size).toBe(4);
    for (const { companyId, clientId } of [...outcomes, ...again]) {
      expect(clients.find(({ id }) => id === clientId)?.mappings[KIND]).toBe(companyId);
    }
    await world.hands.drain();
    expect((await world.clients.list()).every(({ status }) => status === 'active')).toBe(true);
  });

  it('take the name and slug that were asked for, and say why one cannot be had', async () => {
    const outcomes = await world.importing.import(
      KIND,
      [
        { companyId: '2', slug: 'harbor', name: 'Harbor' },
        { companyId: '3', slug: 'harbor' },
        { companyId: '4', slug: 'Łódź' },
        { companyId: '404' },
      ],
      ADMIN,
    );
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['created', 'failed', 'failed', 'failed']);
    expect(outcomes.map(({ reason }) => reason)).toEqual([
      undefined,
      expect.stringContaining('slug harbor'),
      expect.stringContaining('slug: may hold'),
      expect.stringContaining('no company 404'),
    ]);
    expect(await world.clients.bySlug('harbor')).toMatchObject({ name: 'Harbor', mappings: { [KIND]: '2' } });
    const rest = await world.importing.import(KIND, companyIds, ADMIN);
    expect(rest.map(({ outcome }) => outcome)).toEqual(['exists', 'created', 'created', 'created']);
  });
});

describe('the slug suggested for a company', () => {
  it.each([
    ['Müller & Söhne GmbH', 'muller-sohne-gmbh'],
    ["O'Brien’s Café", 'obriens-cafe'],
    ['Straße Æther Øst', 'strasse-aether-ost'],
    ['株式会社', 'client-77'],
    ['  --  ', 'client-77'],
    ['x'.repeat(80), 'x'.repeat(60)],
  ])('of %s is in plain letters', (name, slug) => {
    expect(suggestSlug([name, 'client-77'], new Set())).toBe(slug);
  });

  it('is none that is taken, and never too long', () => {
    const long = 'x'.repeat(60);
    expect(suggestSlug([long], new Set([long]))).toBe(`${'x'.repeat(58)}-2`);
    expect(suggestSlug(['Acme'], new Set(['acme', 'acme-2']))).toBe('acme-3');
  });
});
