import { describe, expect, it } from '@jest/globals';
import type { ProofNow } from '../../core/verification/proof-now.js';
import type { DialogueEvent } from '../dialogue.js';
import { accepts, DANA, opened, play, SILENCE, SPOKEN } from '../testing/play-dialogue.js';

const CODE: ProofNow = { state: 'code', challenge: 'v1/0', sentTo: 'the mobile on file ending in 42', triesLeft: 3 };
const proof = (now: ProofNow): DialogueEvent => ({ type: 'proof', proof: now });
const COMING = proof({ state: 'coming' });
const answer = (of: Extract<DialogueEvent, { type: 'codeAnswer' }>['answer']): DialogueEvent => ({
  type: 'codeAnswer',
  answer: of,
});
const keys = (digits: string): DialogueEvent[] => [...digits].map((digit) => ({ type: 'digit', digit }));
const hold = (state: 'approved' | 'denied' | 'expired' | 'unavailable') => proof({ state, challenge: 'v1/0' });

/** Dana's call with an open ticket, then what the test says. */
const call = (script: readonly (string | DialogueEvent)[], options: { canTransfer?: boolean } = {}) =>
  play(
    ["Hi, this is Dana Whitfield. I'm locked out, I forgot my password.", 'yes', opened, SPOKEN, ...script],
    [accepts(DANA)],
    options,
  );
const replay = (script: readonly (string | DialogueEvent)[], options: { canTransfer?: boolean } = {}) => {
  const played = call(script, options);
  const at = played.said.indexOf('readBack');
  return {
    ...played,
    next: played.said.slice(at + 1),
    codes: played.of('submitCode').map(({ code }) => code),
    ends: played.of('end'),
  };
};

