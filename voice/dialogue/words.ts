/** What a caller's words mean, by rules alone. All take a transcript: any case, punctuation or none. */

const bare = (text: string) =>
  text
    .toLowerCase()
    .replace(/[’]/g, "'")
    .replace(/[^\p{L}\p{N}'\s]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();

const FILLERS =
  /\b(?:um+|uh+|er+|erm|ah+|oh|hm+|mhm|well|so|like|okay|ok|hi|hey|hello|yeah|yes|good (?:morning|afternoon|evening|day)|please|thanks|thank you|can you hear me|are you there|is anybody there|anybody there|there|you know|i guess|sorry)\b/g;

const NOTHING_YET =
  /^(?:(?:this is|it's|it is|i am|i'm|my name is|my name's|my name|the name is|name is|calling from|i'm calling from|i am calling from|from|at|with|over at|and|my|the|a|i|it|me|is|name|speaking|here)\s*)*$/;

/** True when nothing in it tells who somebody is or what they want: greetings, fillers, half an introduction. */
export function isEmptyTalk(text: string): boolean {
  return NOTHING_YET.test(bare(bare(text).replace(FILLERS, ' ')));
}

/** True for sounds that nobody means as an interruption. */
export function isFiller(text: string): boolean {
  return /^(?:(?:um+|uh+|er+|hm+|mhm|mm+|ah+)\s*)*$/.test(bare(text));
}

/** True when the speaker is plainly in the middle of a sentence. */
export function isUnfinished(text: string): boolean {
  return /(?:^|\s)(?:um+|uh+|er+|erm|and|but|or|so|because|the|a|an|my|our|from|at|with|to|of|is|it's|i'm|i|this|that|when|if)$/.test(
    bare(text),
  );
}

export function asksWhetherHeard(text: string): boolean {
  return /\b(?:can you hear me|are you there|is (?:any|some)(?:body|one) there)\b/.test(bare(text));
}

export function asksToWait(text: string): boolean {
  return /^(?:(?:um+|uh+|oh|sorry|please|yeah)\s)*(?:wait|hold on|hang on|one (?:moment|second|minute)|just a (?:moment|second|minute|sec)|give me a (?:moment|second|minute|sec))(?:\s(?:please|a (?:moment|second|minute|sec)|there|wait))*$/.test(
    bare(text),
  );
}

const PERSON =
  /\b(?:(?:speak|talk|speaking|talking) (?:to|with) (?:a|an|the|some|somebody|someone|real|another)\b|(?:real|live|actual) (?:person|human|agent)|human being|(?:a|the) (?:person|human|operator|representative|receptionist|technician|dispatcher)\s*(?:please|now)?$|^(?:operator|representative|human|agent|person)\b|(?:put|transfer|connect) me (?:through|over|to|with)\b)/;

/** Asks for a person rather than an assistant. */
export function asksForPerson(text: string): boolean {
  return PERSON.test(bare(text));
}

/** Words that no script should slow down. */
export function isEmergency(text: string): boolean {
  const words = bare(text);
  if (/\b(?:not|isn't|no) (?:an |a |really an? )?emergency\b/.test(words)) return false;
  return /\b(?:emergency|on fire|smoke (?:coming|from)|ransomware|being hacked|been hacked|under attack|somebody is hurt|someone is hurt)\b/.test(
    words,
  );
}

const NO =
  /^(?:(?:um+|uh+|oh|sorry|well|actually|hi|i'm)\s)*(?:no|nope|nah|wrong|incorrect|negative|not me|not quite|that's not|that is not|that isn't|it's not|it is not|it isn't|i'm not|i am not|this is not|this isn't|you've got the wrong|never heard)\b/;
const YES =
  /^(?:(?:um+|uh+|oh|well|hi)\s)*(?:yes|yeah|yep|yup|yah|ya|sure|correct|right|that's right|that is right|that's correct|that is correct|that's me|that is me|it is|it's me|this is (?:he|she|him|her|me)|that would be me|exactly|absolutely|indeed|affirmative|speaking|of course|uh huh|mhm|you got it|i am)\b/;
const DOUBT = /\b(?:not|but|no|wrong|isn't|don't|different|other|maybe|except|almost)\b/;

/** "yes that's right", "yeah", "no, it's Sean": what a yes-or-no question was answered; undefined when it was not. */
export function yesOrNo(text: string): 'yes' | 'no' | undefined {
  const words = bare(text);
  if (/^no (?:problem|worries|doubt)\b/.test(words)) return undefined;
  if (NO.test(words)) return 'no';
  if (!YES.test(words)) return undefined;
  // "Yes, but that's my old company" is no yes. Only the first clause counts: what follows may be the problem.
  const answer = words.split(
    /\b(?:i'm (?:locked|having|unable|getting|not able)|i (?:can't|cannot|have|need|forgot|don't)|my|the)\b/,
  )[0];
  return DOUBT.test(answer ?? words) ? undefined : 'yes';
}

/** What follows the "no" in "no, it's Sean Smith"; empty when nothing does. */
export function correctionAfterNo(text: string): string {
  const rest = bare(text).replace(NO, '').trim();
  const named = /^(?:it's|it is|this is|i'm|i am|my name is|my name's|the name is|actually|that's)\s+(.*)$/.exec(
    rest.replace(/^(?:me|that's not me|it's not|that's wrong|sorry|actually)\s+/, ''),
  );
  const name = named?.[1] ?? '';
  return /^(?:not|me|right|wrong|him|her|somebody|someone|correct|a|the)\b/.test(name) ? '' : name;
}

/** Nothing more is wanted: "that's all, thank you", "no", "bye". */
export function isDone(text: string): boolean {
  const words = bare(text);
  if (problemIn(text)) return false;
  return (
    yesOrNo(text) === 'no' ||
    /\b(?:that's (?:all|it|everything)|that is (?:all|it|everything)|that will be all|that'll be all|nothing else|i'm good|all good|i'm all set|all set|bye|goodbye|good bye)\b/.test(
      words,
    ) ||
    /^(?:okay |ok |great |perfect |alright |awesome )*(?:thanks|thank you)(?: very much| so much| a lot)?$/.test(words)
  );
}

export function asksToRepeat(text: string): boolean {
  return /\b(?:repeat|say (?:that|it) again|once more|come again|pardon|what was (?:that|the number|it)|didn't catch|did not catch|the number again|number again)\b/.test(
    bare(text),
  );
}

const PROBLEM =
  /\b(?:(?:i'm|i am|we're|we are|i've been|i was|been|got|getting) (?:locked|unable|having|getting|not able|trying|stuck|seeing|missing|out of|receiving)|(?:i|we) (?:can't|cannot|can not|couldn't|could not|forgot|forget|lost|need|have|got|keep|don't have|didn't|deleted|broke|dropped|spilled|clicked|just|think i|want|would like|was wondering)|i'd like|my (?!name\b|first\b|last\b|surname\b|company\b|full\b)|our (?!company\b)|(?:the|this) (?!name\b|company\b|first\b|last\b|is\b)\p{L}+ (?:\p{L}+ )*?(?:is|are|isn't|won't|doesn't|keeps|has|was|jammed|on|in)\b|there's (?:a|an|no|something)|there is (?:a|an|no|something)|nobody can|no one can|it (?:won't|doesn't|keeps)|something's|something is|nothing (?:works|is)|(?:problems?|trouble|issues?) with|can you (?!hear)|could you (?!repeat|hear)|calling (?:about|because)|locked out|reset\b)/u;
const INTRODUCTION = /\b(?:this is|my name is|my name's|it's me)\s/;

/** The part that tells what is wrong, out of an answer that may also say who is calling; empty when there is none. */
export function problemIn(text: string): string {
  const lower = text.replace(/[’]/g, "'").toLowerCase();
  const found = PROBLEM.exec(lower);
  if (!found) return '';
  const told = text.slice(found.index);
  const introduction = INTRODUCTION.exec(lower.slice(found.index));
  const cut = introduction && introduction.index > 0 ? told.slice(0, introduction.index) : told;
  return cut.replace(/[\s,;]+(?:and|so|uh|um)?[\s,;]*$/i, '').trim();
}

/** The part that tells who is calling: everything but the problem. The whole answer when nothing else would be left. */
export function introductionIn(text: string): string {
  const problem = problemIn(text);
  if (!problem) return text.trim();
  const rest = text.replace(/[’]/g, "'").replace(problem.replace(/[’]/g, "'"), ' ').replace(/\s+/g, ' ').trim();
  return isEmptyTalk(rest) ? '' : rest.replace(/^[\s,.;]+/, '');
}

/** A name as the caller gave it, fit for a note: without greetings and "this is". */
export function claimedName(text: string): string {
  return text
    .replace(/[’]/g, "'")
    .replace(/\b(?:um+|uh+|er+|hi|hey|hello|yeah|yes|good (?:morning|afternoon|evening))\b[,.]?/gi, ' ')
    .replace(/^[\s,.]*(?:this is|my name is|my name's|it's|it is|i'm|i am|the name is)\s+/i, '')
    .replace(/[\s,]+(?:(?:i'm |i am )?(?:calling )?(?:over )?(?:from|at|with)|here)\b.*$/i, '')
    .replace(/^[\s,.]+|[\s,.]+$/g, '')
    .replace(/\s+/g, ' ')
    .slice(0, 120);
}

/** True when the caller said where they are calling from: it need not be asked. */
export function mentionsCompany(text: string): boolean {
  return /\b(?:(?:calling |over )?(?:from|at|with)) (?!my\b|home\b|the office\b|work\b|here\b|you\b|a\b)\p{L}{2,}/u.test(
    bare(text),
  );
}

/** A company as the caller gave it, fit for a note and for matching. */
export function claimedCompany(text: string): string {
  return text
    .replace(/[’]/g, "'")
    .replace(/\b(?:um+|uh+|er+)\b[,.]?/gi, ' ')
    .replace(
      /^[\s,.]*(?:(?:i'm|i am|we're|it's|it is|this is)\s+)?(?:calling\s+)?(?:(?:over )?(?:from|at|with|for)\s+)?/i,
      '',
    )
    .replace(/^[\s,.]+|[\s,.]+$/g, '')
    .replace(/\s+/g, ' ')
    .slice(0, 120);
}
