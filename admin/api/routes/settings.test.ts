import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { VendorError } from '../../../core/errors.js';
import { type Ask, connectVendors, everyPage, personAt } from '../callers-for-tests.js';
import { openDesk, type TestDesk } from '../desk-for-tests.js';

describe('settings and imports in the API', () => {
  let desk: TestDesk;
  let admin: Ask;
  beforeAll(async () => {
    desk = await openDesk();
    admin = await personAt(desk, 'admin');
    await connectVendors(admin);
  });
  afterAll(() => desk.stop());

  it('are replaced as a whole and only as they were read', async () => {
    const { settings, version } = (await admin('GET', '/api/settings')).json();
    const next = { ...settings, name: 'Lakeside IT', mode: 'execute' };
    const changed = await admin('PUT', '/api/settings', { settings: next, version });
    expect(changed.json()).toMatchObject({ settings: next, version: version + 1, changedBy: { name: 'The admin' } });
    const late = await admin('PUT', '/api/settings', { settings, version });
    expect([late.statusCode, late.json().error.code]).toEqual([409, 'settings_changed']);
    const { freeze: _, ...forgotten } = next;
    const wrong = await admin('PUT', '/api/settings', { settings: forgotten, version: version + 1 });
    expect(wrong.json().error.details.problems).toEqual([expect.stringMatching(/^settings\.freeze: /)]);
    expect((await admin('GET', '/api/settings')).json().settings).toEqual(next);
    expect(await desk.clientele.recorded()).toContainEqual({
      kind: 'settings.changed',
      by: { kind: 'account', id: expect.any(String), name: 'The admin' },
      what: "The admin changed name, mode of the MSP's settings",
    });
  });

  it('freeze everything at once, whatever else is changed meanwhile', async () => {
    const { id } = (await admin('POST', '/api/clients', { slug: 'h', name: 'H', mode: 'execute' })).json();
    const answers = await Promise.all([
      admin('PUT', '/api/freeze', { freeze: true }),
      admin('PUT', '/api/prompt', { text: 'At the same moment.' }),
    ]);
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200]);
    expect((await admin('GET', '/api/settings')).json().settings).toMatchObject({
      freeze: true,
      prompt: 'At the same moment.',
    });
    expect((await admin('GET', `/api/clients/${id}`)).json().effectiveMode).toEqual({
      mode: 'plan',
      reason: 'The MSP has frozen everything, so the agent only plans',
    });
    await admin('PUT', '/api/freeze', { freeze: false });
  });

  it('preview companies of the PSA page by page, and import those that are chosen once', async () => {
    const { companies } = desk.clientele.vendor;
    for (const number of [1, 2, 3, 4, 5]) {
      companies.push({
        id: `${number}`,
        name: `Company ${number}`,
        types: [number > 3 ? 'Lead' : 'Client'],
        active: true,
      });
    }
    const path = '/api/integrations/pretend_psa/companies';
    const seen = await everyPage(admin, `${path}?limit=2`, 'id');
    expect(seen).toEqual(['1', '2', '3', '4', '5']);
    expect((await admin('GET', path)).json()).toMatchObject({
      total: 5,
      types: ['Client', 'Lead'],
      pick: 'one_by_one',
    });
    expect((await admin('GET', `${path}?type=Lead&text=company%204`)).json().items).toMatchObject([
      { id: '4', suggestedSlug: 'company-4' },
    ]);

    const chosen = { kind: 'pretend_psa', companies: [{ id: '1', slug: 'one' }, { id: '2' }, { id: '404' }] };
    const made = (await admin('POST', '/api/clients/import', chosen)).json().outcomes;
    expect(made).toMatchObject([{ outcome: 'created' }, { outcome: 'created' }, { outcome: 'failed' }]);
    expect((await admin('GET', `/api/clients/${made[0].clientId}`)).json()).toMatchObject({
      slug: 'one',
      mappings: { pretend_psa: '1' },
    });
    const again = (await admin('POST', '/api/clients/import', chosen)).json().outcomes;
    expect(again).toMatchObject([{ outcome: 'exists', clientId: made[0].clientId }, { outcome: 'exists' }, {}]);
    const preview = (await admin('GET', path)).json().items;
    expect(preview[0]).toMatchObject({ alreadyClient: { id: made[0].clientId, slug: 'one' } });
  });

  it('refuse to import nothing, from nowhere, and say why the PSA does not answer', async () => {
    expect((await admin('POST', '/api/clients/import', { kind: 'pretend_psa', companies: [] })).statusCode).toBe(400);
    const nowhere = await admin('POST', '/api/clients/import', { kind: 'halopsa', companies: [{ id: '1' }] });
    expect(nowhere.statusCode).toBe(404);
    desk.clientele.vendor.mappings = () =>
      Promise.reject(new VendorError('pretend', 'unauthorized', 'The key is refused'));
    const down = await admin('GET', '/api/integrations/pretend_psa/mappings');
    expect([down.statusCode, down.json().error]).toMatchObject([
      424,
      { code: 'vendor_unauthorized', message: 'The key is refused' },
    ]);
  });
});
