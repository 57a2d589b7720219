import { isUnseenTag } from './html-element.js';
import { decodeEntities } from './html-entities.js';
import { withoutInlineFiles } from './html-tags.js';
import { plainCharacters } from './plain-characters.js';

/** Elements without an end, which hide nothing behind them. */
const VOID = new Set([
  'area',
  'base',
  'br',
  'col',
  'embed',
  'hr',
  'img',
  'input',
  'link',
  'meta',
  'source',
  'track',
  'wbr',
]);
const INLINE = new Set(
  'a abbr b bdi bdo cite code del dfn em font i ins kbd label mark q s samp small span strike strong sub sup tt u var'.split(
    ' ',
  ),
);

/** A comment, a declaration or a tag; the parts of a tag are its `/`, its name and its attributes. */
const MARKUP =
  /<!--[\s\S]*?(?:-->|$)|<[!?][^<>]{0,1000}>|<(\/?)([a-zA-Z][a-zA-Z0-9:-]{0,40})((?:\s|\/)(?:[^<>"']|"[^"]{0,4000}"|'[^']{0,4000}'){0,3000})?>/g;

/**
 * What a reader sees of HTML, in plain lines: a row of a table is one line with `|` between its cells. In time with the
 * length, however deep the elements stand in each other; without the accuracy of a browser. For indexes, and for documents
 * that are too strange for `htmlToMarkdown`.
 */
export function htmlToPlainText(html: string): string {
  const source = withoutInlineFiles(html);
  const parts: string[] = [];
  let unseen: { name: string; depth: number } | undefined;
  let at = 0;
  for (const match of source.matchAll(MARKUP)) {
    if (!unseen) parts.push(source.slice(at, match.index));
    at = match.index + match[0].length;
    const [, end = '', written, attributes = ''] = match;
    const name = written?.toLowerCase();
    if (name === undefined) continue;
    const isOpen = !end && !attributes.endsWith('/') && !VOID.has(name);
    if (unseen) {
      if (name === unseen.name) unseen.depth += end ? -1 : isOpen ? 1 : 0;
      if (unseen.depth === 0) unseen = undefined;
    } else if (isOpen && isUnseenTag(name, attributes)) unseen = { name, depth: 1 };
    else if (name === 'td' || name === 'th') parts.push(end ? '' : '| ');
    else if (!INLINE.has(name)) parts.push('\n');
  }
  if (!unseen) parts.push(source.slice(at));
  return plainCharacters(decodeEntities(parts.join('')))
    .replace(/[ \t]+/g, ' ')
    .replace(/\s*\n\s*/g, '\n')
    .trim();
}
