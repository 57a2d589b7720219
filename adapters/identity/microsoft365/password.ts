import { randomInt } from 'node:crypto';

/** Without what is misread or misheard: l I 1, O 0 o, S 5, B 8, Z 2, and signs that keyboards hide. */
const KINDS = ['abcdefghijkmnpqrstuvwxyz', 'ACDEFGHJKLMNPQRTUVWXY', '34679', '-+=#!?'] as const;
const EVERYTHING = KINDS.join('');
const LENGTH = 16;

/** A random password of 16 characters with every kind of character in it (about 90 bits). */
export function createPassword(): string {
  const characters = KINDS.map(oneOf);
  while (characters.length < LENGTH) characters.push(oneOf(EVERYTHING));
  for (let last = characters.length - 1; last > 0; last -= 1) {
    const other = randomInt(last + 1);
    const kept = characters[last] ?? '';
    characters[last] = characters[other] ?? '';
    characters[other] = kept;
  }
  return characters.join('');
}

function oneOf(alphabet: string): string {
  return alphabet.charAt(randomInt(alphabet.length));
}
