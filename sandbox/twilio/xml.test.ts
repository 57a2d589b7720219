import { describe, expect, it } from '@jest/globals';
import { elementsOf, parseXml, textOf } from './xml.js';

describe('reading XML', () => {
  it('reads elements, attributes, entities, CDATA and comments', () => {
    const root = parseXml(
      `<?xml version="1.0"?><!-- hello --><Response><Say voice='x' loop="2">A &amp; B &#67;&#x44; <![CDATA[<E>]]></Say><Hangup /></Response>\n`,
    );
    expect(elementsOf(root).map((element) => element.name)).toEqual(['Say', 'Hangup']);
    expect(elementsOf(root)[0]?.attributes).toEqual({ voice: 'x', loop: '2' });
    expect(textOf(root)).toBe('A & B CD <E>');
  });

  it.each([
    ['nothing', ''],
    ['text alone', 'hello'],
    ['an open element', '<Response><Say>'],
    ['crossed elements', '<a><b></a></b>'],
    ['two roots', '<a/><b/>'],
    ['a bare ampersand', '<a>this & that</a>'],
    ['a bare ampersand in an address', '<a u="x?a=1&b=2"/>'],
    ['an unknown entity', '<a>&nbsp;</a>'],
    ['an attribute without quotes', '<a b=c/>'],
    ['an attribute twice', '<a b="1" b="2"/>'],
    ['an open comment', '<a><!-- </a>'],
    ['bottomless nesting', `${'<a>'.repeat(50)}${'</a>'.repeat(50)}`],
  ])('refuses %s', (_what, text) => {
    expect(() => parseXml(text)).toThrow(/not well formed/);
  });
});
