import { describe, expect, it } from '@jest/globals';
import type { DialogueEvent } from './dialogue.js';
import { accepts, asks, DANA, NONE, opened, play, SEAN, SHAWN, SILENCE, SPOKEN } from './testing/play-dialogue.js';

describe('a call that goes well', () => {
  it('asks the name, confirms, asks the problem, reads the number back and says good-bye', () => {
    const call = play(
      [
        'Hi, this is Dana Whitfield.',
        "Yes, that's right.",
        "I'm locked out. I forgot my password.",
        opened,
        SPOKEN,
        "That's all, thank you.",
        SPOKEN,
      ],
      [accepts(DANA)],
    );
    expect(call.said).toEqual(['greeting', 'confirm', 'askProblem', 'openingKnown', 'readBack', 'goodbye']);
    expect(call.words).toContain('Is that Dana Whitfield at Harbor Dental?');
    expect(call.words).toContain('Your ticket number is 1 0 4 2.');
    expect(call.of('confirm')).toEqual([{ do: 'confirm', contactId: '11', evidence: ['name', 'Said yes when asked'] }]);
    expect(call.of('openTicket')).toEqual([{ do: 'openTicket', problem: "I'm locked out. I forgot my password." }]);
    expect(call.effects.at(-1)).toEqual({ do: 'end', how: 'finished' });
  });

  it('uses everything that was said in one breath and does not ask for the problem again', () => {
    const call = play(
      ["Hi this is Dana Whitfield from Harbor Dental, I'm locked out, I forgot my password.", 'Yeah.', opened],
      [accepts(DANA)],
    );
    expect(call.said).toEqual(['greeting', 'confirm', 'openingKnown', 'readBack']);
    expect(call.of('identify').at(-1)?.heard.utterance).toBe('Hi this is Dana Whitfield from Harbor Dental,');
    expect(call.of('openTicket')[0]?.problem).toBe("I'm locked out, I forgot my password.");
  });

  it('understands the same breath without any punctuation', () => {
    const call = play(
      ['hi this is dana whitfield from harbor dental i am locked out i forgot my password', 'yeah', opened],
      [accepts(DANA)],
    );
    expect(call.of('openTicket')[0]?.problem).toBe('i am locked out i forgot my password');
  });

  it('takes the key 1 for yes', () => {
    const call = play(['Dana Whitfield', { type: 'digit', digit: '1' }], [accepts(DANA)]);
    expect(call.of('confirm')[0]?.evidence).toEqual(['name', 'Pressed 1 for yes']);
    expect(call.state().stage).toBe('problem');
  });

  it('asks for the company only when the name is not enough', () => {
    const call = play(["It's Sarah Chen.", "I'm with Harbor Dental."], [asks('company'), accepts(DANA)]);
    expect(call.said).toEqual(['greeting', 'askCompany', 'confirm']);
    expect(call.of('identify').at(-1)?.heard).toMatchObject({
      utterance: "It's Sarah Chen.",
      company: 'Harbor Dental',
    });
  });

  it('asks for the spelling when sounds alone cannot tell', () => {
    const call = play(['Sean Smith', 'Smith. S M I T H.'], [asks('spelling'), accepts(SEAN)]);
    expect(call.said).toEqual(['greeting', 'askSpelling', 'confirm']);
    expect(call.of('identify').at(-1)?.heard.spelling).toBe('Smith. S M I T H.');
  });

  it.each(['Smith. S M I T H.', 'Smith is spelled S M I T H.', 'S as in Sam, M as in Mary, I T H.'])(
    'keeps the name that was said beside a spelling of only a part of it: %s',
    (spelling) => {
      const call = play(['Sean Smith', spelling], [asks('spelling'), accepts(SEAN)]);
      expect(call.of('identify').at(-1)?.heard).toMatchObject({ utterance: 'Sean Smith', spelling });
      const again = play(["It's Sean", spelling], [asks('name'), accepts(SEAN)]);
      expect(again.of('identify').at(-1)?.heard.utterance).toBe(`It's Sean ${spelling}`);
    },
  );

  it('asks nothing more of people whom no answer tells apart, and serves them', () => {
    const call = play(['Michael Brown'], [{ ...NONE, score: 1, inseparable: true }]);
    expect(call.said).toEqual(['greeting', 'askProblemUnknown']);
    expect(call.of('claim')).toEqual([{ do: 'claim', name: 'Michael Brown' }]);
  });

  it('looks ahead while the name is still being spoken, and has the question ready', () => {
    const call = play([
      { type: 'words', text: 'this is dana whitfield', final: false },
      { type: 'identified', identification: accepts(DANA), final: false },
    ]);
    expect(call.of('identify')).toHaveLength(1);
    expect(call.of('prepare')).toEqual([{ do: 'prepare', text: 'Is that Dana Whitfield at Harbor Dental?' }]);
    expect(call.said).toEqual(['greeting']);
  });
});

