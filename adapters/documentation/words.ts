/** Words that stand in every text and tell nothing about it, in the languages that helpdesks write in most. */
const STOP_WORDS = new Set(
  `a about after all also an and any are as at be been before but by can could did do does for from get had has have he her
  here him his how i if in into is it its just me my no not of on or our out she so some than that the their them then there
  they this to too up us was we were what when where which who will with would you your
  aber als am an auch auf aus bei bin bis das dem den der des die ein eine einem einen einer er es fuer für hat ich ihr im
  ist kann mein mit nach nicht noch oder sich sie sind und uns von vor war was wie wir zu zum zur
  au aux avec ce ces dans de des du elle en est et il je la le les leur mais mon ne nous ou par pas pour que qui sa se son
  sur un une vous
  con del el es esta este la las lo los mi no para pero por que se si sin su un una y
  como da das dos em na nas nos ou seu sua um uma
  che col di gli il nel non per una
  dat een en het ik mijn niet op te van voor wij zijn`.split(/\s+/),
);

const WORD = /[\p{L}\p{N}\p{M}]+(?:[-'’][\p{L}\p{N}\p{M}]+)*/gu;
const SPACELESS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;
const MARKS = /\p{M}+/gu;
const LONGEST_WORD = 40;

/**
 * The words of a text as an index keeps them: small letters without accents; `wi-fi` as `wi`, `fi` and `wifi`; scripts
 * without spaces as pairs of characters. A word comes as often as it stands there.
 */
export function wordsOf(text: string): string[] {
  const plain = text.toLowerCase().normalize('NFKD').replace(MARKS, '');
  return (plain.match(WORD) ?? [])
    .flatMap(partsOf)
    .filter((word) => word.length <= LONGEST_WORD && !STOP_WORDS.has(word));
}

function partsOf(word: string): string[] {
  if (SPACELESS.test(word)) return pairsOf(word);
  if (!/[-'’]/.test(word)) return word.length > 1 ? [word] : [];
  const parts = word.split(/[-'’]/);
  const joined = parts.length <= 3 ? [parts.join('')] : [];
  return [...parts.filter((part) => part.length > 1), ...joined];
}

function pairsOf(word: string): string[] {
  const characters = [...word];
  if (characters.length < 2) return characters;
  return characters.slice(1).map((character, at) => `${characters[at]}${character}`);
}
