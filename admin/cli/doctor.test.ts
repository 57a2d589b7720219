import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { catalogue } from '../../adapters/catalogue.js';
import { secretFieldsOf } from '../../core/integrations/integration.js';
import { PSA_KINDS } from '../../sandbox/psas.js';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.js';
import { apply, doctor } from './configure.js';

const NAMES = ['DATA_DIR', 'MONGODB_URI', 'LOG_LEVEL', 'ALLOW_PRIVATE_HOSTS'] as const;
const PSAS = PSA_KINDS.filter((kind) => catalogue.some((entry) => entry.kind === kind));

describe.each(PSAS)('frontdesk doctor with %s', (kind) => {
  const before = { ...process.env };
  const entry = catalogue.find((one) => one.kind === kind);
  let folder: string;
  let sandbox: Sandbox;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'fd-doctor-'));
    sandbox = await startSandbox({ psa: kind });
    delete process.env.MONGODB_URI;
    Object.assign(process.env, { DATA_DIR: folder, LOG_LEVEL: 'silent', ALLOW_PRIVATE_HOSTS: '127.0.0.1' });
    const file = path.join(folder, 'frontdesk.json');
    await writeFile(file, JSON.stringify({ integrations: { [kind]: sandbox.psa.credentials } }));
    await apply(file, () => undefined);
  });
  afterEach(async () => {
    for (const name of NAMES) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
    await sandbox.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function asked() {
    const lines: string[] = [];
    const code = await doctor((line) => lines.push(line));
    return { code, failed: lines.filter((line) => line.startsWith('FAIL')), out: lines.join('\n') };
  }

  it('names the permission that its user lacks, with exit code 1 and without a secret', async () => {
    const { psa } = sandbox;
    const well = await asked();
    expect(well).toMatchObject({ code: 0, failed: [] });
    expect(well.out).toContain(`ok    ${entry?.title}`);
    const needed = psa.rights.filter((right) =>
      /^(read|view|inquire|list)\b.*(compan|contact|client|customer|user|ticket)/i.test(right),
    );
    expect(needed.length).toBeGreaterThanOrEqual(3);
    const silent: string[] = [];
    for (const right of needed) {
      psa.takeRights([right]);
      const { code, failed, out } = await asked();
      const [subject = ''] = /compan|contact|client|customer|user|ticket/i.exec(right) ?? [];
      const isNamed = failed.some((line) => line.toLowerCase().includes(subject.toLowerCase()));
      if (code !== 1 || !isNamed) silent.push(right);
      for (const line of failed) expect(line).toMatch(new RegExp(`^FAIL  ${entry?.title}: .+: .+`));
      for (const field of entry ? secretFieldsOf(entry.credentials) : []) {
        expect(out).not.toContain(psa.credentials[field]);
      }
    }
    expect(silent).toEqual([]);
    psa.takeRights([]);
    expect((await asked()).code).toBe(0);
  });

  it('says that the credentials are wrong once they have been changed', async () => {
    sandbox.psa.rotateCredentials();
    const { code, failed } = await asked();
    expect(code).toBe(1);
    expect(failed.length).toBeGreaterThan(0);
  });
});
