/**
 * What technicians write when they vouch for somebody, or will not. Templates: `(a|b|)` is a choice, an empty choice may be
 * left out, `$name` stands for a list below. A part of a sentence is understood when it is a template of this book from its
 * first word to its last; words are lower case, without apostrophes.
 */
export type VouchMeaning =
  /** The writer has made sure of who the person is. */
  | 'vouched'
  /** The writer says that it is not them, or that they could not make sure. */
  | 'refused'
  /** How it was found out, or courtesy: adds to a word, is none itself. */
  | 'beside';

/** Stands in a sentence for the person's own name. */
export const PERSON = '~person~';

const LISTS: Readonly<Record<string, string>> = {
  $role: '(requester|requestor|caller|user|employee|contact|customer|end user)',
  $who: `(her|him|them|the $role|this $role|${PERSON})`,
  $they: `(she|he|they|the $role|${PERSON})`,
  $whose: `(her|his|their|the $role s|${PERSON} s|)`,
  $id: '(identity|id|identification|photo id)',
  $i: '(i|we|i have|we have|ive|weve|i just|i already|just|already|)',
  $sure: '(really|definitely|indeed|certainly|)',
  $via: '(by|over|on|via|through|with|using)',
  $how: '($via (the|a|) (phone|telephone|call|call back|callback|phone call|video|video call|number on file|number on record)|$via (a|) (call|callback|call back) to (the|her|his|their|) (number on file|number on record|known number)|in person|face to face|at (her|his|their|the) desk|)',
};

export const VOUCH_BOOK: Readonly<Record<VouchMeaning, readonly string[]>> = {
  vouched: [
    '(verified|vouched) $how',
    '(identity|id) (is|was|has been|) (verified|confirmed|checked|validated) $how',
    '$whose $id (is|was|has been|) (verified|confirmed|checked|validated) $how',
    '(i|we) (do|can|hereby|) vouch (for $who|)',
    '$i vouched for $who',
    'vouching for $who',
    '$i (verified|confirmed|checked|validated) $whose $id $how',
    '$i (verified|confirmed|checked|validated) the identity $how',
    '$i (verified|validated) $who $how',
    '(i|we) (can|hereby|) (confirm|verify) $whose $id $how',
    '(verified|validated) ($role) $how',
    '($they|$role) (is|was|has been|have been|are|) verified $how',
    '$id of $who (is|was|has been|) (verified|confirmed|checked|validated) $how',
    `$i (verified|confirmed) (that|) (it|this|that) (is|was) $sure ($who|${PERSON}) $how`,
    `(i|we) (can|hereby|) confirm (that|) (it|this|that) (is|was) $sure $who $how`,
    `$i (verified|confirmed) (that|) (its|thats) $sure $who $how`,
    `(it|this|that) is $sure ${PERSON} $how`,
    `(its|thats) $sure ${PERSON} $how`,
    '(it|this|that) is $sure (her|him)',
    '(its|thats) $sure (her|him)',
  ],
  refused: [
    '(not|never) verified',
    '$whose $id (is|was|) not (verified|confirmed)',
    '$they (is|was) not verified',
    '(this|that|it) (is|was) (definitely|certainly|) not $who',
    '(this|that|it) (isnt|wasnt) $who',
    '(its|thats) (definitely|certainly|) not $who',
    `not ${PERSON}`,
    `not the real ${PERSON}`,
    '(i|we|) (could not|couldnt|can not|cannot|cant|was not able to|were not able to|am unable to|unable to) (verify|confirm) ($who|$whose $id|that it is $who|this is $who|)',
    '(i|we|) (was|were|am) unable to (verify|confirm) ($who|$whose $id|)',
    '$whose $id (could not|cannot|can not|couldnt) be (verified|confirmed)',
    '$they (could not|cannot|can not|couldnt) be verified',
    '(i|we) (do not|dont|can not|cannot|cant|will not|wont) vouch (for $who|)',
    '($they|) (failed|did not pass|didnt pass) (the|) verification',
    'verification failed',
    '(this|that|it) is (an|a|) (impostor|imposter|impersonator|fraud|scam|scammer)',
    '(its|thats) (an|a|) (impostor|imposter|impersonator|fraud|scam|scammer)',
    '($they|) (did not|didnt) (call|call us|ask for this|open this ticket|request this|contact us)',
    '$they (says|say|said) (that|) (it|this) (was|is) not (her|him|them)',
    '$they (says|say|said) (that|) (it|this) (wasnt|isnt) (her|him|them)',
    '$they (did not|didnt) (make|send|open) this (request|ticket)',
  ],
  beside: [
    '(hi|hello|hey|hi all|hello all|hi team)',
    '(yes|ok|okay|done|all good|good)',
    '(thanks|thank you|cheers)',
    '$i (called|phoned|rang) $who (back|) ($via (the|her|his|their|) (number on file|number on record|known number)|at (her|his|their|the) desk|on (her|his|their|the) (mobile|cell|desk phone)|)',
    '$i (spoke|talked|have spoken) (to|with) $who $how',
    '$i met $who (in person|)',
    '(by|over|on|via) (the|a|) (phone|telephone|callback|call back|video call)',
    '(in person|face to face)',
    '$i (know|recognise|recognize|recognised|recognized) (her|his|their) voice',
  ],
};

/** Words that make of any vouch, and of any refusal, something that is not meant for now or not sure. */
export const DOUBTFUL =
  /\b(if|unless|until|till|once|when|after|before|yet|later|try|tried|trying|will be|tomorrow|maybe|perhaps|probably|possibly|likely|think|believe|guess|assume|suppose|seems?|seemed|sounds?|should|would|might|may|to be|but|though|although|however|except|almost|nearly|supposedly|apparently|allegedly|claims?|claimed|pending|todo|to do)\b/;

/** Every template as one expression over a whole part of a sentence. */
export const VOUCH_PATTERNS: Readonly<Record<VouchMeaning, RegExp>> = {
  vouched: patternOf(VOUCH_BOOK.vouched),
  refused: patternOf(VOUCH_BOOK.refused),
  beside: patternOf(VOUCH_BOOK.beside),
};

function patternOf(templates: readonly string[]): RegExp {
  return new RegExp(`^(?:${templates.map(expressionOf).join('|')})$`);
}

/** Each word, and each choice, takes the space behind it along; a part of a sentence ends with one. */
function expressionOf(template: string): string {
  let text = template;
  while (/\$[a-zA-Z]+/.test(text)) text = text.replace(/\$[a-zA-Z]+/g, listOf);
  return text
    .replace(/[^\s()|]+/g, '$& ')
    .replace(/ {2,}/g, ' ')
    .replace(/([)|(]) +/g, '$1')
    .replaceAll('(', '(?:');
}

function listOf(name: string): string {
  const list = LISTS[name];
  if (list === undefined) throw new Error(`The vouch book has no list ${name}`);
  return list;
}
