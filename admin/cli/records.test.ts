import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readConfig } from '../../core/config.js';
import { createLog } from '../../core/log.js';
import { type Installation, openInstallation } from '../../frontdesk.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

interface Outcome {
  code: number;
  out: string;
  err: string[];
}

describe('the record and the keys, on the command line, beside a Frontdesk that is running', () => {
  let folder: string;
  let running: Installation;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'fd-records-'));
    const env = { DATA_DIR: folder };
    running = await openInstallation({ config: readConfig(env), log: createLog('silent'), env });
    await running.apply({ clients: [{ slug: 'harbor', name: 'Harbor Dental' }] });
    const clientId = await running.chainOf('harbor');
    await running.activity.add({ clientId, kind: 'run.started', what: 'Dana called', detail: { displayName: 'Dana' } });
    await running.activity.add({ clientId, kind: 'tool.executed', what: 'Done', detail: { password: 'Sunny-4711' } });
  });
  afterAll(async () => {
    await running.close();
    await rm(folder, { recursive: true, force: true });
  });

  function frontdesk(...args: string[]): Promise<Outcome> {
    const { PATH = '', HOME = '' } = process.env;
    return new Promise((resolve) => {
      execFile(
        process.execPath,
        ['--import', 'tsx', path.join(ROOT, 'main.ts'), ...args],
        { cwd: ROOT, env: { PATH, HOME, DATA_DIR: folder }, timeout: 25_000 },
        (error, out, err) => {
          const code = error ? (typeof error.code === 'number' ? error.code : -1) : 0;
          resolve({ code, out, err: err.split('\n').filter(Boolean) });
        },
      );
    });
  }

  it('are exported, verified and rotated, and a missing key stops everything with one line', async () => {
    const file = path.join(folder, 'harbor.ndjson');
    const [exported, rotated] = await Promise.all([
      frontdesk('activity', 'export', '--format', 'json', '--client', 'harbor', '--out', file),
      frontdesk('keys', 'rotate'),
    ]);
    expect(exported).toEqual({ code: 0, out: '', err: [] });
    expect(await readFile(file, 'utf8')).toMatch(/"displayName":"Dana".*\n.*"password":"\[secret\]"/);
    expect(rotated).toMatchObject({ code: 0, err: [], out: expect.stringMatching(/^Made master key version 2: /) });

    // The running one writes on, with the key it has just learned of.
    await running.activity.add({ clientId: await running.chainOf('harbor'), kind: 'run.state', what: 'On' });
    await running.activity.resealHeads();
    const retired = await running.rotateKeys({ retire: true });
    expect(retired).toMatchObject({ version: 2, retired: [1] });
    const { out, code } = await frontdesk('activity', 'verify', '--client', 'harbor', '--json');
    expect({ code, verdict: JSON.parse(out) }).toMatchObject({
      code: 0,
      verdict: { ok: true, unchained: 0, chains: [{ ok: true, entries: expect.any(Number) }] },
    });

    await rm(path.join(folder, 'master.key'));
    const refused = await frontdesk('activity', 'verify');
    expect(refused).toEqual({
      code: 2,
      out: '',
      err: [expect.stringMatching(/^frontdesk: FRONTDESK_MASTER_KEY: .*version 2.* is missing/)],
    });
    expect(await readdir(folder)).not.toContain('master.key');
  });
});
