/**
 * The words around a name that say whose it is. Tables, longest phrase first at lookup; texts are as `tokenize` leaves
 * them (folded, no apostrophes). Written for this project.
 */
export type PhraseKind = 'introduces' | 'given' | 'family' | 'other' | 'company';

const PHRASES: Readonly<Record<PhraseKind, string>> = {
  introduces: `i mean|i meant|this is|this here is|this would be|my name is|my names|my full name is|the name is|the names|name is|names is|names|name
    |i am|im|it is|its|it would be|you are speaking with|you are speaking to|youre speaking with|youre speaking to|youre talking to
    |you have|youve got|you got|call me|they call me|everyone calls me|i go by|caller is|callers name is|that is|thats|me llamo|soy|yeah its`,
  given: 'first name is|first name|my first name is|my first names|first names|given name is|given name',
  family: `last name is|last name|my last name is|my last names|last names|surname is|surname|my surname is|family name is|family name`,
  other: `this is not|this isnt|im not|i am not|its not|it isnt|it is not|my name is not|my name isnt|thats not|that is not|not
    |is this|is that|is it|am i speaking with|am i speaking to|am i talking to|are you|who is|whos
    |this is about|this is for|its about|its for|im calling for|im calling about|i am calling for|i am calling about
    |calling for|calling about|calling on behalf of|on behalf of|in behalf of|behalf of|instead of|in place of
    |speak to|speak with|speaking to|speaking with|talk to|talk with|talking to|talking with|spoke to|spoke with|transfer me to|transfer to|transferred to
    |put me through to|connect me to|connect me with|get me|get|reach|reach out to|looking for|waiting for|message for|messages for|leave a message for
    |for|about|regarding|to|asked for|asking for|ask for|tell|told|ask|asked|call|email|emailed|calling|by|on|off|of|user|employee|coworker|colleague|boss|manager
    |supervisor|assistant|secretary|wife|husband|partner|mother|father|mom|dad|son|daughter|brother|sister|friend|doctor|named|called
    |is|was|has|did|does|can|could|would|will|if|thanks|thank you|dear|replace|replacing|help|helping|than|and|or|my|our|her|his|their|your|instead|behind|without|like|between|via|per|cc`,
  company: `from|calling from|at|over at|with|work for|work at|works for|works at|working for|working at|employee of|here at|down at|over in|company is|companys|company name is|the company is|our company is|company`,
};

const LONGEST_PHRASE = 5;
const table = new Map<string, PhraseKind>();
for (const kind of ['other', 'company', 'introduces', 'given', 'family'] as const) {
  for (const phrase of PHRASES[kind].split('|')) table.set(phrase.trim().replace(/\s+/g, ' '), kind);
}

/** The longest phrase that begins at `at`, with its kind. */
export function phraseAt(
  texts: readonly string[],
  at: number,
): { kind: PhraseKind; length: number; phrase: string } | undefined {
  for (let length = Math.min(LONGEST_PHRASE, texts.length - at); length > 0; length--) {
    const phrase = texts.slice(at, at + length).join(' ');
    const kind = table.get(phrase);
    if (kind !== undefined) return { kind, length, phrase };
  }
  return undefined;
}

const words = (list: string): ReadonlySet<string> => new Set(list.split(/\s+/));

/** After a name: the speaker means themselves, so the name is complete. */
export const closers = words('here speaking calling again over this from at with');
/** After a name at the start of a sentence: somebody is spoken about. */
export const aboutAnother = words(
  'is has was cant cannot couldnt needs wants asked told tells says said wanted does doesnt isnt hasnt wasnt keeps forgot lost had left would gets got called emailed sent locked needed tried and or asks',
);
/** After a name that ends in s, without an apostrophe: somebody else who belongs to that person. */
export const belongings = words(
  'assistant secretary manager boss wife husband partner son daughter mother father mom dad brother sister colleague coworker office desk computer laptop account phone email mailbox password friend supervisor nurse',
);
/** What may stand between a name and its spelling. */
export const spellingCues = words(
  'thats that is spelled spelling spelt spell its it as so my the last first name i will let me for you and letters ill can with',
);
