import { describe, expect, it } from '@jest/globals';
import { rank } from './rank.js';
import { excerptOf, readable, saySame } from './readable.js';
import { assetFieldShape, flexibleAssetShape } from './shapes.js';
import { readableAsset } from './traits.js';

const field = (name: string, kind: string) =>
  assetFieldShape.parse({ id: name, attributes: { name, kind, 'name-key': name.toLowerCase().replaceAll(' ', '-') } });
const asset = (traits: Record<string, unknown>, name = 'Router') =>
  flexibleAssetShape.parse({
    id: '1',
    attributes: { name, 'organization-id': 2, 'organization-name': 'Mine', traits },
  });

describe('a flexible asset, as a model reads it', () => {
  it('has no password in it: not by kind, not by name, not repeated elsewhere, not in its title', () => {
    const fields = [
      field('Host', 'Text'),
      field('Admin password', 'Text'),
      field('Login', 'Password'),
      field('Notes', 'Textbox'),
      field('Password rotated', 'Checkbox'),
    ];
    const read = readableAsset(
      asset(
        {
          host: 'router.example',
          'admin-password': 'Zebra-Crossing-77',
          login: 'Otter-Ferry-12',
          notes: '<p>Use Otter-Ferry-12 at <b>router.example</b>.</p><p>PIN: 4711</p>',
          'password-rotated': true,
          unknown: 'Nobody explains this',
        },
        'Router Zebra-Crossing-77',
      ),
      fields,
    );
    expect(read.name).toBe('Router (removed: password)');
    expect(read.traits).toMatchObject({ Host: 'router.example', 'Password rotated': true });
    expect(JSON.stringify(read)).not.toMatch(/Zebra|Otter|4711|Nobody/);
    expect(JSON.stringify(read)).toContain('**router.example**');
  });

  it('has tags by name, its own organisation’s only, and nothing of files and shapes that nobody knows', () => {
    const values = [
      { id: 1, name: 'MINE-01', 'organization-name': 'Mine' },
      { id: 2, name: 'THEIRS-01', 'organization-name': 'Theirs' },
    ];
    const fields = [
      field('Servers', 'Tag'),
      field('Plan', 'Upload'),
      field('Later', 'Hologram'),
      field('Seats', 'Number'),
    ];
    const { traits } = readableAsset(
      asset({ servers: { type: 'Configurations', values }, plan: [{ name: 'x.pdf' }], later: 'x', seats: { odd: 1 } }),
      fields,
    );
    expect(traits).toEqual({ Servers: [{ id: '1', name: 'MINE-01' }] });
  });
});

describe('searching', () => {
  const rows = [
    { id: '1', name: 'Scan to e-mail', text: 'The printer beside the front desk' },
    { id: '2', name: 'Printer drivers', text: 'Version 7' },
    { id: '3', name: 'Book a room', text: '' },
  ];
  const find = (query: string) => rank(rows, query, ({ name, text }) => ({ name, text })).map(({ id }) => id);

  it('puts names before texts, forgives a letter, and takes unfinished words', () => {
    expect(find('printer')).toEqual(['2', '1']);
    expect(find('prnter')).toContain('2');
    expect(find('book ro')[0]).toBe('3');
    expect(find('scan hologram')).toEqual(['1']);
    expect(find('')).toEqual(['3', '2', '1']);
    expect(find('%%')).toEqual([]);
  });

  it('shows the words around what was found, in one line', () => {
    const text = `${'Nothing here. '.repeat(60)}The hotspot\nhelps. ${'Nothing there. '.repeat(60)}`;
    expect(excerptOf(text, 'hotspot')).toMatch(/hotspot helps/);
    expect(excerptOf(text, 'hotspot').length).toBeLessThanOrEqual(300);
    expect(excerptOf('Short', 'absent')).toBe('Short');
  });

  it('compares texts by what they say', () => {
    expect(saySame('<p>One  <b>two</b></p>', '<div><p>One <strong>two</strong></p></div>')).toBe(true);
    expect(saySame('<p>One</p>', '<p>Two</p>')).toBe(false);
    expect(readable('Plain & simple\nsecond line')).toBe('Plain & simple\nsecond line');
  });
});
