import { describe, expect, it } from '@jest/globals';
import { undoing } from './parts.js';

describe('how a step is taken back', () => {
  const words = undoing((told: { user: string; group: string }) => `Take ${told.user} out of ${told.group}`);
  const args = { user: '993b314c', group: '85acff44' };

  it('is said with the names that the step gave for ids', () => {
    expect(words(args, { user: 'dana@harbordental.example', group: 'Finance' })).toBe(
      'Take dana@harbordental.example out of Finance',
    );
  });

  it('is said with what was asked for, where the step was only seen by reading back', () => {
    expect(words(args)).toBe('Take 993b314c out of 85acff44');
  });

  it('is nothing where it was so before: what the client had is not taken away', () => {
    expect(words(args, { user: 'dana@harbordental.example', group: 'Finance', already: true })).toBe('');
  });
});
