/** Fields whose text names a person or is an address of one. Letters only, lower case; the end of a longer name counts. */
const PERSONAL =
  /(^|first|last|given|middle|family|sur|nick|display|user|login|full|caller|contact|requester|technician|manager|member|approver|person|sign)(name|names)$|(mail|mails|mailaddress|phone|phones|mobile|principalname|mailnickname|callernumber|upn|phonenumber|birthday|birthdate)$|^(caller|requester|contact|technician|manager|subject|claimed|otherthanrequester|by|who)$/;

const E_MAIL = /[\p{L}\p{N}._%+'-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,8}/gu;
/** International numbers, and national ones that are grouped. */
const PHONE = /\+\d[\d ().-]{6,18}\d|\(?\b\d{3}\)?[ .-]\d{3}[ .-]\d{4}\b/g;
const WORD = /[\p{L}\p{N}]+/gu;

/** A person's part in one export: the same text is the same person throughout. */
export interface Pseudonyms {
  /** Remembers every personal text in an entry. */
  learn(value: unknown): void;
  /** A copy in which every personal text is replaced, wherever in a text it occurs. */
  mask(value: unknown): unknown;
}

/** `person-1`, `person-2`, ... in the order in which they are learned. */
export function createPseudonyms(): Pseudonyms {
  const known = new Map<string, string>();
  /** The same by their first word, for finding them in sentences. */
  const byFirstWord = new Map<string, string[]>();

  function remember(text: string): void {
    const plain = text.trim().toLowerCase();
    if (plain.length < 2 || known.has(plain)) return;
    known.set(plain, `person-${known.size + 1}`);
    const first = plain.match(WORD)?.[0];
    if (first === undefined) return;
    const alike = [...(byFirstWord.get(first) ?? []), plain].sort((a, b) => b.length - a.length);
    byFirstWord.set(first, alike);
  }

  function learn(value: unknown, personal = false): void {
    if (typeof value === 'string') {
      if (personal) remember(value);
      for (const pattern of [E_MAIL, PHONE]) for (const found of value.match(pattern) ?? []) remember(found);
    } else if (Array.isArray(value)) for (const item of value) learn(item, personal);
    else if (typeof value === 'object' && value !== null) {
      for (const [key, item] of Object.entries(value)) learn(item, isPersonal(key));
    }
  }

  function maskText(text: string): string {
    const whole = known.get(text.trim().toLowerCase());
    if (whole) return whole;
    const addresses = [E_MAIL, PHONE].reduce(
      (rest, pattern) => rest.replace(pattern, (found) => known.get(found.trim().toLowerCase()) ?? found),
      text,
    );
    return maskWords(addresses);
  }

  /** Goes through the words once, whatever the number of people. */
  function maskWords(text: string): string {
    const plain = text.toLowerCase();
    // A text whose lower case has another length cannot be compared place by place; it is rare, and masked whole.
    if (plain.length !== text.length) return learnsNothing(plain) ? text : '[masked]';
    let masked = '';
    let at = 0;
    for (const { 0: word, index } of plain.matchAll(WORD)) {
      if (index < at) continue;
      const found = byFirstWord
        .get(word)
        ?.map((value) => ({ value, start: index - Math.max(0, value.indexOf(word)) }))
        .find(
          ({ value, start }) => start >= at && plain.startsWith(value, start) && endsWord(plain, start + value.length),
        );
      if (!found) continue;
      masked += text.slice(at, found.start) + (known.get(found.value) ?? '');
      at = found.start + found.value.length;
    }
    return masked + text.slice(at);
  }

  function learnsNothing(plain: string): boolean {
    return ![...plain.matchAll(WORD)].some(([word]) => byFirstWord.has(word));
  }

  function mask(value: unknown): unknown {
    if (typeof value === 'string') return maskText(value);
    if (Array.isArray(value)) return value.map(mask);
    if (typeof value !== 'object' || value === null || value instanceof Date) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [maskText(key), mask(item)]));
  }

  return { learn: (value) => learn(value), mask };
}

function isPersonal(key: string): boolean {
  return PERSONAL.test(key.toLowerCase().replace(/[^a-z]/g, ''));
}

function endsWord(text: string, at: number): boolean {
  return !/^[\p{L}\p{N}]/u.test(text.slice(at, at + 2));
}