describe('turns', () => {
  it('waits for the rest when the caller is in the middle of a sentence', () => {
    const call = play(
      [
        { type: 'words', text: "Um, hi, it's, uh,", final: true },
        { type: 'endpoint' },
        { type: 'words', text: 'Dana Whitfield', final: true },
        { type: 'endpoint' },
      ],
      [accepts(DANA)],
    );
    expect(
      call
        .of('identify')
        .filter((effect) => effect.final)
        .map((effect) => effect.heard.utterance),
    ).toEqual(["Um, hi, it's, uh, Dana Whitfield"]);
  });

  it('lets a problem be told in several utterances', () => {
    const call = play(
      [
        'Dana Whitfield',
        'yes',
        { type: 'words', text: 'So I came in this morning', final: true },
        { type: 'endpoint' },
        { type: 'words', text: 'and the printer was gone.', final: true },
        { type: 'endpoint' },
        { type: 'pause' },
      ],
      [accepts(DANA)],
    );
    expect(call.of('openTicket')).toEqual([
      { do: 'openTicket', problem: 'So I came in this morning and the printer was gone.' },
    ]);
  });

  it('gives time when asked to wait', () => {
    const call = play(['Wait.', 'Dana Whitfield'], [accepts(DANA)]);
    expect(call.said).toEqual(['greeting', 'takeYourTime', 'confirm']);
  });

  it('answers whether it can hear and asks the name', () => {
    expect(play(['Um, hello? Can you hear me?']).said).toEqual(['greeting', 'stillHere']);
  });

  it('goes on with one more thing when the caller talks over the good-bye, and does not say it twice', () => {
    const call = play(
      [
        'Dana Whitfield',
        'yes',
        'my mouse is broken',
        opened,
        SPOKEN,
        'no',
        { type: 'spoken', interrupted: true },
        'oh and my keyboard is sticky',
        'bye',
      ],
      [accepts(DANA)],
    );
    expect(call.said.slice(-2)).toEqual(['goodbye', 'added']);
    expect(call.effects.at(-1)).toEqual({ do: 'end', how: 'finished' });
  });
});

describe('the ticket number', () => {
  it('is said again before good-bye when the caller talked over it', () => {
    const call = play(
      ['Dana Whitfield', 'yes', 'my mouse is broken', opened, { type: 'spoken', interrupted: true }, 'no thanks'],
      [accepts(DANA)],
    );
    expect(call.of('say').at(-1)?.text).toBe('Your ticket number is 1 0 4 2. Thank you for calling. Good-bye.');
  });

  it('is repeated on request', () => {
    const call = play(
      ['Dana Whitfield', 'yes', 'my mouse is broken', opened, SPOKEN, 'what was the number again?'],
      [accepts(DANA)],
    );
    expect(call.said.at(-1)).toBe('readBackAgain');
  });
});

