import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../../core/store/store-for-tests.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

describe('serving', () => {
  let dataDir: string;
  let child: ChildProcess | undefined;
  beforeAll(async () => {
    dataDir = await mkdtemp(path.join(tmpdir(), 'fd-serve-'));
  });
  afterAll(async () => {
    child?.kill('SIGKILL');
    await rm(dataDir, { recursive: true, force: true });
  });

  it('prints where the first admin is made on the console, and leaves it out of the log', async () => {
    const { PATH = '', HOME = '' } = process.env;
    const serving = spawn(process.execPath, ['--import', 'tsx', path.join(ROOT, 'main.ts'), 'serve'], {
      cwd: ROOT,
      env: { PATH, HOME, DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'trace', PUBLIC_BASE_URL: 'https://desk.example' },
    });
    child = serving;
    const ended = new Promise<number | null>((resolve) => serving.once('exit', resolve));
    let [console, log] = ['', ''];
    serving.stdout.on('data', (chunk) => {
      console += chunk;
    });
    serving.stderr.on('data', (chunk) => {
      log += chunk;
    });
    const ready = () => log.split('\n').find((line) => line.includes('"publicBaseUrl"') && line.endsWith('}'));
    await until(() => ready() !== undefined && /setup\?token=\S+\n/.test(console), 20_000);
    const { url } = JSON.parse(ready() ?? '{}');
    const [, token = ''] = /https:\/\/desk\.example\/setup\?token=([\w-]{43})\n/.exec(console) ?? [];
    expect((await fetch(`${url}/setup?token=${token}`)).status).toBe(200);
    expect((await fetch(`${url}/setup?token=${token}x`)).status).toBe(403);
    serving.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(log).not.toContain(token);
  });
});
