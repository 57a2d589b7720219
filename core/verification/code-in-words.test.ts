import { describe, expect, it } from '@jest/globals';
import { CODE_ENTERED, codeIn, digitsIn, withoutCode } from './code-in-words.js';

const TOLD: readonly [string, string][] = [
  ['427901', '427901'],
  ['427 901', '427901'],
  ['4 2 7 9 0 1', '427901'],
  ['4-2-7, 9-0-1.', '427901'],
  ['four two seven, nine zero one', '427901'],
  ['Four two seven nine oh one.', '427901'],
  ['um, four two, uh, seven... nine oh one', '427901'],
  ["it's four two seven nine zero one", '427901'],
  ['The code is 427, 901.', '427901'],
  ['double three four, nine zero one', '334901'],
  ['triple seven, one two three', '777123'],
  ['forty-two seventy-nine oh one', '427901'],
  ['nineteen eighty four twenty', '198420'],
  ['four to seven nine oh won', '427901'],
  ['for two seven nine zero one', '427901'],
  ['I have it here for you: four two seven nine zero one', '427901'],
  ['four two seven, no sorry, four two eight nine zero one', '428901'],
  ['４２７９０１', '427901'],
  ['zero zero zero zero zero zero', '000000'],
];

describe('a code in words', () => {
  it.each(TOLD)('"%s" tells it', (text, code) => {
    expect(codeIn(text)).toBe(code);
  });

  it.each([
    'yes',
    '',
    'four two seven',
    'my number is 206 555 0110',
    'I did not get it',
    'that is for me to know',
    'call me at 1-206-555-0110',
    'oh no, too late',
  ])('"%s" tells none', (text) => {
    expect(codeIn(text)).toBeUndefined();
  });

  it('comes in pieces, too', () => {
    expect(`${digitsIn('four two seven')}${digitsIn('nine zero one')}`).toBe('427901');
  });

  it('is in nothing that is kept, whole or in pieces, whatever was said around it', () => {
    for (const [text] of TOLD) {
      expect(withoutCode(text)).toContain(CODE_ENTERED);
      expect(digitsIn(withoutCode(text))).toBe('');
    }
    expect(withoutCode('It is four two seven, no, four two eight, thanks')).toBe(`It is ${CODE_ENTERED}, thanks`);
    expect(withoutCode('seven')).toBe(CODE_ENTERED);
    expect(withoutCode('I did not get it')).toBe('I did not get it');
  });

  it('is read in no time, whatever is said', () => {
    const long = 'double four to for oh '.repeat(2_000);
    const began = performance.now();
    withoutCode(long);
    codeIn(long);
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});