describe('a wrong guess', () => {
  it('is taken back: the contact is excluded and the spelling asked', () => {
    const call = play(["it's shawn", "No, that's not me.", 'Smith, S M I T H', 'yes'], [accepts(SHAWN), accepts(SEAN)]);
    expect(call.said).toEqual(['greeting', 'confirm', 'askSpellingAfterNo', 'confirm', 'askProblem']);
    expect(call.of('identify').at(-1)?.heard.rejected).toEqual(['23']);
    expect(call.of('confirm').map((effect) => effect.contactId)).toEqual(['22']);
  });

  it('takes the name that comes with the no', () => {
    const call = play(['shawn', "No, it's Sean Smith", { type: 'digit', digit: '1' }], [accepts(SHAWN), accepts(SEAN)]);
    expect(call.of('identify').at(-1)?.heard).toMatchObject({ utterance: 'sean smith', rejected: ['23'] });
    expect(call.of('confirm')[0]?.contactId).toBe('22');
  });

  it('is never offered twice, even if the contacts insist', () => {
    const call = play(['shawn smyth', 'no', 's m i t h'], [accepts(SHAWN), accepts(SHAWN)]);
    expect(call.words.match(/Shawn Smyth/g)).toHaveLength(1);
    expect(call.of('claim')).toEqual([{ do: 'claim', name: 'shawn smyth (spelled: s m i t h)' }]);
  });

  it('after two rounds the ticket is made with what the caller claimed', () => {
    const call = play(
      ['Sean Smith here', { type: 'digit', digit: '2' }, 'S M I T H', 'no', "I can't open the shared drive.", opened],
      [accepts(SHAWN), accepts(SEAN)],
    );
    expect(call.of('confirm')).toEqual([]);
    expect(call.of('claim')).toEqual([{ do: 'claim', name: 'Sean Smith (spelled: S M I T H)' }]);
    expect(call.of('openTicket')).toHaveLength(1);
    expect(call.said.at(-1)).toBe('readBack');
  });

  it('is not confirmed by an answer that is neither yes nor no', () => {
    const call = play(['Dana Whitfield', 'what do you mean', 'bananas'], [accepts(DANA)]);
    expect(call.said).toEqual(['greeting', 'confirm', 'confirmAgain', 'askProblemUnknown']);
    expect(call.of('confirm')).toEqual([]);
  });

  it.each(['yes but that is my sister', 'yeah no', 'not quite', "no that's wrong"])('%p is not a yes', (answer) => {
    expect(play(['Dana Whitfield', answer], [accepts(DANA), NONE]).of('confirm')).toEqual([]);
  });
});

describe('a caller nobody knows', () => {
  it('is served kindly all the same: problem asked, ticket made, number told', () => {
    const call = play(
      [
        'My name is Gwendolyn Ashcombe.',
        "I don't think my company is on your list.",
        "My laptop won't turn on.",
        opened,
      ],
      [NONE, NONE],
    );
    expect(call.said).toEqual(['greeting', 'askCompany', 'askProblemUnknown', 'opening', 'readBack']);
    expect(call.of('claim')).toEqual([
      { do: 'claim', name: 'Gwendolyn Ashcombe', company: "I don't think my company is on your list" },
    ]);
    expect(call.of('openTicket')).toEqual([{ do: 'openTicket', problem: "My laptop won't turn on." }]);
  });

  it('is asked for the name when only the problem was told, which is kept', () => {
    const call = play(["I'm locked out.", 'Dana Whitfield', 'yes'], [accepts(DANA)]);
    expect(call.said).toEqual(['greeting', 'askName', 'confirm', 'openingKnown']);
    expect(call.of('openTicket')[0]?.problem).toBe("I'm locked out.");
  });

  it('is not asked for ever when the contacts always want more', () => {
    const call = play(
      ['Michael', 'Brown', 'Saltmarsh', 'B R O W N'],
      [asks('name'), asks('company'), asks('company'), asks('spelling')],
    );
    expect(call.state().stage).toBe('problem');
    expect(call.of('claim')).toHaveLength(1);
  });
});

describe('a person, an emergency', () => {
  it('takes a message when nobody can be reached', () => {
    const call = play(['Can I speak to a person please?', 'This is Dana, the server room is flooded', opened]);
    expect(call.said).toEqual(['greeting', 'takeMessage', 'opening', 'readBack']);
    expect(call.of('remark')).toEqual([{ do: 'remark', text: 'The caller asked for a person.' }]);
    expect(call.of('claim')).toEqual([{ do: 'claim', name: 'Dana' }]);
    expect(call.of('openTicket')).toHaveLength(1);
  });

  it('does the same for the key 0', () => {
    expect(play([{ type: 'digit', digit: '0' }]).said).toEqual(['greeting', 'takeMessage']);
  });

  it('puts the caller through where that is set', () => {
    const call = play(['operator', SPOKEN], [], { canTransfer: true });
    expect(call.said).toEqual(['greeting', 'transferring']);
    expect(call.effects.slice(-2).map((effect) => effect.do)).toEqual(['transfer', 'end']);
  });

  it('sends people in danger to the emergency services and keeps what they said', () => {
    const call = play(['This is an emergency, our server room is on fire', 'we shut everything off', opened]);
    expect(call.said).toEqual(['greeting', 'takeMessageEmergency', 'opening', 'readBack']);
    expect(call.of('openTicket')[0]?.problem).toContain('server room is on fire');
  });

  it('tells that a ticket is there when a person is wanted afterwards', () => {
    const call = play(
      ['Dana Whitfield', 'yes', 'my mouse is broken', opened, 'can I talk to a human'],
      [accepts(DANA)],
    );
    expect(call.said.at(-1)).toBe('personAfterTicket');
    expect(call.of('openTicket')).toHaveLength(1);
  });
});

