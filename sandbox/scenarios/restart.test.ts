import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { PUBLIC_BASE_URL, setStage } from '../../admin/cli/stage.js';
import { configurationFor } from '../configuration.js';
import { type Sandbox, startSandbox } from '../sandbox.js';
import { eventually } from './scenario.js';
import { numberIn } from './telephone.js';
import { quiet } from './ticket-desk.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const DANA = 'harbor-dental/dana-whitfield';

/** What a process of its own runs: `serve`, but with the shorter waits that it is given. Prints where it listens. */
const PRODUCT = `
  import { readConfig } from './core/config.ts';
  import { createLog } from './core/log.ts';
  import { startFrontdesk } from './frontdesk.ts';
  const { CONFIGURATION, TUNING, ...env } = process.env;
  const config = readConfig(env);
  const frontdesk = await startFrontdesk({ config, log: createLog('silent'), env: {}, tuning: JSON.parse(TUNING) });
  if (CONFIGURATION) {
    await frontdesk.apply(JSON.parse(CONFIGURATION));
    await frontdesk.settled();
  }
  console.log(frontdesk.url);
`;
/** The poll leaves the world quiet between two of its turns, also on a small machine. */
const TUNING = { settlingMs: 2_500, returnMs: 1_500, recoverEveryMs: 500, pauseMs: 200, reconcileEveryMs: 2_000 };

let sandbox: Sandbox;
const idle = () => quiet({ sandbox, speed: 1, tell: () => undefined }, 400, 20_000);
const notes = (ticketId: number, pattern: RegExp) =>
  sandbox.connectwise.notes(ticketId).filter(({ text }) => pattern.test(text));
const noteOn = (ticketId: number, pattern: RegExp) =>
  sandbox.connectwise.noteAppears(ticketId, ({ text }) => pattern.test(text), 20_000);
const resets = () => sandbox.records.writes('microsoft').filter(({ method }) => method === 'PATCH');
/** Makes the next such request slow; resolves when it has reached the vendor, which answers, and acts, only later. */
function underWay(vendor: string, method: string, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    const path = /./;
    path.test = () => {
      resolve();
      return true;
    };
    sandbox.faults.add({ vendor, method, path, kind: 'slow', delayMs, times: 1 });
  });
}

function lockedOut(): number {
  return sandbox.connectwise.technicianCreatesTicket({
    member: 'mbell',
    personKey: DANA,
    summary: 'Locked out',
    description: 'I am locked out. I forgot my password.',
  }).id;
}

// Each start of a process of its own takes seconds on a small machine, and a story has up to four.
jest.setTimeout(120_000);

