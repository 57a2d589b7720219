import { describe, expect, it } from '@jest/globals';
import { benchMatching, type KindFigures } from '../../bench/matching.js';
import { makeContacts } from '../../bench/matching-cases.js';
import { rollDice } from '../../bench/matching-errors.js';
import { createContactIndex } from './contact-index.js';
import { identify } from './identify.js';
import { defaultThresholds } from './thresholds.js';

describe('matching on a generated directory of 2,000 contacts in 50 companies', () => {
  const result = benchMatching({ seed: 11, contacts: 2000, companies: 50, each: 120 });
  const kind = (name: string): KindFigures => {
    const figures = result.kinds[name];
    if (figures === undefined) throw new Error(`The bench has no cases of the kind ${name}.`);
    return figures;
  };

  it('hardly ever accepts the wrong person, or a stranger', () => {
    expect(result.wrongAcceptShare).toBeLessThanOrEqual(0.002);
    expect(result.strangersAcceptedShare).toBeLessThanOrEqual(0.005);
  });

  it.each([
    ['exact', 0.97],
    ['homophone', 0.93],
    ['misheard', 0.78],
    ['nickname', 0.97],
    ['swapped', 0.95],
    ['middle', 0.95],
    ['marked', 0.97],
    ['spelled', 0.97],
    ['sentence', 0.97],
    ['company', 0.93],
    ['namesakesWithCompany', 0.9],
  ])('accepts the right contact: %s', (name, share) => {
    const { acceptRight, cases } = kind(name);
    expect(acceptRight / cases).toBeGreaterThanOrEqual(share);
  });

  it.each(['namesakes', 'firstNameOnly', 'noName', 'aboutAnother'])('accepts nobody: %s', (name) => {
    expect(kind(name)).toMatchObject({ acceptRight: 0, acceptWrong: 0 });
  });
});

const WORDS =
  `dana whitfield smith smyth sean will mark may hello this is not my name i'm from at harbor dental for calling about s m y t h
  double as in , . van der o'connell zoë 'tis - the a um uh speaking here last first alpha bravo charlie 42 & jr doctor ñ 李 \u0000 😀`.split(
    /\s+/,
  );

describe('any words in any order', () => {
  const index = createContactIndex(makeContacts(500, 10, rollDice(3)));
  const dice = rollDice(12);
  const jumbles = Array.from({ length: 1500 }, () =>
    Array.from({ length: dice.below(14) }, () => dice.pick(WORDS)).join(dice.chance(0.1) ? '' : ' '),
  );

  it('get a sound answer: bounded scores, a contact on accept, clear of the bar and the runner-up', () => {
    for (const utterance of jumbles) {
      const found = identify(index, { utterance, company: dice.pick(jumbles), spelling: dice.pick(jumbles) });
      expect(found.score).toBeGreaterThanOrEqual(0);
      expect(found.score).toBeLessThanOrEqual(1);
      expect(found.margin).toBeGreaterThanOrEqual(0);
      expect(found.margin).toBeLessThanOrEqual(1);
      expect(found.decision === 'ask').toBe(found.ask !== undefined);
      expect(found.decision === 'accept').toBe(found.contact !== undefined);
      if (found.decision === 'accept') {
        expect(found.score).toBeGreaterThanOrEqual(defaultThresholds.accept);
        expect(found.margin).toBeGreaterThanOrEqual(defaultThresholds.margin);
      }
    }
  });
});
