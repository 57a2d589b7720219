import { describe, expect, it } from '@jest/globals';
import { type Contactable, createContactIndex } from './contact-index.js';
import { type Heard, type Identification, identify } from './identify.js';
import { defaultThresholds } from './thresholds.js';
import { saysFullName } from './utterance.js';

const quill = { id: 'quill', name: 'Quillfeather Press' };
const marsh = { id: 'marsh', name: 'Saltmarsh Marine Supply' };

const sean: Contactable = {
  id: 'sean',
  firstName: 'Sean',
  lastName: 'Smith',
  company: quill,
  phones: ['+16175550112'],
};
const shawn: Contactable = {
  id: 'shawn',
  firstName: 'Shawn',
  lastName: 'Smyth',
  company: quill,
  phones: ['+16175550111'],
};
const michaels: Contactable[] = [
  {
    id: 'm1',
    firstName: 'Michael',
    lastName: 'Brown',
    company: marsh,
    phones: ['+13055550110'],
    emails: ['michael.brown@saltmarsh.example'],
  },
  {
    id: 'm2',
    firstName: 'Michael',
    lastName: 'Brown',
    company: marsh,
    phones: ['+13055550111'],
    emails: ['michael.brown2@saltmarsh.example'],
  },
]; // prettier-ignore
const others: Contactable[] = [
  { id: 'bill', firstName: 'William', lastName: 'Hargrove', company: quill },
  { id: 'kim', firstName: 'Kim', lastName: 'Ng', company: quill },
  { id: 'zoe', firstName: 'Zoë', lastName: 'García-López', company: quill },
  { id: 'other-sean', firstName: 'Sean', lastName: 'Lindqvist', company: quill },
  { id: 'joan', firstName: 'Joan', lastName: 'Smith', company: marsh },
];
const index = createContactIndex([sean, shawn, ...michaels, ...others]);

const SEAN_SAYS = 'Hi, this is Sean Smith from Quillfeather Press.';
const SHAWN_SAYS = 'Hey, uh, Shawn Smyth here, at Quillfeather.';

const hear = (utterance: string, rest: Omit<Heard, 'utterance'> = {}): Identification =>
  identify(index, { utterance, ...rest });
const outcome = ({ decision, contact }: Identification): string => (contact ? `${decision} ${contact.id}` : decision);

describe('two people at one company who sound the same', () => {
  it.each([SEAN_SAYS, SHAWN_SAYS])('are asked for their spelling: %s', (utterance) => {
    expect(hear(utterance)).toMatchObject({ decision: 'ask', ask: 'spelling' });
  });

  const spelledAsSean = [
    'Smith. S M I T H.',
    "It's Smith, S M I T H.",
    'Smith is spelled S M I T H',
    'my last name is smith s m i t h',
    'That is S as in Sam, M as in Mary, I as in India, T as in Tom, H as in hotel.',
    'S. M. I. T. H.',
    'S M I. T H.',
    'Sean. S E A N. Smith. S M I T H.',
    'S E A N, S M I T H.',
    'Sean Smith, S M I T H.',
    'S E A N',
    "Sean. That's S E A N.",
  ];
  const spelledAsShawn = [
    'Shawn Smyth, S M Y T H.',
    'Smyth. S M Y T H.',
    's m y t h',
    'sierra mike yankee tango hotel',
    'First name S H A W N, last name S M Y T H.',
    'S H A W N',
    'Shawn. S H A W N.',
  ];

  it.each(spelledAsSean)('are told apart by letters, whatever the name was heard as: %s', (spelling) => {
    for (const utterance of [SEAN_SAYS, SHAWN_SAYS]) expect(outcome(hear(utterance, { spelling }))).toBe('accept sean');
  });

  it.each(spelledAsShawn)('and the other one too: %s', (spelling) => {
    for (const utterance of [SEAN_SAYS, SHAWN_SAYS]) {
      expect(outcome(hear(utterance, { spelling }))).toBe('accept shawn');
    }
  });

  it('with the one whose name is spelled otherwise far behind', () => {
    const found = hear(SEAN_SAYS, { spelling: 'Smith. S M I T H.' });
    expect(found.margin).toBeGreaterThan(2 * defaultThresholds.margin);
    expect(found.evidence[0]).toMatch(/spelled as on file for Sean Smith/);
  });

  it.each([
    [`${SEAN_SAYS} Smith. S M I T H.`, 'accept sean'],
    [`${SEAN_SAYS} That's S M Y T H.`, 'accept shawn'],
    ['Sean Smith. S M I T H. At Quillfeather Press.', 'accept sean'],
    ['Shawn Smyth, S M Y T H.', 'accept shawn'],
    ["Sean. S E A N. Smith. S M I T H. I'm at Quillfeather.", 'accept sean'],
  ])('also when the letters come with the name, or in a sentence after it: %s', (utterance, expected) => {
    expect(outcome(hear(utterance))).toBe(expected);
  });

  it('by what was spelled last, when the caller spells again', () => {
    expect(outcome(hear(`${SEAN_SAYS} S M Y T H.`, { spelling: 'No, S M I T H.' }))).toBe('accept sean');
  });

  it('by the letters even on the other one’s telephone', () => {
    expect(outcome(hear(SEAN_SAYS, { spelling: 'S M I T H', callerNumber: '+16175550111' }))).toBe('accept sean');
  });

  it('by a spelled last name after only a first name', () => {
    expect(outcome(hear("it's Sean from Quillfeather", { spelling: 'Smith. S M I T H.' }))).toBe('accept sean');
    expect(outcome(hear("it's Kim from Quillfeather", { spelling: 'N G' }))).toBe('accept kim');
  });
});

