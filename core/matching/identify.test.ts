import { describe, expect, it } from '@jest/globals';
import { type Contactable, createContactIndex } from './contact-index.js';
import { type Heard, identify } from './identify.js';

const harbor = { id: 'harbor', name: 'Harbor Dental Group, Inc.' };
const larkmere = { id: 'larkmere', name: 'Larkmere Logistics LLC' };
const quill = { id: 'quill', name: 'Quillfeather Press' };

let made = 0;
function person(name: string, company: { id: string; name: string }, rest: Partial<Contactable> = {}): Contactable {
  const cut = name.indexOf(' ');
  made += 1;
  return { id: `${name} #${made}`, firstName: name.slice(0, cut), lastName: name.slice(cut + 1), company, ...rest };
}

const dana = person('Dana Whitfield', harbor, { phones: ['(206) 555-0101'], emails: ['dana@harbordental.example'] });
const seanSmith = person('Sean Smith', larkmere);
const shawnSmyth = person('Shawn Smyth', larkmere);
const annaAtHarbor = person('Anna Miller', harbor);
const annaAtQuill = person('Anna Miller', quill, { phones: ['+16175550102'] });
const gregOne = person('Greg Tanner', larkmere, { phones: ['+13125550110'] });
const gregTwo = person('Greg Tanner', larkmere, { emails: ['greg.two@larkmere.example'] });
const everybody = [
  dana,
  seanSmith,
  shawnSmyth,
  annaAtHarbor,
  annaAtQuill,
  gregOne,
  gregTwo,
  person('William Baxter', harbor),
  person('Peggy Lindqvist', quill),
  person("Katherine O'Connell", quill),
  person('Zoë García-López', larkmere),
  person('Jan van der Berg', quill),
  person('Maria de la Cruz', harbor),
  person('Tom Maier', larkmere),
  person('Will May', harbor),
  person('Rose Grant', quill),
  person('Mark Bill', larkmere),
  person('Stephanie Schmidt', larkmere),
  person('Dwight Smyth', quill),
  person('Robert Farnsworth', harbor),
  person('Priya Raman', quill, { phones: ['+16175550199'] }),
  person('Victor Raman', quill, { phones: ['+16175550199'] }),
  person('Mary Bennett', harbor),
]; // prettier-ignore
const index = createContactIndex(everybody);

const say = (utterance: string, rest: Omit<Heard, 'utterance'> = {}) => identify(index, { utterance, ...rest });
const nameOf = (contact?: Contactable): string => (contact ? `${contact.firstName} ${contact.lastName}` : 'nobody');

describe('a caller who says their name is accepted as that contact', () => {
  it.each([
    ['exactly', 'dana whitfield', 'Dana Whitfield'],
    ['with smart formatting', 'Dana Whitfield.', 'Dana Whitfield'],
    ['with another spelling of the same sound', 'dayna whitefield', 'Dana Whitfield'],
    ['Maier heard as Meyer', 'tom meyer', 'Tom Maier'],
    ['Maier heard as Mayer', 'thomas mayer', 'Tom Maier'],
    ['Smyth heard as Smith, when only one is on file', 'dwight smith', 'Dwight Smyth'],
    ['one sound misheard in the first name', 'tana whitfield', 'Dana Whitfield'],
    ['one sound misheard in the last name', 'dana whitfeeld', 'Dana Whitfield'],
    ['an end swallowed', 'robert farnswort', 'Robert Farnsworth'],
    ['split in two by the recogniser', 'dana whit field', 'Dana Whitfield'],
    ['a nickname for a formal name on file', 'bill baxter', 'William Baxter'],
    ['another nickname', 'bob farnsworth', 'Robert Farnsworth'],
    ['a formal name for a nickname on file', 'margaret lindquist', 'Peggy Lindqvist'],
    ['Kate for Katherine', "kate o'connell", "Katherine O'Connell"],
    ['last name first with a comma', 'whitfield, dana', 'Dana Whitfield'],
    ['last name first without one', 'whitfield dana', 'Dana Whitfield'],
    ['a middle name', 'dana marie whitfield', 'Dana Whitfield'],
    ['a middle initial', 'dana j. whitfield', 'Dana Whitfield'],
    ['an initial that is a word', 'dana a whitfield', 'Dana Whitfield'],
    ['no apostrophe', 'katherine oconnell', "Katherine O'Connell"],
    ['an apostrophe heard as a gap', 'katherine o connell', "Katherine O'Connell"],
    ['no diacritics', 'zoe garcia lopez', 'Zoë García-López'],
    ['diacritics and hyphen', 'Zoë García-López', 'Zoë García-López'],
    ['half of a double name', 'zoe garcia', 'Zoë García-López'],
    ['particles', 'jan van der berg', 'Jan van der Berg'],
    ['particles run together', 'jan vanderberg', 'Jan van der Berg'],
    ['particles left out', 'maria cruz', 'Maria de la Cruz'],
    ['in two parts', 'first name dana last name whitfield', 'Dana Whitfield'],
    ['in two parts turned round', 'my last name is whitfield first name dana', 'Dana Whitfield'],
    [
      'in a sentence with fillers',
      "um yeah hi this is uh dana whitfield from harbor dental i'm locked out",
      'Dana Whitfield',
    ],
    ['before "here"', "dana whitfield here i can't print", 'Dana Whitfield'],
    ['with a title', 'hello this is doctor whitfield dana whitfield', 'Dana Whitfield'],
    ['made of everyday words, introduced', 'this is mark bill', 'Mark Bill'],
    ['made of everyday words, closed', 'rose grant here', 'Rose Grant'],
    ['after somebody else was spoken of', "i'm tom maier and i'm calling on behalf of dana whitfield", 'Tom Maier'],
  ])('%s: "%s"', (_how, utterance, name) => {
    const found = say(utterance);
    expect([found.decision, nameOf(found.contact)]).toEqual(['accept', name]);
  });
});

