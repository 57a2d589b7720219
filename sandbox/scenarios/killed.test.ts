import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { configurationFor } from '../configuration.js';
import { type Sandbox, startSandbox } from '../sandbox.js';
import { eventually } from './scenario.js';

const PUBLIC = 'https://frontdesk.example';
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const DANA = 'harbor-dental/dana-whitfield';

describe('a Frontdesk that is killed', () => {
  let sandbox: Sandbox;
  let dir: string;
  let product: ChildProcess | undefined;

  beforeEach(async () => {
    sandbox = await startSandbox();
    dir = await mkdtemp(path.join(os.tmpdir(), 'frontdesk-killed-'));
    await writeFile(path.join(dir, 'configuration.json'), JSON.stringify(configurationFor(sandbox, 'execute')));
  });
  afterEach(async () => {
    await kill();
    await sandbox.stop();
    await rm(dir, { recursive: true, force: true });
  });

  /** Starts `serve` as an operator would and waits until it is ready. */
  async function serve(): Promise<void> {
    const started = spawn(
      process.execPath,
      ['--import', 'tsx', 'main.ts', 'serve', '--configuration', path.join(dir, 'configuration.json')],
      {
        cwd: ROOT,
        env: {
          PATH: process.env.PATH,
          PORT: '0',
          PUBLIC_BASE_URL: PUBLIC,
          DATA_DIR: path.join(dir, 'data'),
          ALLOW_PRIVATE_HOSTS: '127.0.0.1',
          LOG_LEVEL: 'info',
        },
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    product = started;
    let printed = '';
    started.stderr?.on('data', (chunk: Buffer) => {
      printed += chunk.toString('utf8');
    });
    const url = await eventually(() => /"url":"(http:[^"]+)"/.exec(printed)?.[1], `the start of ${printed}`, 25_000);
    sandbox.routes.add(PUBLIC, url);
  }

  async function kill(): Promise<void> {
    if (!product || product.exitCode !== null || product.signalCode !== null) return;
    const gone = once(product, 'exit');
    product.kill('SIGKILL');
    await gone;
  }

  async function waitingTicket(): Promise<number> {
    await eventually(() => (sandbox.connectwise.callbacks().length === 1 ? true : undefined), 'the callback', 20_000);
    const { id } = sandbox.connectwise.technicianCreatesTicket({
      member: 'mbell',
      personKey: DANA,
      summary: 'Locked out',
      description: 'I am locked out. I forgot my password.',
    });
    return id;
  }

  const ours = (ticketId: number, start: string) =>
    sandbox.connectwise.notes(ticketId).filter(({ text }) => text.startsWith(start));
  const resets = () => sandbox.records.writes('microsoft').filter(({ method }) => method === 'PATCH');

  it('while a plan waits still knows what it asked, and carries out the approval once', async () => {
    await serve();
    const ticketId = await waitingTicket();
    await sandbox.connectwise.noteAppears(ticketId, ({ text }) => text.includes('waiting for approval'), 25_000);
    await kill();
    await serve();
    sandbox.connectwise.technicianAddsNote(ticketId, { member: 'rcastro', text: 'approved' });
    await sandbox.connectwise.noteAppears(ticketId, ({ text }) => text.startsWith('Frontdesk agent: done'), 25_000);
    expect(resets()).toHaveLength(1);
    expect(ours(ticketId, 'Frontdesk agent: plan')).toHaveLength(1);
    expect(ours(ticketId, 'Frontdesk agent: done')).toHaveLength(1);
  });

  it('with a change under way reads back what became of it, and does not repeat it', async () => {
    await serve();
    const ticketId = await waitingTicket();
    await sandbox.connectwise.noteAppears(ticketId, ({ text }) => text.includes('waiting for approval'), 25_000);
    sandbox.faults.add({ vendor: 'microsoft', method: 'PATCH', kind: 'drop-after', times: 1 });
    sandbox.connectwise.technicianAddsNote(ticketId, { member: 'rcastro', text: 'approved' });
    await eventually(() => (resets().length === 1 ? true : undefined), 'the reset', 25_000);
    await kill();
    await serve();
    const { note } = await sandbox.connectwise.noteAppears(
      ticketId,
      ({ text }) => /^Frontdesk agent: (done|stopped)/.test(text),
      25_000,
    );
    expect(note.text).toMatch(/^Frontdesk agent: done/);
    expect(resets()).toHaveLength(1);
    expect(ours(ticketId, 'Frontdesk agent: done')).toHaveLength(1);
  });
});
