import { describe, expect, it } from '@jest/globals';
import { findCompany, normalizeCompany } from './company.js';
import { createContactIndex } from './contact-index.js';
import { identify } from './identify.js';

const harbor = { id: 'h', name: 'Harbor Dental Group, Inc.' };
const dana = {
  id: '1',
  firstName: 'Dana',
  lastName: 'Whitfield',
  company: harbor,
  emails: ['Dana@HarborDental.example'],
  phones: ['206.555.0101'],
};

describe('the contact index', () => {
  it('finds by number in any common writing, and by address in any case', () => {
    const index = createContactIndex([dana]);
    for (const number of ['+12065550101', '(206) 555-0101', '1-206-555-0101', '2065550101', '+1 206 555 0101']) {
      expect(index.byPhone(number)).toEqual([dana]);
    }
    expect(index.byPhone('+12065550102')).toEqual([]);
    expect(index.byPhone('anonymous')).toEqual([]);
    expect(index.byEmail(' dana@harbordental.EXAMPLE ')).toEqual([dana]);
  });

  it('reads local numbers of the region it is told', () => {
    const index = createContactIndex([{ ...dana, phones: ['020 7946 0018'] }], { defaultRegion: 'GB' });
    expect(index.byPhone('+442079460018')).toHaveLength(1);
  });

  it('replaces a contact that is put again and forgets one that is removed', () => {
    const index = createContactIndex([dana]);
    index.put({ ...dana, lastName: 'Kowalski', phones: [], company: { id: 'q', name: 'Quillfeather Press' } });
    expect(index.size).toBe(1);
    expect(identify(index, { utterance: 'dana whitfield' }).decision).not.toBe('accept');
    expect(identify(index, { utterance: 'dana kowalsky' }).contact?.id).toBe('1');
    expect(index.byPhone('2065550101')).toEqual([]);
    expect(index.companies()).toEqual([{ id: 'q', name: 'Quillfeather Press' }]);
    expect(index.remove('1')).toBe(true);
    expect(index.remove('1')).toBe(false);
    expect(index.size).toBe(0);
    expect(index.companies()).toEqual([]);
    expect(identify(index, { utterance: 'dana kowalsky' })).toMatchObject({ decision: 'none', candidates: [] });
  });

  it('is the same after a contact came and went', () => {
    const index = createContactIndex([dana]);
    const before = identify(index, { utterance: 'dayna witfield' });
    index.put({ id: '2', firstName: 'Dayna', lastName: 'Witfield', company: harbor });
    expect(identify(index, { utterance: 'dayna witfield' })).not.toEqual(before);
    index.remove('2');
    expect(identify(index, { utterance: 'dayna witfield' })).toEqual(before);
  });

  it('takes records as directories have them: whole names in one field, brackets, no name at all', () => {
    const index = createContactIndex([
      { id: 'a', firstName: 'Whitfield, Dana', lastName: '' },
      { id: 'b', firstName: 'William (Chip)', lastName: 'Baxter' },
      { id: 'c', firstName: '', lastName: '' },
      { id: 'd', firstName: 'Reception', lastName: '' },
      { id: 'e', firstName: 'Mary Ann', lastName: 'Farrow Jr.' },
    ]);
    const whoIs = (utterance: string) => identify(index, { utterance }).contact?.id;
    expect(whoIs('dana whitfield')).toBe('a');
    expect(whoIs('chip baxter')).toBe('b');
    expect(whoIs('bill baxter')).toBe('b');
    expect(whoIs('mary farrow')).toBe('e');
    expect(whoIs('mary ann farrow')).toBe('e');
    expect(whoIs('reception')).toBeUndefined();
  });
});

describe('companies in speech', () => {
  const companies = [
    harbor,
    { id: 'l', name: 'Larkmere Logistics LLC' },
    { id: 't', name: 'Tamsin and Vale Accountants' },
    { id: 's', name: 'Saltmarsh Marine Supply' },
    { id: 'w', name: 'Saltmarsh Weddings' },
  ];
  const index = createContactIndex(
    companies.map((company, i) => ({ id: String(i), firstName: 'A', lastName: 'B', company })),
  );

  it.each([
    ['harbor dental', 'h'],
    ['uh the harbor dental group', 'h'],
    ['harber dentle', 'h'],
    ['lark mere logistics', 'l'],
    ['larkmere', 'l'],
    ['tamsin & vale', 't'],
    ['we are with tamzin and veil accountants', 't'],
    ['saltmarsh weddings', 'w'],
  ])('%s', (utterance, id) => {
    expect(findCompany(index, utterance)?.company.id).toBe(id);
  });

  it('says none where none or two are meant', () => {
    expect(findCompany(index, 'my printer is broken')).toBeUndefined();
    expect(findCompany(index, 'the dental group')).toBeUndefined();
  });

  it('leaves out legal forms', () => {
    expect(normalizeCompany('Harbor Dental Group, Inc.')).toBe('harbor dental group');
    expect(normalizeCompany('The Müller & Sons Co.')).toBe('muller sons');
  });
});