describe('spelled-out letters are understood, and outrank the sound', () => {
  it.each([
    ['shawn smyth s m y t h', 'Shawn Smyth'],
    ['shawn smith s m y t h', 'Shawn Smyth'],
    ['sean smith s e a n s m i t h', 'Sean Smith'],
    ["my name is dwight smyth that's s as in sam m as in mary y as in yellow t h", 'Dwight Smyth'],
    ['dana whitfield W-H-I-T-F-I-E-L-D', 'Dana Whitfield'],
    ['dana w.h.i.t.f.i.e.l.d.', 'Dana Whitfield'],
    ['mary bennett b e double n e double t', 'Mary Bennett'],
    ['dana whiskey hotel india tango foxtrot india echo lima delta', 'Dana Whitfield'],
    ['d a n a w h i t f i e l d', 'Dana Whitfield'],
    ["it's dana d a n a last name whitfield w h i t f i e l d", 'Dana Whitfield'],
  ])('%s', (utterance, name) => {
    const found = say(utterance);
    expect([found.decision, nameOf(found.contact)]).toEqual(['accept', name]);
  });

  it('asks for a spelling when two at one company sound the same, and a later spelling decides', () => {
    expect(say('shawn smith')).toMatchObject({ decision: 'ask', ask: 'spelling' });
    expect(nameOf(say('shawn smith', { spelling: 's m y t h' }).contact)).toBe('Shawn Smyth');
    expect(nameOf(say('shawn smith', { spelling: "it's s m i t h" }).contact)).toBe('Sean Smith');
  });

  it('does not take a spelled stranger for the contact who sounds the same', () => {
    expect(say('tom mayer m a y e r').decision).toBe('ask');
  });
});

describe('who is not the caller is never accepted', () => {
  it.each([
    'this is not dana whitfield',
    "i'm not dana whitfield",
    "i'm calling for dana whitfield",
    'calling on behalf of dana whitfield',
    'can i speak to dana whitfield',
    'transfer me to dana whitfield',
    'is dana whitfield there',
    "this is dana whitfield's assistant",
    'this is dana whitfields assistant',
    "dana whitfield can't log in",
    'dana whitfield told me to call you',
    'my manager dana whitfield is locked out',
  ])('%s', (utterance) => {
    const found = say(utterance);
    expect(found.decision).toBe('ask');
    expect(found.contact).toBeUndefined();
  }); // prettier-ignore

  it.each([
    'dana smith',
    'dana whitman',
    'dana whitaker',
    'john whitfield',
    'robert whitfield',
    'tom miller',
    'steffi smith',
    'this is mary baxter',
    'anna whitfield from harbor dental',
    'maria garcia',
    'dan whitfield',
    'diana whitfield',
    'whitfield',
    'this is mister whitfield',
  ])('a stranger with a name in common is not accepted: %s', (utterance) => {
    expect(say(utterance).decision).not.toBe('accept');
  }); // prettier-ignore

  it('asks for the rest of the name when only a first name was said', () => {
    expect(say("hi it's dana")).toMatchObject({ decision: 'ask', ask: 'name' });
  });

  it.each([
    'yeah hello i need some help with my computer',
    'the printer is jammed',
    'hello',
    '',
    '   ',
    'um',
    'will you help me',
    'my bill is late',
    'mark it as done',
    'may i speak to someone',
    'grant me access please',
    'the rose colored light is blinking',
    "it's not working",
    "i'm locked out",
    'this is urgent',
    'can you hear me',
    '12345',
    '...',
    'i have a v p n problem',
  ])('no name, no match: "%s"', (utterance) => {
    expect(say(utterance)).toMatchObject({ decision: 'none', score: 0 });
  }); // prettier-ignore
});

