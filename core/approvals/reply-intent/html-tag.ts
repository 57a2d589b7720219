import { decodeEntities } from './html-entities.js';
import { bareAttributes, blockTags, inlineTags, unseenTags } from './html-tags.js';

export interface Tag {
  readonly name: string;
  readonly closing: boolean;
  readonly attributes: ReadonlyMap<string, string>;
  /** The position after the closing `>`. */
  readonly end: number;
}

/** Counts characters looked at, so that tangled markup cannot cost more than a fixed multiple of its length. */
export interface Effort {
  left: number;
}

const nameAt = /([a-zA-Z][a-zA-Z0-9]{0,14}(?::[a-zA-Z]{1,10})?)(?=[\s/>])/y;
const attributeAt = /[\s/]*([a-zA-Z_:@][a-zA-Z0-9_:.-]{0,60})/y;
const spaceAt = /[\s/]*/y;
const equalsAt = /\s*=\s*/y;
const plainValueAt = /[^\s"'<>`]{1,2000}/y;

/**
 * Reads the tag that starts with the `<` at `start`. Undefined when what stands there is not a well-formed tag of a known
 * name: people write `<3`, `< 5` and `<unless she says no>`, and such words must stay words.
 */
export function readTag(html: string, start: number, effort: Effort): Tag | undefined {
  const closing = html[start + 1] === '/';
  nameAt.lastIndex = start + (closing ? 2 : 1);
  const name = nameAt.exec(html)?.[1]?.toLowerCase();
  effort.left -= 20;
  if (name === undefined || !(blockTags.has(name) || inlineTags.has(name) || unseenTags.has(name))) return undefined;
  const attributes = new Map<string, string>();
  let at = nameAt.lastIndex;
  for (;;) {
    spaceAt.lastIndex = at;
    spaceAt.exec(html);
    const next = spaceAt.lastIndex;
    effort.left -= next - at + 1;
    if (effort.left < 0) return undefined;
    if (html[next] === '>') return { name, closing, attributes, end: next + 1 };
    attributeAt.lastIndex = next;
    const key = attributeAt.exec(html)?.[1]?.toLowerCase();
    if (key === undefined) return undefined;
    equalsAt.lastIndex = attributeAt.lastIndex;
    if (equalsAt.exec(html) === null) {
      if (!bareAttributes.has(key)) return undefined;
      attributes.set(key, '');
      at = attributeAt.lastIndex;
      continue;
    }
    const value = readValue(html, equalsAt.lastIndex);
    effort.left -= value === undefined ? html.length - start : value.end - next;
    if (value === undefined) return undefined;
    if (!attributes.has(key)) attributes.set(key, decodeEntities(value.text));
    at = value.end;
  }
}

function readValue(html: string, at: number): { text: string; end: number } | undefined {
  const quote = html[at];
  if (quote === '"' || quote === "'") {
    const close = html.indexOf(quote, at + 1);
    return close < 0 ? undefined : { text: html.slice(at + 1, close), end: close + 1 };
  }
  plainValueAt.lastIndex = at;
  const text = plainValueAt.exec(html)?.[0];
  return text === undefined ? undefined : { text, end: at + text.length };
}
