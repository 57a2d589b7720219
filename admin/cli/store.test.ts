import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readConfig } from '../../core/config.js';
import { ConfigurationError } from '../../core/errors.js';
import { createLog } from '../../core/log.js';
import { connectStore } from '../../core/store/connect.js';
import { until } from '../../core/store/store-for-tests.js';
import { type Frontdesk, type Role, startFrontdesk } from '../../frontdesk.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

describe('frontdesk store', () => {
  let dataDir: string;
  const started: ChildProcess[] = [];
  const open: Frontdesk[] = [];
  beforeEach(async () => {
    dataDir = await mkdtemp(path.join(tmpdir(), 'fd-served-'));
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((frontdesk) => frontdesk.stop()));
    await Promise.all(started.splice(0).map(stop));
    await rm(dataDir, { recursive: true, force: true });
  });

  /** As a person starts it; resolves with the first line that it prints, or with what it says as it ends. */
  function startStore(): Promise<string> {
    const child = spawn(process.execPath, ['--import', 'tsx', path.join(ROOT, 'main.ts'), 'store'], {
      cwd: ROOT,
      env: { PATH: process.env.PATH, DATA_DIR: dataDir, LOG_LEVEL: 'silent' },
    });
    started.push(child);
    let out = '';
    return new Promise((resolve) => {
      child.stdout.on('data', (chunk) => {
        out += String(chunk);
        if (out.includes('\n')) resolve(out.trim());
      });
      child.stderr.on('data', (chunk) => resolve(String(chunk).trim()));
    });
  }

  async function stop(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    await gone;
  }

  async function serve(role: Role, env: Record<string, string> = {}): Promise<Frontdesk> {
    const config = readConfig({ PORT: '0', DATA_DIR: dataDir, ...env });
    const frontdesk = await startFrontdesk({ config, log: createLog('silent'), env: {}, role });
    open.push(frontdesk);
    return frontdesk;
  }

  it('lets doors and workers of several processes share one store, by its address or by its directory', async () => {
    const uri = await startStore();
    expect(uri).toMatch(/^mongodb:\/\/\S+store\.sock\/$/);
    const web = await serve('web', { MONGODB_URI: uri });
    await web.apply({ clients: [{ slug: 'harbor', name: 'Harbor Dental' }] });
    await expect(web.settled(300)).rejects.toThrow(/Not settled/); // Nobody works.

    const worker = await serve('worker');
    await web.settled();
    await until(async () => JSON.stringify(await worker.export()).includes('Harbor Dental'));
    const statusOf = async (at: Frontdesk, where: string) => (await fetch(`${at.url}${where}`)).status;
    expect([await statusOf(web, '/readyz'), await statusOf(worker, '/readyz')]).toEqual([200, 200]);
    const door = async (at: Frontdesk) => (await fetch(`${at.url}/voice/incoming`, { method: 'POST' })).status;
    expect(await door(web)).not.toBe(404);
    expect(await door(worker)).toBe(404);
  });

  it('is refused while another process owns the directory, and refuses nobody once it has ended', async () => {
    await startStore();
    expect(await startStore()).toMatch(/^frontdesk: The data directory is in use by process \d+/);
    await Promise.all(started.splice(0).map(stop));
    await serve('all');
  });
});

describe('a process that needs a shared store', () => {
  it('starts none that nobody else could work on', async () => {
    const dataDir = await mkdtemp(path.join(tmpdir(), 'fd-served-'));
    try {
      await expect(connectStore({ dataDir, embed: false, waitMs: 50 })).rejects.toThrow(ConfigurationError);
      const own = await connectStore({ dataDir });
      await expect(connectStore({ dataDir, embed: false, waitMs: 50 })).rejects.toThrow(/frontdesk store/);
      await own.close();
    } finally {
      await rm(dataDir, { recursive: true, force: true });
    }
  });
});
