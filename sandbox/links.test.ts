import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PSA_KINDS } from './psas.js';
import { type Sandbox, startSandbox } from './sandbox.js';

describe('the pretend vendors', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox();
  });
  afterAll(() => sandbox.stop());

  const ask = async (url: string, apiKey: string) => (await fetch(url, { headers: { 'x-api-key': apiKey } })).text();

  it('of documentation know each client by its id in the PSA', async () => {
    const { hudu, itglue, psa } = sandbox;
    const id = psa.companyId('harbor-dental');
    const company = await ask(`${hudu.url}/api/v1/companies?id_in_integration=${id}`, hudu.credentials.apiKey);
    expect(company).toContain('"name":"Harbor Dental"');
    const query = `filter%5Bpsa_id%5D=${id}&filter%5Bpsa_integration_type%5D=manage`;
    const organization = await ask(`${itglue.url}/organizations?${query}`, itglue.credentials.apiKey);
    expect(organization).toContain('"name":"Harbor Dental"');
  });

  it('know each computer by the same name, and IT Glue by its id in NinjaOne', () => {
    const { hudu, itglue, ninjaone, world } = sandbox;
    for (const { company, name } of world.devices) {
      const configuration = itglue.configurations(company).find((one) => one.name === name);
      expect(configuration?.rmm).toEqual({ integration: 'ninja-rmm', id: ninjaone.deviceId(company, name) });
      expect(hudu.assets(company).some((asset) => asset.name === name)).toBe(true);
    }
  });

  it('keep secrets of which no two are alike', () => {
    const { hudu, itglue } = sandbox;
    const values = [...hudu.secrets(), ...itglue.secrets()].map(({ value }) => value);
    expect([values.length, new Set(values).size]).toEqual([100, 100]);
    for (const value of values) expect(value.length).toBe(32);
  });

  it('start beside each PSA', async () => {
    for (const psa of PSA_KINDS.filter((kind) => kind !== 'connectwise_psa')) {
      const other = await startSandbox({ psa });
      expect(other.hudu.companyId('harbor-dental')).toBe(sandbox.hudu.companyId('harbor-dental'));
      await other.stop();
    }
  });
});