describe('when the PSA is down', () => {
  it.each<DialogueEvent>([{ type: 'ticketPending' }, { type: 'ticketFailed', detail: 'time-out' }])(
    'says that a ticket will be made and invents no number: %j',
    (event) => {
      const call = play(['Dana Whitfield', 'yes', 'my mouse is broken', event, 'no', SPOKEN], [accepts(DANA)]);
      expect(call.said.slice(-2)).toEqual(['noted', 'goodbye']);
      expect(call.words).not.toMatch(/number is/);
      expect(call.effects.at(-1)).toEqual({ do: 'end', how: 'finished' });
    },
  );

  it('tells the number when it comes late but in time', () => {
    const call = play(
      ['Dana Whitfield', 'yes', 'my mouse is broken', { type: 'ticketPending' }, opened],
      [accepts(DANA)],
    );
    expect(call.said.slice(-2)).toEqual(['noted', 'ticketNowOpen']);
  });
});

describe('silence', () => {
  it('asks again with patience, then says good-bye and leaves a note', () => {
    const call = play([SILENCE, SILENCE, SILENCE, SPOKEN]);
    expect(call.said).toEqual(['greeting', 'askName', 'askName', 'goodbyeSilent']);
    expect(call.effects.at(-1)).toEqual({ do: 'end', how: 'dropped', detail: 'The caller fell silent.' });
  });

  it('after the ticket simply ends the call', () => {
    const call = play(['Dana Whitfield', 'yes', 'my mouse is broken', opened, SILENCE, SPOKEN], [accepts(DANA)]);
    expect(call.effects.at(-1)).toEqual({ do: 'end', how: 'finished' });
  });

  it('does not lose a problem that was told before the caller fell silent', () => {
    const call = play(["I'm locked out. this is Dana Whitfield", SILENCE, SILENCE, SILENCE], [accepts(DANA)]);
    expect(call.of('confirm')).toEqual([]);
    expect(call.of('openTicket')).toHaveLength(1);
  });
});

describe('hanging up', () => {
  const WAY: readonly (string | DialogueEvent)[] = [
    "It's Sarah Chen.",
    'Harbor Dental',
    'no',
    'S A R A H',
    'yes',
    "I can't get into my email",
    opened,
    'no thank you',
  ];
  const ANSWERS = [asks('company'), accepts(SEAN), accepts(DANA)];
  it.each(WAY.map((_, index) => index))('after %i answers ends the call once, with nothing after it', (count) => {
    const call = play([...WAY.slice(0, count), { type: 'hungUp' }, 'hello?', SILENCE, SPOKEN, opened], ANSWERS);
    expect(call.of('end')).toHaveLength(1);
    expect(call.effects.at(-1)?.do).toBe('end');
    expect(call.state().stage).toBe('ended');
    expect(call.of('end')[0]?.how).toBe(count === WAY.length - 1 ? 'finished' : 'dropped');
  });

  it('keeps what an unconfirmed caller had claimed', () => {
    const call = play(["It's Sarah Chen.", { type: 'hungUp' }], [asks('company')]);
    expect(call.effects.slice(-2)).toEqual([
      { do: 'claim', name: 'Sarah Chen' },
      { do: 'end', how: 'dropped' },
    ]);
  });

  it('is told apart from a lost line', () => {
    const call = play([{ type: 'mediaLost', detail: 'The audio stopped.' }]);
    expect(call.of('end')).toEqual([{ do: 'end', how: 'failed', detail: 'The audio stopped.' }]);
  });
});

describe('a lost stream that comes back', () => {
  it('goes on with the open question', () => {
    const call = play(["It's Sarah Chen.", { type: 'started', resumed: true }], [asks('company')]);
    expect(call.said).toEqual(['greeting', 'askCompany', 'backAgain', 'askCompany']);
  });
});
