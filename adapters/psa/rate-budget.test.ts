import { beforeEach, describe, expect, it } from '@jest/globals';
import { createRateBudget, type Pace } from './rate-budget.js';

const MINUTE_MS = 60_000;
/** When requests were sent, in milliseconds. */
let sent: number[];
let clock: number;

beforeEach(() => {
  sent = [];
  clock = 1_000_000;
});

const budgetOf = (perMinute: number) => createRateBudget({ perMinute, now: () => clock, wait: async () => {} });

/** Asks for requests at this moment and notes when each of them may be sent. */
async function ask(perMinute: number, asks: readonly { at: number; pace: Pace; times: number }[]): Promise<number[]> {
  let delayed = 0;
  const budget = createRateBudget({
    perMinute,
    now: () => clock,
    wait: async (ms) => {
      delayed = ms;
    },
  });
  for (const { at, pace, times } of asks) {
    clock = at;
    for (let time = 0; time < times; time += 1) {
      delayed = 0;
      await budget.take(pace);
      sent.push(at + delayed);
    }
  }
  return sent;
}

const mostInAMinute = (times: readonly number[]) =>
  Math.max(...times.map((end) => times.filter((time) => time > end - MINUTE_MS && time <= end).length));

describe('the budget of requests', () => {
  it('lets a minute’s worth through at once, and the next one a minute later', async () => {
    const times = await ask(100, [{ at: 0, pace: 'ordinary', times: 101 }]);
    expect(times.slice(0, 100).every((time) => time === 0)).toBe(true);
    expect(times[100]).toBe(MINUTE_MS);
  });

  it('never lets more through in any minute, however they come', async () => {
    const asks = Array.from({ length: 60 }, (_, index) => ({
      at: index * 1_700,
      pace: index % 3 === 0 ? ('bulk' as const) : ('ordinary' as const),
      times: (index % 7) * 3,
    }));
    expect(mostInAMinute(await ask(20, asks))).toBeLessThanOrEqual(20);
  });

  it('keeps a part for everything else while somebody reads long lists', async () => {
    const times = await ask(100, [
      { at: 0, pace: 'bulk', times: 71 },
      { at: 10, pace: 'ordinary', times: 29 },
    ]);
    expect(times[70]).toBe(MINUTE_MS);
    expect(times.slice(71)).toEqual(Array.from({ length: 29 }, () => 10));
  });

  it('stands still for as long as it is told to', () => {
    const budget = budgetOf(100);
    expect(budget.paused()).toBe(0);
    budget.pause(MINUTE_MS);
    budget.pause(1_000);
    clock += 15_000;
    expect(budget.paused()).toBe(45_000);
    clock += 45_000;
    expect(budget.paused()).toBe(0);
  });
});
