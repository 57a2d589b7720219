/** Two workers and a front door on one store that a process of its own serves: one worker is killed, the other goes on. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Bench, Outcome } from './bench.js';
import type { Spot, Start } from './messages.js';
import { type ProductProcess, startProcess } from './process.js';
import { openStored } from './stored.js';
import { createStoryWorld, PUBLIC_BASE_URL } from './story.js';

const QUIET_MS = 250;
/** On a machine that has other things to do. */
const STAGE_WITHIN_MS = 90_000;
const ASK_EVERY_MS = 10;
/** A dead worker's run and jobs are anybody's after so long. */
const LEASE_MS = 2_000;
const TUNING = {
  settlingMs: 500,
  pauseMs: 100,
  reconcileEveryMs: 3_600_000,
  youngMs: 1,
  leaseMs: LEASE_MS,
  jobLockMs: LEASE_MS,
  recoverEveryMs: 500,
  pollEveryMs: 200,
};
const SOURCE = import.meta.url.endsWith('.ts');
const MAIN = fileURLToPath(new URL(SOURCE ? '../../main.ts' : '../../main.js', import.meta.url));

export async function createTwoWorkersBench(): Promise<Bench> {
  const world = await createStoryWorld();
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'frontdesk-crash-'));
  const store = await serveStore(dataDir);
  const env = {
    PORT: '0',
    PUBLIC_BASE_URL,
    DATA_DIR: dataDir,
    MONGODB_URI: store.uri,
    ALLOW_PRIVATE_HOSTS: '127.0.0.1',
  };
  const start = (role: Start['role'], configuration?: object) =>
    startProcess(env, { role, vendors: world.vendors, tuning: TUNING, ...(configuration ? { configuration } : {}) });

  const workers = [await start('worker', world.configuration), await start('worker')];
  const web = await start('web');
  world.sandbox.routes.add(PUBLIC_BASE_URL, web.url);
  const stored = await openStored(dataDir);
  let dead: ProductProcess | undefined;

  async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
    const deadline = performance.now() + STAGE_WITHIN_MS;
    for (;;) {
      await noteDeath();
      const living = [web, ...workers].filter(({ alive }) => alive);
      if (living.every((one) => one.quietMs() >= QUIET_MS) && (await holds())) return;
      if (performance.now() > deadline) throw new Error(`${what} did not come in ${STAGE_WITHIN_MS / 1000} s`);
      await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
    }
  }

  /** One of them has died at the spot: the other one lives, wherever it goes. */
  async function noteDeath(): Promise<void> {
    const found = workers.find((worker) => !worker.alive && worker !== dead);
    if (!found) return;
    if (dead) throw new Error(`both workers died: ${found.lastWords()}`);
    dead = found;
    await Promise.all(workers.filter(({ alive }) => alive).map((worker) => worker.count()));
  }

  async function replaceTheDead(): Promise<void> {
    for (const [index, worker] of workers.entries()) {
      if (!worker.alive) workers[index] = await start('worker');
    }
    dead = undefined;
  }

  async function play(spot?: Spot): Promise<Outcome> {
    await replaceTheDead();
    const began = performance.now();
    await Promise.all([web.count(), ...workers.map((worker) => worker.count(spot))]);
    const story = world.begin();
    const problems: string[] = [];
    try {
      await until(() => world.planned(story), 'the plan');
      world.approve(story);
      await until(() => world.ended(story), 'the end');
      // The jobs that the dead one held are done again by the other.
      await until(async () => (await stored.stuckJobs()).length === 0, 'the end of every job');
      problems.push(...(await stored.problems(story.ticketId, world.passwordOf(story))));
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error));
    }
    problems.push(...world.problems(story));
    return { killed: dead !== undefined, restartMs: 0, tookMs: performance.now() - began, problems };
  }

  return {
    play,
    passed: () =>
      workers.flatMap(({ passed }) => passed.flatMap(({ name, side }) => (side === 'before' ? [name] : []))),
    async renew() {
      await Promise.all(workers.map((worker) => worker.kill()));
      await replaceTheDead();
    },
    async stop() {
      await Promise.all([web, ...workers].map((one) => one.kill()));
      await stored.close();
      await store.stop();
      await world.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** `frontdesk store`, as a person would start it. */
async function serveStore(dataDir: string): Promise<{ uri: string; stop(): Promise<void> }> {
  const serving = spawn(process.execPath, [...(SOURCE ? ['--import', 'tsx'] : []), MAIN, 'store'], {
    env: { PATH: process.env.PATH, DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const uri = await firstLine(serving);
  return {
    uri,
    async stop() {
      const gone = once(serving, 'exit');
      serving.kill('SIGTERM');
      await gone;
    },
  };
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = '';
    child.stdout?.on('data', (chunk) => {
      printed += String(chunk);
      const end = printed.indexOf('\n');
      if (end >= 0) resolve(printed.slice(0, end));
    });
    child.once('exit', (code) => reject(new Error(`frontdesk store ended with ${code}`)));
  });
}
