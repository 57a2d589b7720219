import { strikethrough, taskListItems } from '@joplin/turndown-plugin-gfm';
import TurndownService from 'turndown';
import { cutText } from '../psa/words.js';
import { attributeOf, type HtmlElement, isUnseen } from './html-element.js';
import { depthOf, withoutInlineFiles } from './html-tags.js';
import { htmlToPlainText } from './html-to-plain-text.js';
import { plainCharacters } from './plain-characters.js';

/** Half a second of work for one document is enough. Characters of HTML. */
const LONGEST_HTML = 500_000;
/** Deeper documents are read as plain text: walking through them would run out of stack. */
const DEEPEST = 200;
const LONGEST_ADDRESS = 1_000;

export interface Markdown {
  text: string;
  /** The document was longer than what is read of one. */
  cut: boolean;
}

export interface MarkdownOptions {
  /** Where the document is; what relative addresses in it begin from. */
  baseUrl: string;
}

/**
 * A document as Markdown that is clean and fit to be read by a model: headings, lists, tables, code and links with absolute
 * addresses; nothing that a reader would not see, nothing that runs, no picture inside of the text. It is outside text all
 * the same, and holds what secrets the document holds: see `withoutSecrets`. Never throws.
 */
export function htmlToMarkdown(html: string, options: MarkdownOptions): Markdown {
  const readable = withoutInlineFiles(html);
  const cut = readable.length > LONGEST_HTML;
  const taken = cutText(readable, LONGEST_HTML);
  return { text: tidy(depthOf(taken) > DEEPEST ? htmlToPlainText(taken) : turndown(taken, options)), cut };
}

function turndown(html: string, { baseUrl }: MarkdownOptions): string {
  const service = new TurndownService({
    headingStyle: 'atx',
    codeBlockStyle: 'fenced',
    bulletListMarker: '-',
    emDelimiter: '*',
  });
  service.use([strikethrough, taskListItems]);
  const rule = (
    name: string,
    filter: (node: HtmlElement) => boolean,
    replacement: (content: string, node: HtmlElement) => string,
  ) => service.addRule(name, { filter, replacement });
  const isOneOf =
    (...names: string[]) =>
    (node: HtmlElement) =>
      names.includes(node.nodeName);

  const isFirstPart = createIsFirstPart();
  const numberOf = createNumberOf();
  // The library's own looks for the place of each item among all of its list, which takes the square of the time.
  rule('item', isOneOf('LI'), (content, node) => {
    const number = numberOf(node);
    const mark = number === undefined ? '-   ' : `${number}.  `;
    const words = `${content.replace(/^\n+/, '').trimEnd()}${/\n$/.test(content) ? '\n' : ''}`;
    return `${mark}${words.replace(/\n/g, `\n${' '.repeat(mark.length)}`)}${node.nextSibling ? '\n' : ''}`;
  });
  rule('summary', isOneOf('SUMMARY'), (content) => `\n\n${content.trim()}\n\n`);
  rule('preformatted', isOneOf('PRE'), (_, node) => fenced(node.textContent ?? '', languageOf(node)));
  rule('cell', isOneOf('TD', 'TH'), (content) => `| ${asCell(content)} `);
  rule('row', isOneOf('TR'), (content, node) =>
    content.trim() ? `${content.trim()} |\n${ruleBelow(node, isFirstPart)}` : '',
  );
  rule('rows', isOneOf('THEAD', 'TBODY', 'TFOOT'), (content) => content);
  rule('table', isOneOf('TABLE'), (content) => `\n\n${content.trim()}\n\n`);
  rule('caption', isOneOf('CAPTION'), (content) => `${asCell(content)}\n\n`);
  rule('link', isOneOf('A'), (content, node) => asLink(content, absolute(attributeOf(node, 'href'), baseUrl)));
  rule('picture', isOneOf('IMG'), (_, node) => {
    const address = absolute(attributeOf(node, 'src'), baseUrl);
    return address?.startsWith('http') ? `![${asCell(attributeOf(node, 'alt'))}](${address})` : '';
  });
  // The last rule is asked first.
  rule('unseen', isUnseen, () => '');
  return service.turndown(html);
}

