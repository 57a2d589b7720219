import { isAboutSecrets, type SecretKind } from './secret-labels.js';
import { bare, looksSecret, pointsElsewhere } from './secret-looks.js';

/** Where in what follows a label the secret is. */
export interface SecretValue {
  start: number;
  end: number;
}

export type Behind = SecretValue | 'on the next line' | undefined;

const MARKS = '[*_~`"\'’”»\\\\\\])>]{0,6}';
const ASIDE = '(?:[ \\t]{0,2}\\([^()\\n]{0,60}\\))?';
const WORDS = '((?:[ \\t]{1,3}[^\\s:=：＝|,;.!?()→<>`]{1,40}){0,6}?)';
const HEAD = `^${MARKS}${ASIDE}${WORDS}${MARKS}${ASIDE}${MARKS}`;

const SIGN = new RegExp(`${HEAD}[ \\t]{0,3}(?:[:：＝](?!//)|=>?|->|→|⇒)[*_~\`]{0,4}[ \\t]{0,8}`, 'u');
const DASH = new RegExp(`${HEAD}[ \\t]{1,3}[-–—][ \\t]{1,3}`, 'u');
const STATE = new RegExp(
  `${HEAD}[ \\t]{1,3}(?:is now|is|are|was|lautet|ist|est|es|é|è|sono|zijn|är|er|equals)[ \\t]{1,3}`,
  'iu',
);
/** `changed the password of the scanner to ...`. */
const MOVE = new RegExp(`${HEAD}[ \\t]{1,3}(?:to|as|auf|en|à|a|in)[ \\t]{1,3}`, 'iu');
const PARTICLE = /^(?:は|が|是|为|為|는|은)[ \t]{0,2}[:：]?[ \t]{0,2}(?=[^\s。、，])/u;
const CODE = /^[*_]{0,3}[ \t]{0,2}`[^`\n]{1,300}`/;
const NEXT = /^[*_]{0,3}[ \t]{1,3}/;

/** A few words between label and sign say whose secret it is; many make a sentence, unless a preposition begins them. */
const FEW = 2;
const OF =
  /^[ \t]+(?:for|of|to|on|at|in|für|von|zum?|zur|im|am|pour|de|du|des|d['’]\S*|del|della|di|da|do|para|per|voor|van|til|till|för|dla|для)(?![\p{L}])/iu;

/** A comma or the like, and the name of something else with a sign behind it: there the secret ends. */
const OTHER_NAME = /(?:[,;/|][ \t]*|[ \t]{2,})(?=[*_]{0,3}\p{L}[\p{L}\p{N} _'’-]{0,30}[*_]{0,3}[:=：](?!\/\/))/u;

const ORDINARY =
  /^(?:a|about|accepted|added|again|all|allowed|also|always|an|any|asked|at|available|based|being|blank|by|case|changed|correct|created|different|disabled|displayed|documented|due|emailed|empty|enabled|encrypted|entered|expired|expiring|for|forgotten|found|from|generated|given|hidden|how|if|in|incorrect|invalid|just|kept|known|locked|lost|managed|missing|more|needed|never|new|no|not|now|obsolete|of|ok|okay|old|on|one|only|optional|or|our|out|printed|prompted|provided|random|required|requested|reset|rejected|saved|secure|sent|set|shared|shown|specific|still|stored|strong|synced|temporary|that|the|their|this|too|typed|unique|unknown|unset|up|updated|used|valid|very|weak|what|when|where|with|wrong|your|nicht|kein|keine|falsch|abgelaufen|die|der|das|ein|eine|in|im|erforderlich|le|la|les|un|une|incorrect|expiré|incorrecta|requerida)$/i;

/** What follows a label on its line: the secret, nothing but a sign for it, or neither. */
export function valueBehind(rest: string, kind: SecretKind): Behind {
  return (
    behindSign(rest) ??
    behindParticle(rest) ??
    behindDash(rest) ??
    behindState(rest) ??
    behindMove(rest) ??
    rightBehind(rest, kind)
  );
}

function behindSign(rest: string): Behind {
  const found = SIGN.exec(rest);
  if (!found || !namesWhose(found[1] ?? '')) return undefined;
  const start = found[0].length;
  const behind = rest.slice(start);
  if (/^[*_~`\s]*$/.test(behind)) return 'on the next line';
  return isTold(behind) ? { start, end: endOf(rest, start) } : undefined;
}

