import { HOMOPHONES } from './matching-names.js';

/** Draws from a seeded sequence (mulberry32): the same seed, the same bench. */
export interface Dice {
  next(): number;
  below(limit: number): number;
  pick<T>(list: readonly T[]): T;
  chance(share: number): boolean;
}

export function rollDice(seed: number): Dice {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    next,
    below,
    pick: (list) => {
      const drawn = list[below(list.length)];
      if (drawn === undefined) throw new Error('Nothing can be drawn from an empty list.');
      return drawn;
    },
    chance: (share) => next() < share,
  };
}

const groupOf = new Map<string, string[]>();
for (const group of HOMOPHONES) for (const name of group) groupOf.set(name, group);

/** Letter groups that are said alike; an equal sound in another spelling. */
const RESPELLED: readonly (readonly [RegExp, string])[] = [
  [/ck(?=$|[aeiou])/, 'k'],
  [/ph/, 'f'],
  [/ee/, 'ea'],
  [/ll(?=[aeiouy])/, 'l'],
  [/tt(?=[aeiouy])/, 't'],
  [/nn(?=[aeiouy])/, 'n'],
  [/rr(?=[aeiouy])/, 'r'],
  [/ss(?=[aeiouy])/, 's'],
  [/ey$/, 'y'],
  [/ie$/, 'y'],
  [/([^aeiou])y$/, '$1ey'],
  [/son$/, 'sen'],
  [/ay$/, 'aye'],
  [/([^aeiou])ton$/, '$1ten'],
  [/ff/, 'f'],
  [/dd/, 'd'],
  [/kn/, 'n'],
  [/wr/, 'r'],
  [/wh/, 'w'],
  [/c(?=[aou])/, 'k'],
  [/k(?=[aou])/, 'c'],
  [/er$/, 'or'],
]; // prettier-ignore

/** Sounds that telephones and recognisers confuse, written as letters. */
const MISHEARD: readonly (readonly [RegExp, string])[] = [
  [/th/, 'f'],
  [/th/, 't'],
  [/m/, 'n'],
  [/n(?!g)/, 'm'],
  [/b/, 'p'],
  [/p(?!h)/, 'b'],
  [/d/, 't'],
  [/t(?!h)/, 'd'],
  [/k/, 'g'],
  [/g(?![ehn])/, 'k'],
  [/v/, 'b'],
  [/v/, 'f'],
  [/f/, 'v'],
  [/f/, 's'],
  [/s(?!h|c)/, 'f'],
  [/sh/, 's'],
  [/ch/, 'sh'],
  [/j/, 'ch'],
  [/l/, 'r'],
  [/r/, 'l'],
  [/w(?!r)/, 'v'],
  [/a(?=[bdfgklmnpst])/, 'e'],
  [/e(?=[bdfgklmnpst])/, 'a'],
  [/i(?=[bdfgklmnpst])/, 'e'],
  [/o(?=[bdfgklmnpst])/, 'u'],
  [/u(?=[bdfgklmnpst])/, 'a'],
  [/ee/, 'i'],
  [/(?<=[nlrs])d$/, ''],
  [/(?<=[nlrsfk])t$/, ''],
  [/(?<=[a-z]{3})s$/, ''],
  [/(?<=[a-z]{3}[nldtr])$/, 's'],
  [/^h/, ''],
  [/g$/, ''],
  [/([aeiou])$/, '$1n'],
]; // prettier-ignore

/** A name respelled so that it is said alike; undefined when the tables know no way. */
export function respell(name: string, dice: Dice): string | undefined {
  const others = (groupOf.get(name) ?? []).filter((other) => other !== name);
  if (others.length > 0) return dice.pick(others);
  return change(name, RESPELLED, dice);
}

/** A name with one sound heard wrong; undefined when it would come out the same or as one letter. */
export function mishear(name: string, dice: Dice): string | undefined {
  return change(name, MISHEARD, dice);
}

function change(name: string, table: readonly (readonly [RegExp, string])[], dice: Dice): string | undefined {
  const fitting = table.filter(([pattern]) => pattern.test(name));
  if (fitting.length === 0) return undefined;
  const [pattern, letters] = dice.pick(fitting);
  const changed = name.replace(pattern, letters);
  return changed === name || changed.length < 2 ? undefined : changed;
}

/** A writing under which names that are said alike mostly fall together; the bench's own, not the engine's. */
export function soundKey(name: string): string {
  const first = groupOf.get(name)?.[0] ?? name;
  return first
    .replace(/(.)\1/g, '$1')
    .replace(/ck|c(?=[aoulrk]|$)/g, 'k')
    .replace(/ph/g, 'f')
    .replace(/wh/g, 'w')
    .replace(/(?<=[a-z])(ey|ie|y|i)$/, 'i')
    .replace(/[aeo]n$/, 'an')
    .replace(/[eo]r$/, 'er')
    .replace(/e$/, '')
    .replace(/ea/g, 'e')
    .replace(/y/g, 'i');
}
