import { describe, expect, it } from '@jest/globals';
import { spokenNumber } from './phrases.js';

describe('a ticket number', () => {
  it.each([
    ['1042', '1 0 4 2'],
    ['#10422', '1 0 4 2 2'],
    ['104223', '1 0 4, 2 2 3'],
    ['1042231', '1 0 4, 2 2 3 1'],
    ['T20261125.0001', 'T, 2 0 2 6, 1 1 2 5, dot, 0 0 0 1'],
    ['112526-0001', '1 1 2, 5 2 6, dash, 0 0 0 1'],
    ['inc_7/3', 'I N C, underscore, 7, slash, 3'],
    ['1234567890123456789', '1 2 3, 4 5 6 7, 8 9 0 1, 2 3 4 5, 6 7 8 9'],
  ])('%s is read out as %s', (number, spoken) => {
    expect(spokenNumber(number)).toBe(spoken);
  });

  it('is complete, in order, and has no long run of digits, however long it is', () => {
    for (let length = 1; length < 40; length += 1) {
      const number = Array.from({ length }, (_, index) => (index * 7) % 10).join('');
      const spoken = spokenNumber(number);
      expect(spoken.replace(/\D/g, '')).toBe(number);
      for (const group of spoken.split(', ')) expect(group.length).toBeLessThanOrEqual(9);
    }
  });
});