describe('letters that were misheard', () => {
  it.each([
    ['S N I T H', 'accept sean'],
    ['S M I D H', 'accept sean'],
    ['S M Y D H', 'accept shawn'],
    ['F M Y T H', 'accept shawn'],
  ])('one that rhymes still finds the name that is clear of the other: %s', (spelling, expected) => {
    const found = hear(SEAN_SAYS, { spelling });
    expect(outcome(found)).toBe(expected);
    expect(found.margin).toBeGreaterThanOrEqual(defaultThresholds.margin);
  });

  it.each(['S M T H', 'S M E T H'])('accept nobody where both fit as badly: %s', (spelling) => {
    for (const utterance of [SEAN_SAYS, SHAWN_SAYS]) expect(hear(utterance, { spelling }).decision).not.toBe('accept');
  });
});

describe('a spelling that fits nobody', () => {
  it.each(['T A N N E R', 'Tanner. T A N N E R.', 'S M Y E T H E', 'S H O N D A', 'S C H M I D T'])(
    'accepts nobody: %s',
    (spelling) => {
      for (const utterance of [SEAN_SAYS, SHAWN_SAYS]) {
        expect(hear(utterance, { spelling }).decision).not.toBe('accept');
      }
    },
  );

  it('differs by one letter that does not rhyme, in however long a name', () => {
    const says = 'this is William Hargrove from Quillfeather Press';
    expect(hear(says, { spelling: 'H A R G R A V E' }).decision).toBe('ask');
    expect(outcome(hear(says, { spelling: 'H A R G R O V E' }))).toBe('accept bill');
  });

  it('is not asked for once more', () => {
    expect(hear(SEAN_SAYS, { spelling: 'T A N N E R' }).ask).not.toBe('spelling');
    expect(hear(SEAN_SAYS, { spelling: 'S M T H' }).ask).not.toBe('spelling');
  });

  it('is no spelling when the letters are of something else', () => {
    expect(outcome(hear('this is William Hargrove from Quillfeather. I have a V P N problem.'))).toBe('accept bill');
    expect(outcome(hear("this is William Hargrove. I can't open the P D F."))).toBe('accept bill');
  });

  it('does not count when it is the name of somebody else', () => {
    expect(outcome(hear("this is William Hargrove, calling for Shawn Smyth, that's S M Y T H"))).toBe('accept bill');
  });
});

describe('other ways to be called', () => {
  it('a spelled nickname, and half of a double name, still find the person', () => {
    expect(outcome(hear('this is bill hargrove', { spelling: 'bill b i l l' }))).toBe('accept bill');
    expect(outcome(hear('zoe garcia lopez', { spelling: 'l o p e z' }))).toBe('accept zoe');
    expect(outcome(hear('zoe garcia lopez', { spelling: 'garcia g a r c i a' }))).toBe('accept zoe');
  });
});

describe('two people with one name at one company', () => {
  const SAYS = 'Hi, this is Michael Brown at Saltmarsh Marine Supply.';

  it('are told apart by the number or the address on file', () => {
    expect(outcome(hear(SAYS, { callerNumber: '+1 305 555 0110' }))).toBe('accept m1');
    expect(outcome(hear(SAYS, { callerNumber: '+13055550111' }))).toBe('accept m2');
    expect(outcome(hear(SAYS, { email: 'michael.brown2@saltmarsh.example' }))).toBe('accept m2');
  });

  it.each([{}, { spelling: 'Brown. B R O W N.' }, { company: 'Saltmarsh Marine' }, { callerNumber: '+12065550100' }])(
    'are asked nothing that would not help, without one: %j',
    (rest) => {
      const found = hear(SAYS, rest);
      expect(found).toMatchObject({ decision: 'none', inseparable: true });
      expect(found.contact).toBeUndefined();
    },
  );

  it('leave one when the caller has said no to the other', () => {
    expect(outcome(hear(SAYS, { rejected: ['m1'] }))).toBe('accept m2');
  });

  it('are worth a spelling when a third one sounds the same', () => {
    const browne: Contactable = { id: 'browne', firstName: 'Michael', lastName: 'Browne', company: marsh };
    const more = createContactIndex([...michaels, browne]);
    expect(identify(more, { utterance: SAYS })).toMatchObject({ decision: 'ask', ask: 'spelling' });
    expect(outcome(identify(more, { utterance: SAYS, spelling: 'B R O W N E' }))).toBe('accept browne');
    expect(identify(more, { utterance: SAYS, spelling: 'B R O W N' })).toMatchObject({ inseparable: true });
  });
});

describe('what counts as a full name', () => {
  it.each([
    'Shawn Smyth, S M Y T H.',
    'First name S H A W N, last name S M Y T H.',
    'hi this is Dana Whitfield',
    'Smyth, Shawn',
  ])('is one: %s', (words) => {
    expect(saysFullName(words)).toBe(true);
  });

  it.each([
    'Smith. S M I T H.',
    "It's Smith, S M I T H.",
    'Smith is spelled S M I T H',
    'S as in Sam, M as in Mary, I T H',
    'my last name is Smith',
    'Dana',
    '',
  ])('is a part of one: "%s"', (words) => {
    expect(saysFullName(words)).toBe(false);
  });
});
