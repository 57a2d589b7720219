import { describe, expect, it } from '@jest/globals';
import {
  asksForPerson,
  asksToWait,
  claimedCompany,
  claimedName,
  correctionAfterNo,
  introductionIn,
  isDone,
  isEmergency,
  isEmptyTalk,
  isUnfinished,
  mentionsCompany,
  problemIn,
  yesOrNo,
} from './words.js';

describe('yes and no', () => {
  it.each([
    'yes',
    'Yeah.',
    "Yes, that's right.",
    'yep speaking',
    'that is correct',
    'uh huh',
    'yes this is sarah',
    "yes and I'm not able to print",
  ])('%p is a yes', (text) => expect(yesOrNo(text)).toBe('yes'));
  it.each(['no', 'Nope.', "no that's not me", "that's not right", 'wrong', "well no it's sean", "it isn't"])(
    '%p is a no',
    (text) => expect(yesOrNo(text)).toBe('no'),
  );
  it.each(['what', 'who', 'yes but not at harbor dental', 'maybe', 'no problem', 'I forgot my password'])(
    '%p is neither',
    (text) => expect(yesOrNo(text)).toBeUndefined(),
  );
  it('hears the correction that comes with a no', () => {
    expect(correctionAfterNo("No, it's Sean Smith.")).toBe('sean smith');
    expect(correctionAfterNo("no that's not me")).toBe('');
    expect(correctionAfterNo('no')).toBe('');
    expect(correctionAfterNo("No, it's not me.")).toBe('');
  });
});

describe('the problem in an answer', () => {
  it.each([
    [
      "Hi this is Dana Whitfield from Harbor Dental, I'm locked out",
      "I'm locked out",
      'Hi this is Dana Whitfield from Harbor Dental,',
    ],
    ['this is dana whitfield i forgot my password', 'i forgot my password', 'this is dana whitfield'],
    ['my vpn is down, this is Sarah Chen', 'my vpn is down', 'this is Sarah Chen'],
    [
      'Dana Whitfield and the printer on the second floor is jammed',
      'the printer on the second floor is jammed',
      'Dana Whitfield and',
    ],
    ["I can't get into my email", "I can't get into my email", ''],
  ])('%p', (text, problem, introduction) => {
    expect(problemIn(text)).toBe(problem);
    expect(introductionIn(text)).toBe(introduction);
  });
  it.each([
    "I'm Dana Whitfield",
    "My name is Bill, I'm calling from Quillfeather Press.",
    'Harbor Dental',
    'S M Y T H',
    'the name is Bond',
    "I'm with Harbor Dental",
  ])('%p tells none', (text) => expect(problemIn(text)).toBe(''));
});

describe('what else is heard', () => {
  it.each(['Um, hello?', 'hi', 'yeah hi this is', 'can you hear me', ''])('%p says nothing yet', (text) =>
    expect(isEmptyTalk(text)).toBe(true),
  );
  it.each(['Dana', "it's me dana", 'help desk'])('%p says something', (text) => expect(isEmptyTalk(text)).toBe(false));
  it.each(["hi it's, uh,", 'my printer and', 'this is'])('%p goes on', (text) => expect(isUnfinished(text)).toBe(true));
  it.each(['Wait.', 'hold on a second', 'one moment please'])('%p asks for time', (text) =>
    expect(asksToWait(text)).toBe(true),
  );
  it('"wait my screen is black" is no request for time', () =>
    expect(asksToWait('wait my screen is black')).toBe(false));
  it.each(['Can I speak to a person please?', 'operator', 'I want a real human', 'put me through to somebody'])(
    '%p asks for a person',
    (text) => expect(asksForPerson(text)).toBe(true),
  );
  it.each(['Dana Whitfield', 'the person before me broke it', 'my agent software crashed'])('%p does not', (text) =>
    expect(asksForPerson(text)).toBe(false),
  );
  it('knows an emergency from the absence of one', () => {
    expect(isEmergency('this is an emergency')).toBe(true);
    expect(isEmergency('we got ransomware')).toBe(true);
    expect(isEmergency("it's not an emergency")).toBe(false);
  });
  it.each(["That's all, thank you.", 'no', 'no thank you', 'thanks', 'bye'])('%p is done', (text) =>
    expect(isDone(text)).toBe(true),
  );
  it.each(["no, and my mouse won't work either, my keyboard is broken", 'thanks, one more thing'])(
    '%p is not done',
    (text) => expect(isDone(text)).toBe(false),
  );
  it('takes names and companies as claimed', () => {
    expect(claimedName('Um, hi, this is Dana Whitfield, over at Harbor Dental.')).toBe('Dana Whitfield');
    expect(claimedName('Shawn Smyth here, at Quillfeather.')).toBe('Shawn Smyth');
    expect(claimedCompany("I'm with Harbor Dental.")).toBe('Harbor Dental');
    expect(claimedCompany("I'm calling from Quillfeather Press")).toBe('Quillfeather Press');
    expect(mentionsCompany('this is Dana from Harbor Dental')).toBe(true);
    expect(mentionsCompany("It's Sarah Chen.")).toBe(false);
  });
});
