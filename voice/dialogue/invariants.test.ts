import { describe, expect, it } from '@jest/globals';
import type { Identification } from '../../core/matching/identify.js';
import { createDialogue, type Dialogue, type DialogueEvent, step } from '../dialogue.js';
import { accepts, asks, DANA, NONE, opened, SEAN, SHAWN } from '../testing/play-dialogue.js';

describe('whatever happens', () => {
  const PEOPLE = [DANA, SEAN, SHAWN];
  const LINES = [
    'Hi, this is Dana Whitfield.',
    'shawn smyth',
    'hello',
    'can you hear me',
    'Harbor Dental',
    'S M Y T H',
    'yes',
    'no',
    "no it's sean smith",
    "I'm locked out",
    'my printer is jammed and',
    'a person please',
    'this is an emergency',
    'wait',
    "that's all",
    'what was the number again',
    'four two seven nine zero one',
    'four two seven',
    "I didn't get it",
    'skip',
    '',
  ];

  const CHALLENGE = { challenge: 'v1/0', sentTo: 'the mobile on file ending in 42', triesLeft: 3 };
  const PROVING: readonly DialogueEvent[] = [
    { type: 'proof', proof: { state: 'none' } },
    { type: 'proof', proof: { state: 'coming' } },
    { type: 'proof', proof: { state: 'code', ...CHALLENGE } },
    { type: 'proof', proof: { state: 'code', ...CHALLENGE, challenge: 'v1/1' } },
    { type: 'proof', proof: { state: 'push', challenge: 'v2/0', by: 'Traceless' } },
    { type: 'proof', proof: { state: 'approved', challenge: 'v1/0' } },
    { type: 'proof', proof: { state: 'expired', challenge: 'v1/0' } },
    { type: 'codeAnswer', answer: { state: 'approved' } },
    { type: 'codeAnswer', answer: { state: 'wrong', triesLeft: 2 } },
    { type: 'codeAnswer', answer: { state: 'denied' } },
    { type: 'codeAnswer', answer: { state: 'failed' } },
    { type: 'resendAnswer', answer: 'asked' },
    { type: 'proofOverdue' },
  ];

  /** Small deterministic generator (mulberry32). */
  function random(seed: number): () => number {
    let at = seed;
    return () => {
      at = (at + 0x6d2b79f5) | 0;
      let mixed = Math.imul(at ^ (at >>> 15), 1 | at);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
    };
  }

  it('a call always ends, reveals nobody before the evidence, and asks for at most one ticket', () => {
    const broken: string[] = [];
    for (let seed = 1; seed <= 2_000; seed += 1) {
      const next = random(seed);
      const pick = <T>(list: readonly T[]): T => {
        const [picked] = list.slice(Math.floor(next() * list.length));
        if (picked === undefined) throw new Error('Nothing to pick from');
        return picked;
      };
      const identification = (): Identification =>
        next() < 0.5
          ? accepts(pick(PEOPLE))
          : next() < 0.5
            ? NONE
            : asks(pick(['name', 'company', 'spelling'] as const));
      const event = (): DialogueEvent => {
        const dice = next();
        if (dice < 0.5) return { type: 'words', text: pick(LINES), final: next() < 0.7 };
        if (dice < 0.62) return { type: 'endpoint' };
        if (dice < 0.76) return { type: 'pause' };
        if (dice < 0.8) return { type: 'digit', digit: pick(['0', '1', '2', '5', '#', '*']) };
        if (dice < 0.84) return { type: 'silence' };
        if (dice < 0.88) return { type: 'spoken', interrupted: next() < 0.5 };
        if (dice < 0.92)
          return pick<DialogueEvent>([opened, { type: 'ticketPending' }, { type: 'ticketFailed', detail: 'x' }]);
        if (dice < 0.94) return pick(PROVING);
        if (dice < 0.95) return { type: 'identified', identification: identification(), final: next() < 0.5 };
        if (dice < 0.97) return { type: 'started', resumed: true };
        if (dice < 0.98) return { type: 'timeUp' };
        return { type: next() < 0.5 ? 'hungUp' : 'mediaLost', detail: 'x' };
      };
      let state: Dialogue = createDialogue({
        greeting: 'Hello.',
        callerNumber: undefined,
        companyIds: undefined,
        patience: 2,
        canTransfer: next() < 0.3,
      });
      const accepted = new Set<string>();
      const counts = { openTicket: 0, end: 0, confirm: 0 };
      const take = (taken: DialogueEvent): void => {
        if (taken.type === 'identified' && taken.final && taken.identification.contact)
          accepted.add(taken.identification.contact.id);
        const before = state;
        const done = step(state, taken);
        state = done.state;
        const holds = (rule: string, held: boolean) => held || broken.push(`${rule} (seed ${seed}, ${taken.type})`);
        holds('nothing follows the end', before.stage !== 'ended' || done.effects.length === 0);
        for (const effect of done.effects) {
          holds('the end is the last effect', counts.end === 0);
          if (effect.do === 'openTicket' || effect.do === 'end' || effect.do === 'confirm') counts[effect.do] += 1;
          if (effect.do === 'confirm') holds('only accepted contacts are confirmed', accepted.has(effect.contactId));
          if (effect.do === 'submitCode') holds('only six digits are a code', /^\d{6}$/.test(effect.code));
          if (effect.do === 'say') holds('no code is spoken', !/427901/.test(effect.text));
          if (effect.do === 'say')
            for (const person of PEOPLE)
              holds('no name before evidence', !effect.text.includes(person.firstName) || accepted.has(person.id));
          if (effect.do === 'identify' && effect.final)
            take({ type: 'identified', identification: identification(), final: true });
        }
      };
      take({ type: 'started' });
      for (let count = 0; count < 60; count += 1) take(event());
      for (let count = 0; count < 40 && state.stage !== 'ended'; count += 1) take({ type: 'silence' });
      if (state.stage !== 'ended' || counts.end !== 1) broken.push(`ends once (seed ${seed}, ${state.stage})`);
      if (counts.openTicket > 1) broken.push(`one ticket (seed ${seed})`);
      if (counts.confirm > 1) broken.push(`one confirmation (seed ${seed})`);
    }
    expect(broken).toEqual([]);
  });
});
