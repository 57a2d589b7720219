import { describe, expect, it } from '@jest/globals';
import { joined, keyOf, partsOf, placeOf } from './note-parts.js';

const LONGEST = 100;
const split = (text: string) => partsOf(text, keyOf(text, 'internal'), LONGEST);
const back = (text: string) => joined(split(text).map(({ description }) => description));

describe('a note that is too long', () => {
  it('stays whole when it is not', () => {
    expect(split('Restart the spooler')).toEqual([{ title: 'Frontdesk', description: 'Restart the spooler' }]);
  });

  it('becomes notes that say which part they are, none too long, each beginning at a paragraph, line or word', () => {
    const text = [`${'one '.repeat(18)}end.`, `${'two '.repeat(18)}end.`, `${'three '.repeat(20)}end.`].join('\n\n');
    const parts = split(text);
    expect(parts.every(({ description }) => description.length <= LONGEST)).toBe(true);
    expect(parts.map(({ description }) => description.slice(0, 22))).toEqual([
      '(1 of 4)\none one one o',
      '(2 of 4)\n\ntwo two two ',
      '(3 of 4)\n\nthree three ',
      expect.stringMatching(/^\(4 of 4\) … three/),
    ]);
    expect(parts.map(({ title }) => placeOf(title))).toEqual(
      [1, 2, 3, 4].map((number) => ({ key: keyOf(text, 'internal'), number, of: 4 })),
    );
  });

  it.each([
    ['paragraphs', Array.from({ length: 9 }, (_, n) => `Paragraph ${n}: ${'word '.repeat(n)}end`).join('\n\n')],
    ['lines', Array.from({ length: 30 }, (_, n) => `${n}. ${'step '.repeat(n % 7)}end`).join('\n')],
    ['one long word', 'q'.repeat(1234)],
    ['pictures', '👩‍💻🖨️'.repeat(99)],
    ['what looks like a part', `${'(2 of 3) … '.repeat(20)}\n\n(1 of 2)\n${'x '.repeat(99)}end`],
    ['indented lines', Array.from({ length: 20 }, (_, n) => `${'  '.repeat(n % 4)}- item ${n}`).join('\n')],
  ])('is read as it was written: %s', (_what, text) => {
    expect(split(text).length).toBeGreaterThan(1);
    expect(back(text)).toBe(text);
    expect(split(text).every(({ description }) => !/[\ud800-\udbff]$/.test(description))).toBe(true);
  });

  it('is read as it was written when Autotask changed its line ends', () => {
    const text = Array.from({ length: 30 }, (_, n) => `Line ${n}`).join('\n');
    expect(joined(split(text).map(({ description }) => description.replaceAll('\n', '\r\n')))).toBe(text);
  });

  it('is not seen in the titles of others', () => {
    for (const title of ['Frontdesk', '(1 of 2)', 'Frontdesk 12345678 (1 of 2) x', 'frontdesk 12345678 (1 of 2)', null])
      expect(placeOf(title)).toBeUndefined();
  });
});
