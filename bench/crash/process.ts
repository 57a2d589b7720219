/** A process of the product, seen from outside: what it passes, when it is quiet, when it is dead. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { FromProduct, type Spot, type Start, type ToProduct } from './messages.js';
import type { Side } from './watch.js';

const START_WITHIN_MS = 90_000;
/** Enough to tell why one died that should not have. Characters. */
const LAST_WORDS = 2_000;
const SOURCE = import.meta.url.endsWith('.ts');
const CHILD = fileURLToPath(new URL(SOURCE ? './child.ts' : './child.js', import.meta.url));

export interface ProductProcess {
  url: string;
  /** How long it took until it was ready. Milliseconds. */
  startMs: number;
  readonly alive: boolean;
  /** What it has passed since it counts, in order. */
  readonly passed: readonly { name: string; side: Side }[];
  /** Counts anew, and dies at the spot when one is given. Resolves when it does. */
  count(dieAt?: Spot): Promise<void>;
  /** For how long it has passed nothing. Milliseconds. */
  quietMs(): number;
  /** Kills it, and resolves when it is gone. */
  kill(): Promise<void>;
  lastWords(): string;
}

export async function startProcess(env: Readonly<Record<string, string>>, start: Start): Promise<ProductProcess> {
  const began = performance.now();
  const child = fork(CHILD, {
    env: { PATH: process.env.PATH, LOG_LEVEL: 'warn', ...env, CRASH: JSON.stringify(start) },
    execArgv: SOURCE ? ['--import', 'tsx'] : [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const passed: { name: string; side: Side }[] = [];
  let said = '';
  let last = performance.now();
  let counting = () => {};
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      said = (said + String(chunk)).slice(-LAST_WORDS);
    });
  }
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`It was not ready in time: ${said}`)), START_WITHIN_MS);
    child.on('message', (received) => {
      const message = FromProduct.parse(received);
      switch (message.kind) {
        case 'ready':
          clearTimeout(timer);
          return resolve(message.url);
        case 'counting':
          passed.length = 0;
          return counting();
        case 'passed':
          last = performance.now();
          passed.push({ name: message.name, side: message.side });
      }
    });
    child.once('exit', (code, signal) => reject(new Error(`It ended while it started (${code ?? signal}): ${said}`)));
  });
  return {
    url,
    startMs: performance.now() - began,
    get alive() {
      return child.exitCode === null && child.signalCode === null;
    },
    passed,
    async count(dieAt) {
      const begun = new Promise<void>((resolve) => {
        counting = resolve;
      });
      child.send({ kind: 'count', ...(dieAt ? { dieAt } : {}) } satisfies ToProduct);
      await Promise.race([begun, gone]);
      last = performance.now();
    },
    quietMs: () => performance.now() - last,
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
    lastWords: () => said,
  };
}