describe('a product that is killed', () => {
  let dataDir: string;
  let product: ChildProcess | undefined;

  beforeEach(async () => {
    sandbox = await startSandbox();
    dataDir = await mkdtemp(path.join(os.tmpdir(), 'frontdesk-restart-'));
    sandbox.twilio.setNumber({
      voiceUrl: `${PUBLIC_BASE_URL}/voice/incoming`,
      voiceFallbackUrl: `${PUBLIC_BASE_URL}/voice/fallback`,
      statusCallback: `${PUBLIC_BASE_URL}/voice/status`,
    });
    await start(configurationFor(sandbox, { mode: 'execute' }));
  });
  afterEach(async () => {
    await kill();
    await sandbox.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  async function start(configuration?: object): Promise<void> {
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', PRODUCT], {
      cwd: ROOT,
      env: {
        PATH: process.env.PATH,
        PORT: '0',
        PUBLIC_BASE_URL,
        DATA_DIR: dataDir,
        ALLOW_PRIVATE_HOSTS: '127.0.0.1',
        TUNING: JSON.stringify(TUNING),
        ...(configuration ? { CONFIGURATION: JSON.stringify(configuration) } : {}),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    product = child;
    let printed = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (printed += String(chunk)));
    const url = await eventually(() => /^http:\/\/\S+$/m.exec(printed)?.[0], 'the start of the product', 25_000).catch(
      (error: unknown) => {
        throw new Error(`${error}: ${printed}`);
      },
    );
    sandbox.routes.add(PUBLIC_BASE_URL, url);
  }

  async function kill(): Promise<void> {
    if (!product || product.exitCode !== null || product.signalCode !== null) return;
    const gone = once(product, 'exit');
    product.kill('SIGKILL');
    await gone;
  }

  async function killAndRestart(): Promise<void> {
    await kill();
    await start();
  }

  it('at every stage of a story ends it rightly: one ticket, one plan, one reset, one closing note', async () => {
    const call = await sandbox.twilio.call({ from: sandbox.world.person(DANA).phone, speed: 20 });
    await call.hears(/who am I speaking with/i);
    await call.says('dana-hello');
    await call.hears(/is that Dana Whitfield/i);
    await call.says('dana-yes');
    await call.hears(/help you/i);
    await call.says('dana-locked-out');
    const diagnosing = underWay('model', 'POST', 300);
    const ticketId = Number(numberIn(await call.hears(/ticket number is/i)));
    await diagnosing;
    await kill(); // While the call is going on and the model is being asked.
    await call.ended;
    await start();
    await noteOn(ticketId, /^Telephone call to the helpdesk[\s\S]*locked out[\s\S]*/);

    await noteOn(ticketId, /waiting for approval/);
    await killAndRestart(); // While it waits for the approval.
    const sent = underWay('microsoft', 'PATCH', 800);
    sandbox.connectwise.technicianAddsNote(ticketId, { member: 'rcastro', text: 'approved' });
    await sent;
    await killAndRestart(); // Before Microsoft has acted on it.

    await noteOn(ticketId, /^Frontdesk agent: done/);
    await noteOn(ticketId, /Duration: /);
    await idle();
    expect(sandbox.connectwise.tickets()).toHaveLength(1);
    expect(notes(ticketId, /^Telephone call/)).toHaveLength(1);
    expect(notes(ticketId, /^Frontdesk agent: plan/)).toHaveLength(1);
    expect(resets()).toHaveLength(1);
    expect(notes(ticketId, /^Frontdesk agent: done/)).toHaveLength(1);
  });

  it('in the middle of a call, with nobody left to tell that it ended, still makes its ticket', async () => {
    sandbox.faults.add({ vendor: 'twilio', method: 'EVENT', path: /\/voice\/status/, kind: 'drop' });
    const call = await sandbox.twilio.call({ from: sandbox.world.person(DANA).phone, speed: 20 });
    await call.hears(/who am I speaking with/i);
    await call.says('dana-hello');
    await call.hears(/is that Dana Whitfield/i);
    await call.says('dana-yes');
    await call.hears(/help you/i);
    await kill();
    await call.ended;
    await start();
    const ticket = await sandbox.connectwise.ticketAppears(() => true, 20_000);
    const { note } = await noteOn(ticket.id, /Duration: /);
    await idle();
    expect(ticket.contact?.id).toBe(sandbox.connectwise.contactId(DANA));
    expect(note.text).toMatch(/Caller: Hi, this is Dana Whitfield/);
    expect(note.text).toMatch(/restarted/);
    expect(sandbox.connectwise.tickets()).toHaveLength(1);
  });
});

describe('a product that is stopped and started again', () => {
  it('finds the approval that was written while it was away, and acts on it once', async () => {
    const stage = await setStage({ mode: 'execute', tuning: TUNING });
    sandbox = stage.sandbox;
    try {
      const ticketId = lockedOut();
      await noteOn(ticketId, /waiting for approval/);
      await idle();
      await stage.stopProduct();
      sandbox.connectwise.technicianAddsNote(ticketId, { member: 'rcastro', text: 'approved' });
      await sandbox.connectwise.callbacksIdle();
      expect(resets()).toEqual([]);
      await stage.startProduct();
      await noteOn(ticketId, /^Frontdesk agent: done/);
      expect(resets()).toHaveLength(1);
      expect(notes(ticketId, /^Frontdesk agent: plan/)).toHaveLength(1);
    } finally {
      await stage.stop();
    }
  });
});