function behindDash(rest: string): Behind {
  const found = DASH.exec(rest);
  if (!found || !namesWhose(found[1] ?? '')) return undefined;
  const start = found[0].length;
  const behind = rest.slice(start);
  const isOneWord = !/\s/.test(behind.trim());
  return (isOneWord || looksSecret(wordAt(behind))) && isTold(behind) ? { start, end: endOf(rest, start) } : undefined;
}

function behindState(rest: string): Behind {
  const found = STATE.exec(rest);
  if (!found) return undefined;
  const [{ length: start }, words = ''] = found;
  const word = wordAt(rest.slice(start));
  if (!word || !isTold(word)) return undefined;
  const here = { start, end: start + word.length };
  if (looksSecret(word)) return here;
  if (isAboutSecrets(words) || ORDINARY.test(bare(word))) return undefined;
  const isQuoted = /^["'“„«‘`*]/.test(word);
  const isLast = /^[.!]?\s*$/.test(rest.slice(here.end)) || /[.!]$/.test(word);
  return isQuoted || isLast || /^\p{Lu}/u.test(bare(word)) ? here : undefined;
}

function behindMove(rest: string): Behind {
  const start = MOVE.exec(rest)?.[0].length;
  if (start === undefined) return undefined;
  const word = wordAt(rest.slice(start));
  const isAddress = /^[^@\s]+@[^@\s]+\.[a-z]{2,}[.,;]?$/i.test(word);
  return !isAddress && isTold(word) && looksSecret(word) ? { start, end: start + word.length } : undefined;
}

function behindParticle(rest: string): Behind {
  const start = PARTICLE.exec(rest)?.[0].length;
  if (start === undefined) return undefined;
  const length = /^[^\s。、，]{1,300}/u.exec(rest.slice(start))?.[0].length ?? 0;
  return isTold(rest.slice(start)) ? { start, end: start + length } : undefined;
}

/** Without any sign between: `password "hunter2"`, `PIN 4711`. */
function rightBehind(rest: string, kind: SecretKind): Behind {
  const code = CODE.exec(rest)?.[0];
  if (code) return { start: code.indexOf('`'), end: code.length };
  const start = NEXT.exec(rest)?.[0].length;
  if (start === undefined) return undefined;
  const word = wordAt(rest.slice(start));
  const plain = bare(word);
  const isNumber = /^\d{4,}$/.test(plain) && (kind === 'PIN' || kind === 'code');
  const isMixed = plain.length >= 6 && /\d/.test(plain) && /\p{L}/u.test(plain) && looksSecret(word);
  const isQuoted = /^["'“„«‘*]/.test(word) && looksSecret(word);
  return isNumber || isMixed || isQuoted ? { start, end: start + word.length } : undefined;
}

function namesWhose(words: string): boolean {
  if (isAboutSecrets(words)) return false;
  return OF.test(words) || words.trim().split(/\s+/).filter(Boolean).length <= FEW;
}

const isTold = (value: string): boolean => !value.startsWith('(removed:') && !pointsElsewhere(value);

/** Up to a space, or to where the words of a link or a picture end. */
const wordAt = (text: string): string => /^(?:(?!\]\()[^\s|]){1,300}/.exec(text)?.[0] ?? '';

function endOf(rest: string, start: number): number {
  const other = OTHER_NAME.exec(rest.slice(start));
  return other ? start + other.index : rest.length;
}
