/**
 * Everything the voice assistant says, in one table. `{name}` is filled in from the values given; a phrase without
 * placeholders is fixed and its audio can be kept.
 */
export const PHRASES = {
  askName: 'May I have your first and last name, please?',
  askNameAgain: 'Sorry, I did not catch your name. What is your first and last name?',
  stillHere: 'Yes, I can hear you. May I have your first and last name, please?',
  takeYourTime: 'Of course, take your time.',
  askCompany: 'Thank you. And which company are you calling from?',
  askSpelling: 'Thank you. Could you spell your first and last name for me, letter by letter?',
  askSpellingAfterNo: 'I am sorry about that. Could you say your name once more and spell it, letter by letter?',
  confirm: 'Is that {person} at {company}?',
  confirmAlone: 'Is that {person}?',
  confirmAgain: 'Sorry, is that {person}? Please say yes or no, or press 1 for yes and 2 for no.',
  askProblem: 'Thank you, {firstName}. What can I help you with today?',
  askProblemUnknown:
    'Thank you. I could not find your record, but I will gladly help you all the same. What is the problem?',
  askProblemAgain: 'I am listening. What is the problem?',
  goOn: 'Please go on.',
  openingKnown: 'Thank you, {firstName}. One moment while I open a ticket for you.',
  opening: 'Thank you. One moment while I open a ticket for you.',
  stillOpening: 'Still working on it. One more moment, please.',
  readBack: 'Your ticket number is {number}. Again, that is {number}. Is there anything else?',
  readBackAgain: 'Your ticket number is {number}. Is there anything else?',
  noted:
    'I have noted everything. A ticket will be made as soon as possible and a technician will see it. Is there anything else?',
  notedAgain: 'A ticket will be made as soon as possible and a technician will see it. Is there anything else?',
  ticketNowOpen: 'Your ticket is open now. Its number is {number}. Is there anything else?',
  tellMeMore: 'Please go ahead.',
  added: 'Thank you, I have noted that too. Is there anything else?',
  addedNumber: 'Thank you, I have noted that too. Your ticket number is {number}. Is there anything else?',
  anythingElse: 'Is there anything else?',
  proving: 'One moment, please. I need to verify that it is you.',
  stillProving: 'One more moment, please. I am about to verify that it is you.',
  askCode:
    'Before anything is done, I need to verify that it is you. I have sent a six-digit code to {sentTo}. Please read it to me, or enter it on the keypad.',
  askCodeAgain: 'Sorry, I need the six digits of the code. Please read them to me, or enter them on the keypad.',
  stillCode: 'Take your time. I am waiting for the six-digit code. You can also say that you did not get it.',
  codeSentAgain: 'I have sent another code to {sentTo}. Please read me the new one, or enter it on the keypad.',
  codeComing: 'I am sending you another code. One moment, please. Only the newest one works.',
  codeNotAgain:
    'I cannot send another code right now. If you have one, please read it to me; else say skip, and a technician will make sure that it is you.',
  codeWrong: 'That is not the code. Please look again, and read or enter it once more.',
  codeWrongLast: 'That is not the code either. You have one more try. Please read or enter it once more.',
  codeNotChecked: 'I could not check that code just now. Please tell me once more.',
  codeBeforeEnd: 'Without the code nothing can be done for now. Please read it to me, or say skip.',
  codeExpired:
    'That code is not valid any more. A technician will make sure that it is you, and then take care of it. Is there anything else?',
  codeDenied:
    'I am sorry, I could not verify that it is you, so nothing was done. A technician will get in touch with you. Good-bye.',
  technicianVerifies:
    'All right. A technician will make sure that it is you, and then take care of your request. Is there anything else?',
  pushSent:
    'To verify that it is you, {by} has sent a request to your device. Please approve it only if you see it now. Is there anything else?',
  verified:
    'Thank you, you are verified. Your request is being looked at, and a technician is asked to approve what has to be done. Is there anything else?',
  verifiedKnown:
    'Thank you, {firstName}, you are verified. Your request is being looked at, and a technician is asked to approve what has to be done. Is there anything else?',
  takeMessage:
    'Nobody is free to take the call right now, but I will pass on a message. Please tell me your name and what happened, and a technician will get back to you.',
  takeMessageKnown:
    'Nobody is free to take the call right now, but I will pass on a message. Please tell me what happened, and a technician will get back to you.',
  takeMessageEmergency:
    'If anybody is in danger, please hang up and call the emergency services now. Otherwise tell me what happened, and I will pass it on to a technician.',
  personAfterTicket:
    'Nobody is free to take the call right now. Everything is noted, and a technician will get back to you. Is there anything else?',
  transferring: 'One moment, I am putting you through.',
  transferFailed: 'Nobody could take the call just now.',
  goodbye: 'Thank you for calling. Good-bye.',
  goodbyeNumber: 'Your ticket number is {number}. Thank you for calling. Good-bye.',
  goodbyeSilent: 'I cannot hear you any more. I have made a note, and a technician will get back to you. Good-bye.',
  goodbyeTimeUp:
    'I have to end the call here. Everything you told me is noted, and a technician will get back to you. Good-bye.',
  backAgain: 'Sorry, we were cut off for a moment.',
  // Said by Twilio's own voice, where the live speech service cannot be had.
  fallbackRecord:
    'Our assistant cannot take your call right now. Please leave your name, your company and what happened after the tone. A technician will get back to you.',
  fallbackThanks: 'Thank you. Your message is noted and a technician will get back to you. Good-bye.',
} as const;

export type PhraseName = keyof typeof PHRASES;

/** The text of a phrase with its placeholders filled in; a missing value leaves nothing behind. */
export function phrase(name: PhraseName, values: Readonly<Record<string, string>> = {}): string {
  return PHRASES[name].replace(/\{(\w+)\}/g, (_, key: string) => values[key] ?? '');
}

/** True when the phrase says the same words on every call. */
export function isFixed(name: PhraseName): boolean {
  return !PHRASES[name].includes('{');
}

/** Signs between the parts of a ticket number, as people say them. */
const SIGNS: Readonly<Record<string, string>> = { '.': 'dot', '-': 'dash', '/': 'slash', _: 'underscore' };

/**
 * A ticket number as it is read out, complete: each digit and letter by itself, a little pause (a comma) between parts and
 * within long runs of digits, signs by their names. `1042`: "1 0 4 2"; `T20261125.0001`: "T, 2 0 2 6, 1 1 2 5, dot, 0 0 0 1".
 * Other signs (a `#` before it, spaces) are not said.
 */
export function spokenNumber(number: string): string {
  const parts = number.toUpperCase().match(/\p{L}+|\p{N}+|[./_-]/gu) ?? [];
  return parts.flatMap((part) => SIGNS[part] ?? groups([...part])).join(', ');
}

/** As people read long numbers: in threes or fours, never one or two alone. */
function groups(signs: readonly string[]): string[] {
  if (signs.length <= 5) return [signs.join(' ')];
  const size = signs.length % 4 === 0 ? 4 : 3;
  return [signs.slice(0, size).join(' '), ...groups(signs.slice(size))];
}