/** Absolute and of a kind that a person may follow, without a password in it; undefined for everything else. */
function absolute(address: string, baseUrl: string): string | undefined {
  const trimmed = address.trim();
  if (!trimmed || !URL.canParse(trimmed, baseUrl)) return undefined;
  const url = new URL(trimmed, baseUrl);
  if (!['http:', 'https:', 'mailto:', 'tel:'].includes(url.protocol)) return undefined;
  url.username = '';
  url.password = '';
  const text = url.href.replaceAll('(', '%28').replaceAll(')', '%29');
  return text.length > LONGEST_ADDRESS ? undefined : text;
}

function asLink(content: string, address: string | undefined): string {
  const words = content.trim().replace(/\s*\n\s*/g, ' ');
  if (!address || !words) return words;
  return words === address ? `<${address}>` : `[${words}](${address})`;
}

/** One line, with nothing in it that would end the cell. */
function asCell(content: string): string {
  return content
    .trim()
    .replace(/\s*\n\s*/g, '; ')
    .replace(/(?<!\\)\|/g, '\\|');
}

type PlaceIn = (parent: HtmlElement | null, child: HtmlElement) => boolean;

/** Whether a row, or a group of them, is the first in its parent; each parent is looked through once, however many rows. */
function createIsFirstPart(): PlaceIn {
  const firsts = new WeakMap<HtmlElement, HtmlElement | null>();
  return (parent, child) => {
    if (!parent) return false;
    let first = firsts.get(parent);
    if (first === undefined) {
      first = Array.from(parent.childNodes).find(({ nodeName }) => /^(TR|THEAD|TBODY|TFOOT)$/.test(nodeName)) ?? null;
      firsts.set(parent, first);
    }
    return first === child;
  };
}

/** The numbers of the items of an ordered list, from its `start`; each list is counted once. */
function createNumberOf(): (item: HtmlElement) => number | undefined {
  const numbers = new WeakMap<HtmlElement, Map<HtmlElement, number>>();
  return (item) => {
    const list = item.parentNode;
    if (list?.nodeName !== 'OL') return undefined;
    let counted = numbers.get(list);
    if (!counted) {
      const start = /^\s*-?\d{1,9}\s*$/.test(attributeOf(list, 'start')) ? Number(attributeOf(list, 'start')) : 1;
      const items = Array.from(list.childNodes).filter(({ nodeName }) => nodeName === 'LI');
      counted = new Map(items.map((each, at) => [each, start + at]));
      numbers.set(list, counted);
    }
    return counted.get(item);
  };
}

/** Below the first row of a table, which becomes its heading whatever it was. */
function ruleBelow(row: HtmlElement, isFirstPart: PlaceIn): string {
  const rows = row.parentNode;
  if (!isFirstPart(rows, row)) return '';
  if (rows && rows.nodeName !== 'TABLE' && !isFirstPart(rows.parentNode, rows)) return '';
  const columns = Array.from(row.childNodes).filter(({ nodeName }) => nodeName === 'TD' || nodeName === 'TH').length;
  return columns === 0 ? '' : `|${' --- |'.repeat(columns)}\n`;
}

function languageOf(pre: HtmlElement): string {
  const code = Array.from(pre.childNodes).find(({ nodeName }) => nodeName === 'CODE');
  return (
    /\blanguage-([a-z0-9+#-]{1,20})\b/i.exec(
      `${attributeOf(pre, 'class')} ${code ? attributeOf(code, 'class') : ''}`,
    )?.[1] ?? ''
  );
}

function fenced(code: string, language: string): string {
  const longest = Math.max(2, ...Array.from(code.matchAll(/^`{3,}/gm), ([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `\n\n${fence}${language}\n${code.replace(/^\n+|\s+$/g, '')}\n${fence}\n\n`;
}

function tidy(text: string): string {
  return plainCharacters(text)
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