describe('a company tells namesakes apart', () => {
  it('asks for the company when two companies have the name', () => {
    expect(say('anna miller')).toMatchObject({ decision: 'ask', ask: 'company', margin: 0 });
  });

  it.each([
    ['anna miller from harbor dental', 'harbor'],
    ['this is anna miller at quillfeather', 'quill'],
    ['anna miller quill feather press', 'quill'],
    ['anna miller from harber dental', 'harbor'],
  ])('said in passing: %s', (utterance, company) => {
    const found = say(utterance);
    expect([found.decision, found.contact?.company?.id]).toEqual(['accept', company]);
  });

  it('as an answer to the question', () => {
    expect(say('anna miller', { company: "uh it's quillfeather press" }).contact).toBe(annaAtQuill);
  });

  it('as a number that is mapped to a client', () => {
    expect(say('anna miller', { companyIds: ['harbor'] }).contact).toBe(annaAtHarbor);
    expect(say('dana whitfield', { companyIds: ['quill'] }).decision).not.toBe('accept');
  });

  it('speaks against a contact of another company', () => {
    expect(say('dana whitfield from larkmere logistics')).toMatchObject({ decision: 'ask', ask: 'company' });
  });
});

describe('numbers and addresses', () => {
  it('two namesakes in one company are told apart by number or e-mail only', () => {
    expect(say('greg tanner').decision).not.toBe('accept');
    expect(say('greg tanner from larkmere').decision).not.toBe('accept');
    expect(say('greg tanner', { callerNumber: '+1 (312) 555-0110' }).contact).toBe(gregOne);
    expect(say('greg tanner', { email: 'Greg.Two@larkmere.example' }).contact).toBe(gregTwo);
  });

  it('a number alone only asks for confirmation', () => {
    expect(say('my screen is black', { callerNumber: '+12065550101' })).toMatchObject({
      decision: 'ask',
      contact: dana,
    });
  });

  it('a number that two share names nobody, until a first name does', () => {
    expect(say('hello', { callerNumber: '+16175550199' }).contact).toBeUndefined();
    expect(nameOf(say('this is priya', { callerNumber: '+16175550199' }).contact)).toBe('Priya Raman');
  });

  it('an agreeing number breaks a tie and lets a poorly heard name through', () => {
    expect(say('anna miller', { callerNumber: '617-555-0102' }).contact).toBe(annaAtQuill);
    expect(say('dana witville').decision).not.toBe('accept');
    expect(say('dana witville', { callerNumber: '2065550101' }).contact).toBe(dana);
  });

  it('a number of somebody else leaves an exact name accepted and a misheard one asked', () => {
    expect(say('tom maier', { callerNumber: '+12065550101' }).decision).toBe('accept');
    expect(say('tana vitfeld', { callerNumber: '+16175550102' }).decision).not.toBe('accept');
  });

  it('an e-mail address of the door is enough', () => {
    expect(say('', { email: 'dana@harbordental.example' })).toMatchObject({
      decision: 'accept',
      contact: dana,
      score: 1,
    });
  });

  it('whom the caller has ruled out is not offered again', () => {
    expect(say('dana whitfield', { rejected: [dana.id] }).decision).not.toBe('accept');
    expect(say('anna miller', { rejected: [annaAtHarbor.id] }).contact).toBe(annaAtQuill);
  });
});

describe('what is told', () => {
  it('gives the technician reasons, and the few best candidates', () => {
    const found = say('dayna whitfield from harbor dental', { callerNumber: '+12065550101' });
    expect(found.evidence.join('; ')).toMatch(/Dana Whitfield.*number on file.*Harbor Dental/);
    expect(found.candidates[0]?.contact).toBe(dana);
    expect(found.candidates.length).toBeLessThanOrEqual(5);
  });

  it('gives the same answer to the same words', () => {
    expect(say('tana whitfield')).toEqual(say('tana whitfield'));
  });
});
