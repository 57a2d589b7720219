import { SAID_AS } from './sound-exceptions.js';
import { LONG_VOWELS, PLAIN_SOUNDS, SOUND_RULES } from './sound-rules.js';

interface Rule {
  letters: string;
  before: string;
  after: string;
  atStart: boolean;
  atEnd: boolean;
  sounds: readonly string[];
}

const RULES: ReadonlyMap<string, readonly Rule[]> = compileRules();

function compileRules(): Map<string, Rule[]> {
  const compiled = new Map<string, Rule[]>();
  for (const [letter, rules] of Object.entries(SOUND_RULES)) {
    const own = compiled.get(letter) ?? [];
    for (const [pattern, sounds] of rules) {
      const parts = /^(\^?)(?:\[(\w+)\])?(\w+)(?:\[(\w+)\])?(\$?)$/.exec(pattern);
      if (parts === null) throw new Error(`The sound rule ${pattern} cannot be read; see the head of sound-rules.ts.`);
      const rule = {
        letters: parts[3] ?? '',
        before: parts[2] ?? '',
        after: parts[4] ?? '',
        atStart: parts[1] === '^',
        atEnd: parts[5] === '$',
        sounds: sounds.split('|'),
      };
      if (rule.letters.startsWith(letter)) own.push(rule);
    }
    compiled.set(letter, own);
  }
  return compiled;
}

/** More ways to say one word than this are not worth comparing. */
const MOST_READINGS = 3;
const VOWELS = 'aeiouy';
/** Where an e is mute: at the end, before a last s, and at the seam of a compound (White-field, Lake-wood). */
const SILENT_E_AND_REST =
  /^e(s?|(field|wood|ford|man|well|land|house|side|stone|ley|ly|bridge|ham|burn|water|port|hurst|ton|more|berry|worth)s?)$/;

/**
 * How a folded word (a-z only) is said: one to three readings in the sound letters of sound-rules.ts, likeliest first.
 * Spellings that are said alike share a reading: Sean and Shawn, Maier and Meyer, Hansen and Hanson.
 */
export function readAloud(word: string): string[] {
  const said = SAID_AS.get(word);
  if (said === undefined) return applyRules(word);
  const readings = said.split('|').flatMap((way) => applyRules(way).slice(0, 1));
  return [...new Set(readings)].slice(0, MOST_READINGS);
}

function applyRules(word: string): string[] {
  let readings = [''];
  let at = 0;
  while (at < word.length) {
    const [sounds, length] = soundsAt(word, at);
    const branches = readings.length === 1 ? sounds : sounds.slice(0, MOST_READINGS - readings.length + 1);
    const first = readings[0] ?? '';
    readings = [
      ...readings.map((reading) => reading + (sounds[0] ?? '')),
      ...branches.slice(1).map((sound) => first + sound),
    ].slice(0, MOST_READINGS);
    at += length;
  }
  return [...new Set(readings.map(tidySounds))].filter((reading) => reading !== '');
}

function soundsAt(word: string, at: number): readonly [readonly string[], number] {
  const letter = word[at] ?? '';
  for (const rule of RULES.get(letter) ?? []) {
    const end = at + rule.letters.length;
    if (!word.startsWith(rule.letters, at)) continue;
    if (rule.atStart && at !== 0) continue;
    if (rule.before !== '' && !rule.before.includes(word[at - 1] ?? ' ')) continue;
    if (rule.after !== '' && !rule.after.includes(word[end] ?? ' ')) continue;
    if (rule.atEnd && end + (rule.after === '' ? 0 : 1) !== word.length) continue;
    return [rule.sounds, rule.letters.length];
  }
  const magic = silentE(word, at);
  if (magic !== undefined) return [[magic], 1];
  if (letter === 'e' && isSilentE(word, at)) return [[''], 1];
  if (at > 1 && isFaintVowel(word, at)) return [['@'], 1];
  if (word[at + 1] === letter && !VOWELS.includes(letter)) return [[PLAIN_SOUNDS[letter] ?? ''], 2];
  return [[PLAIN_SOUNDS[letter] ?? ''], 1];
}

/** The long vowel of Wade, Mike, James: a vowel, one consonant, and an e (or es) that ends the word. */
function silentE(word: string, at: number): string | undefined {
  const letter = word[at] ?? '';
  const next = word[at + 1] ?? 'a';
  const rest = word.slice(at + 2);
  if (VOWELS.includes(next) || next === 'x' || next === 'r' || !SILENT_E_AND_REST.test(rest)) return undefined;
  return LONG_VOWELS[letter];
}

function isSilentE(word: string, at: number): boolean {
  const rest = word.slice(at + 1);
  if (at < 2 || !SILENT_E_AND_REST.test(`e${rest}`)) return false;
  return /[aeiouy]/.test(word.slice(0, at)) && !VOWELS.includes(word[at - 1] ?? 'a');
}

/** Past the first syllable a single vowel before a last n, l, r, m or s is hardly heard: Hansen, Allan, Robyn, Millar. */
function isFaintVowel(word: string, at: number): boolean {
  if (!VOWELS.includes(word[at] ?? ' ') || VOWELS.includes(word[at - 1] ?? ' ')) return false;
  const rest = word.slice(at + 1);
  if (!/^(n|nn|l|ll|r|m|s|t|tt|nd|nt|ns|nne|lle|tte|d)$/.test(rest)) return false;
  return /[aeiouy]/.test(word.slice(0, at));
}

/** Doubled sounds are said once, and an h that no vowel follows is mute. */
function tidySounds(sounds: string): string {
  return sounds.replace(/(.)\1+/g, '$1').replace(/(.)h(?![iIeEaAoOuUYWQ@y])/g, '$1');
}
