/** One process with its own store: killed at a spot, started again on the same data. */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Bench, Outcome } from './bench.js';
import type { Spot } from './messages.js';
import { type ProductProcess, startProcess } from './process.js';
import { openStored } from './stored.js';
import { createStoryWorld, PUBLIC_BASE_URL, type Story } from './story.js';

/** Nothing is passed for so long: what was going to happen has happened. Milliseconds. */
const QUIET_MS = 200;
/** On a machine that has other things to do. */
const STAGE_WITHIN_MS = 90_000;
const ASK_EVERY_MS = 10;
/** Polls of the PSA come only when an event was lost, then at this pace: what else they read has no fixed order. */
const POLL_EVERY_MS = 1_000;
const TUNING = { settlingMs: 500, pauseMs: 100, reconcileEveryMs: 3_600_000, youngMs: 1, jobLockMs: 6_000 };

export async function createOneProcessBench(): Promise<Bench> {
  const world = await createStoryWorld();
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'frontdesk-crash-'));
  const env = { PORT: '0', PUBLIC_BASE_URL, DATA_DIR: dataDir, ALLOW_PRIVATE_HOSTS: '127.0.0.1' };
  const shared = { role: 'all' as const, vendors: world.vendors, tuning: TUNING };

  async function start(configuration?: object): Promise<ProductProcess> {
    const started = await startProcess(env, { ...shared, ...(configuration ? { configuration } : {}) });
    world.sandbox.routes.add(PUBLIC_BASE_URL, started.url);
    return started;
  }

  let product = await start(world.configuration);
  let restartMs = 0;
  /** When the next poll is due, once an event was lost. */
  let pollAt = Number.POSITIVE_INFINITY;

  /** Until it holds, and nothing goes on any more. A process that has died meanwhile is started again, once. */
  async function until(
    holds: () => boolean | Promise<boolean>,
    what: string,
    mayDie: boolean,
    story: Story,
  ): Promise<void> {
    const deadline = performance.now() + STAGE_WITHIN_MS;
    while (!product.alive || product.quietMs() < QUIET_MS || !(await holds())) {
      if (!product.alive) {
        if (!mayDie || restartMs > 0) throw new Error(`the process died by itself: ${product.lastWords()}`);
        product = await start();
        restartMs = product.startMs;
        await world.sandbox.connectwise.callbacksIdle();
        if (world.lostEvents(story) > 0) pollAt = 0;
      }
      // A poll takes one page of what has changed, and this world has many tickets.
      if (performance.now() >= pollAt) {
        await withStored((stored) => stored.pollIsDue());
        pollAt = performance.now() + POLL_EVERY_MS;
      }
      if (performance.now() > deadline) throw new Error(`${what} did not come in ${STAGE_WITHIN_MS / 1000} s`);
      await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
    }
  }

  async function withStored<T>(ask: (stored: Awaited<ReturnType<typeof openStored>>) => Promise<T>): Promise<T> {
    const stored = await openStored(dataDir);
    try {
      return await ask(stored);
    } finally {
      await stored.close();
    }
  }

  async function play(spot?: Spot): Promise<Outcome> {
    const began = performance.now();
    restartMs = 0;
    pollAt = Number.POSITIVE_INFINITY;
    if (!product.alive) product = await start();
    await product.count(spot);
    const story = world.begin();
    const problems: string[] = [];
    const mayDie = spot !== undefined;
    try {
      await until(() => world.planned(story), 'the plan', mayDie, story);
      world.approve(story);
      await until(() => world.ended(story), 'the end', mayDie, story);
      const found: string[] = [];
      const isOver = async () =>
        withStored(async (open) => {
          if ((await open.stuckJobs()).length > 0) return false;
          found.push(...(await open.problems(story.ticketId, world.passwordOf(story))));
          return true;
        }).catch(() => false); // It dies while it is asked.
      await until(isOver, 'the end of every job', mayDie, story);
      problems.push(...found);
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error));
      await product.kill();
    }
    problems.push(...world.problems(story));
    return { killed: restartMs > 0, restartMs, tookMs: performance.now() - began, problems };
  }

  return {
    play,
    passed: () => product.passed.flatMap(({ name, side }) => (side === 'before' ? [name] : [])),
    async renew() {
      await product.kill();
      product = await start();
    },
    async stop() {
      await product.kill();
      await world.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
