import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { looksLike } from './wildcard.js';

describe('a pattern with *', () => {
  it.each([
    ['Domain Admins', 'domain admins', true],
    ['Domain Admins', 'domain*', true],
    ['Domain Admins', '*ADMIN*', true],
    ['Domain Admins', 'd*n a*s', true],
    ['Domain Admins', '*', true],
    ['', '*', true],
    ['  Domain Admins ', 'Domain Admins', true],
    ['Ｄomain Admins', 'domain*', true],
    ['Domain Admins', 'Domain', false],
    ['Domain Admins', 'admins*', false],
    ['Domain Admins', '*domain', false],
    ['Domain Admins', 'd*x*s', false],
    ['aba', 'ab*ba', false],
    ['abba', 'ab*ba', true],
    ['abab', 'a*ab*b', false],
    ['aaab', 'a*ab', true],
    ['a.c', 'a.c', true],
    ['abc', 'a.c', false],
    ['a[b', 'a[*', true],
  ])('%j looks like %j: %p', (text, pattern, expected) => {
    expect(looksLike(text, pattern)).toBe(expected);
  });

  it('finds what the plain definition finds', () => {
    const letters = (of: string) => fc.string({ unit: fc.constantFrom(...of), maxLength: 9 });
    fc.assert(
      fc.property(letters('ab'), letters('ab*'), (text, pattern) => {
        expect(looksLike(text, pattern)).toBe(plainly(text, pattern));
      }),
      { numRuns: 3_000 },
    );
  });

  it('takes no longer for texts that were made to take long', () => {
    const began = performance.now();
    const text = 'a'.repeat(1_000_000);
    expect(looksLike(text, `${'a*'.repeat(249)}b*a`)).toBe(false);
    expect(looksLike(text, `*${'a'.repeat(490)}b*`)).toBe(false);
    expect(looksLike(text, `*${`${'a'.repeat(48)}*`.repeat(10)}b*`)).toBe(false);
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});

function plainly(text: string, pattern: string): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return text === '';
  if (first !== '*') return text[0] === first && plainly(text.slice(1), rest.join(''));
  return Array.from({ length: text.length + 1 }, (_, at) => at).some((at) => plainly(text.slice(at), rest.join('')));
}