describe('a caller who is sent a code', () => {
  it('is asked for it, with where it was sent, and can say it in one breath', () => {
    const { next, words, codes } = replay([proof(CODE), 'four two seven nine zero one']);
    expect(next).toEqual(['askCode']);
    expect(words).toContain('sent a six-digit code to the mobile on file ending in 42');
    expect(codes).toEqual(['427901']);
  });

  it('can say it in pieces, hesitating', () => {
    const { codes, next } = replay([proof(CODE), 'um, four two seven', 'uh nine oh one']);
    expect(codes).toEqual(['427901']);
    expect(next).toEqual(['askCode', 'goOn']);
  });

  it.each([
    ['six keys', '427901'],
    ['six keys and #', '427901#'],
    ['after * anew', '12*427901'],
  ])('can key it: %s; 0 is a digit of it and asks for nobody', (_what, digits) => {
    const { codes, of } = replay([proof(CODE), ...keys(digits)]);
    expect(codes).toEqual(['427901']);
    expect(of('remark')).toEqual([]);
  });

  it('hears that they are verified, and what comes next', () => {
    const { next, words, ends } = replay([
      proof(CODE),
      '427901',
      answer({ state: 'approved' }),
      hold('approved'),
      SPOKEN,
      "that's all",
      SPOKEN,
    ]);
    expect(next).toEqual(['askCode', 'verifiedKnown', 'goodbye']);
    expect(words).toMatch(/you are verified.*a technician is asked to approve/s);
    expect(ends).toEqual([{ do: 'end', how: 'finished' }]);
  });

  it('is told of a wrong code and asked again, and taken leave of kindly after the last', () => {
    const { next, ends, codes } = replay([
      proof(CODE),
      '111111',
      answer({ state: 'wrong', triesLeft: 2 }),
      '222222',
      answer({ state: 'wrong', triesLeft: 1 }),
      '333333',
      answer({ state: 'denied' }),
      SPOKEN,
    ]);
    expect(codes).toHaveLength(3);
    expect(next).toEqual(['askCode', 'codeWrong', 'codeWrongLast', 'codeDenied']);
    expect(ends).toEqual([{ do: 'end', how: 'finished', detail: 'The caller could not be verified.' }]);
  });

  it('can ask for another one, which is sent or not', () => {
    const again: ProofNow = { ...CODE, challenge: 'v1/1' };
    const { next, of } = replay([
      proof(CODE),
      "I didn't get it",
      { type: 'resendAnswer', answer: 'asked' },
      proof(again),
    ]);
    expect(of('resendCode')).toHaveLength(1);
    expect(next).toEqual(['askCode', 'codeComing', 'codeSentAgain']);
    expect(replay([proof(CODE), 'send it again', { type: 'resendAnswer', answer: 'limit' }]).next).toEqual([
      'askCode',
      'codeNotAgain',
    ]);
  });

  it.each(['skip', "I don't have my phone with me", 'never mind'])('"%s": is helped by a technician', (words) => {
    const { next, state } = replay([proof(CODE), words]);
    expect(next).toEqual(['askCode', 'technicianVerifies']);
    expect(state().stage).toBe('more');
  });

  it('who wants a person gets one', () => {
    expect(replay([proof(CODE), 'let me talk to a person'], { canTransfer: true }).state().stage).toBe('transferring');
    expect(replay([proof(CODE), 'let me talk to a person']).next).toEqual(['askCode', 'personAfterTicket']);
  });

  it('is waited for while the message takes its time, and not for ever', () => {
    const { next, ends } = replay([proof(CODE), ...Array.from({ length: 9 }, () => SILENCE)]);
    expect(next.filter((phrase) => phrase === 'stillCode')).toHaveLength(6);
    expect(next.slice(-2)).toEqual(['technicianVerifies', 'goodbye']);
    expect(ends).toHaveLength(1);
  });

  it('is told once what it is for when they want to go', () => {
    const { next } = replay([proof(CODE), "that's all, bye", "that's all, bye"]);
    expect(next).toEqual(['askCode', 'codeBeforeEnd', 'goodbye']);
  });

  it('may read it out before being asked', () => {
    expect(replay([COMING, 'four two seven nine zero one']).codes).toEqual(['427901']);
    expect(replay([COMING, ...keys('427901')]).codes).toEqual(['427901']);
    expect(replay(['four two seven nine zero one']).codes).toEqual([]);
  });

  it.each([
    ['expired', 'codeExpired'],
    ['unavailable', 'codeExpired'],
    ['denied', 'codeDenied'],
  ] as const)('%s by itself: hears so', (state, phrase) => {
    expect(replay([proof(CODE), hold(state)]).next).toEqual(['askCode', phrase]);
  });

  it('is asked once more when the code could not be checked', () => {
    const { next, codes } = replay([proof(CODE), '427901', answer({ state: 'failed' }), '427901']);
    expect(next).toEqual(['askCode', 'codeNotChecked']);
    expect(codes).toHaveLength(2);
  });
});

describe('a caller who wants to go before the challenge has come', () => {
  it('is held for a moment, and then asked', () => {
    const { next, of, ends } = replay([COMING, "that's all, thank you", proof(CODE)]);
    expect(next).toEqual(['proving', 'askCode']);
    expect(of('awaitProof')).toHaveLength(1);
    expect(ends).toEqual([]);
  });

  it('is let go when it does not come in time, or nothing is asked after all', () => {
    const late = replay([COMING, "that's all, thank you", SILENCE, { type: 'proofOverdue' }, SPOKEN]);
    expect(late.next).toEqual(['proving', 'stillProving', 'goodbye']);
    expect(late.ends).toHaveLength(1);
    expect(replay([COMING, 'bye', proof({ state: 'none' })]).next).toEqual(['proving', 'technicianVerifies']);
  });

  it('is not held on an ordinary call', () => {
    for (const ordinary of [[], [proof({ state: 'none' })]]) {
      const { next, of } = replay([...ordinary, "that's all, thank you"]);
      expect(next).toEqual(['goodbye']);
      expect(of('awaitProof')).toEqual([]);
    }
  });

  it('hears of a push that was sent to their device', () => {
    const push: ProofNow = { state: 'push', challenge: 'v1/0', by: 'Traceless' };
    const { next, words } = replay([COMING, proof(push), proof(push), hold('approved')]);
    expect(next).toEqual(['pushSent', 'verifiedKnown']);
    expect(words).toContain('Traceless has sent a request to your device');
  });
});
