import { describe, expect, it } from '@jest/globals';
import { createInstantOf, secondOf } from './time.js';

const read = (timeZone: string, text: string) => createInstantOf(timeZone)(text)?.toISOString();

describe('a time of SuperOps', () => {
  it.each([
    ['UTC', '2022-06-28T05:25:10', '2022-06-28T05:25:10.000Z'],
    ['UTC', '2022-11-29T15:54:16.270', '2022-11-29T15:54:16.270Z'],
    ['Asia/Kolkata', '2022-06-28T05:25:10', '2022-06-27T23:55:10.000Z'],
    ['America/New_York', '2026-07-01T09:00:00.5', '2026-07-01T13:00:00.500Z'],
    ['America/New_York', '2026-12-01T09:00:00', '2026-12-01T14:00:00.000Z'],
    ['America/New_York', '2026-03-08T01:59:59', '2026-03-08T06:59:59.000Z'],
    ['America/New_York', '2026-03-08T03:00:00', '2026-03-08T07:00:00.000Z'],
    ['America/New_York', '2026-11-01T03:30:00', '2026-11-01T08:30:00.000Z'],
    ['America/New_York', '2022-06-28T05:25:10Z', '2022-06-28T05:25:10.000Z'],
    ['America/New_York', '2022-06-28T05:25:10+02:00', '2022-06-28T03:25:10.000Z'],
  ])('in %s, %s, is %s', (timeZone, text, instant) => {
    expect(read(timeZone, text)).toBe(instant);
  });

  it('is none where there is nothing to read', () => {
    for (const text of ['', 'soon', '2022-06-28T25:00:00']) expect(read('UTC', text)).toBeUndefined();
    expect(createInstantOf('UTC')(null)).toBeUndefined();
  });

  it('lies within its second', () => {
    expect(secondOf(new Date('2022-06-28T05:25:10.999Z')).toISOString()).toBe('2022-06-28T05:25:10.000Z');
  });
});
