const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const asText = (text: string) => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);

const ADDRESS = 'https?:\\/\\/[^\\s<>"\'()\\[\\]`]*[^\\s<>"\'()\\[\\]`.,;:!?*_]';
/** In this order: what stands in code is no markup, and an address in a link is no address by itself. */
const INLINE = new RegExp(
  [
    '`(?<code>[^`\\n]+)`',
    `\\[(?<words>[^\\]\\n]{1,300})\\]\\((?<link>${ADDRESS})\\)`,
    `(?<address>${ADDRESS})`,
    '\\*\\*(?<bold>[^*\\n]+)\\*\\*',
    '(?<![\\w*])\\*(?<italic>[^*\\s][^*\\n]*)\\*(?![\\w*])',
    '\\\\(?<escaped>[\\\\`*_{}\\[\\]()#+\\-.!>|])',
  ].join('|'),
  'g',
);

const LIST_ITEM = /^\s{0,8}(?:(?<bullet>[-*+])|(?<number>\d{1,3})[.)])\s+(?<rest>.*)$/;
const HEADING = /^(?<level>#{1,6})\s+(?<rest>.+?)\s*#*$/;
const FENCE = /^\s{0,3}(?:```|~~~)/;

/**
 * Markdown, or plain text, as the HTML of a document: headings, paragraphs, lists, code, bold, italic and links to web
 * addresses. Whatever else is in it, HTML above all, is shown as the text that it is.
 */
export function markdownToHtml(markdown: string): string {
  const lines = markdown.replace(/\r\n?/g, '\n').trim().split('\n');
  const html: string[] = [];
  for (let at = 0; at < lines.length; ) {
    const block = codeAt(lines, at) ?? headingAt(lines, at) ?? listAt(lines, at) ?? paragraphAt(lines, at);
    html.push(block.html);
    at = block.next;
  }
  return html.join('');
}

interface Block {
  html: string;
  /** The line after it. */
  next: number;
}

function codeAt(lines: readonly string[], at: number): Block | undefined {
  if (!FENCE.test(lines[at] ?? '')) return undefined;
  const length = lines.slice(at + 1).findIndex((line) => FENCE.test(line));
  const end = length === -1 ? lines.length : at + 1 + length;
  return { html: `<pre>${asText(lines.slice(at + 1, end).join('\n'))}</pre>`, next: end + 1 };
}

function headingAt(lines: readonly string[], at: number): Block | undefined {
  const { level, rest } = HEADING.exec(lines[at] ?? '')?.groups ?? {};
  if (!level || !rest) return undefined;
  return { html: `<h${level.length}>${inline(rest)}</h${level.length}>`, next: at + 1 };
}

/** Items one after another, bullets or numbers; what is indented below one belongs to it. */
function listAt(lines: readonly string[], at: number): Block | undefined {
  const first = LIST_ITEM.exec(lines[at] ?? '')?.groups;
  if (!first) return undefined;
  const numbered = first.number !== undefined;
  const items: string[] = [];
  let next = at;
  for (; next < lines.length; next += 1) {
    const line = lines[next] ?? '';
    const item = LIST_ITEM.exec(line)?.groups;
    const last = items.at(-1);
    if (item && (item.number !== undefined) === numbered) items.push(inline(item.rest ?? ''));
    else if (!item && last !== undefined && /^\s{2,}\S/.test(line))
      items[items.length - 1] = `${last}<br>${inline(line.trim())}`;
    else break;
  }
  const start = numbered && first.number !== '1' ? ` start="${Number(first.number)}"` : '';
  const list = items.map((item) => `<li>${item}</li>`).join('');
  return { html: numbered ? `<ol${start}>${list}</ol>` : `<ul>${list}</ul>`, next };
}

function paragraphAt(lines: readonly string[], at: number): Block {
  let next = at;
  while (next < lines.length && !(next > at && startsBlock(lines[next] ?? '')) && (lines[next] ?? '').trim() !== '')
    next += 1;
  const html = lines.slice(at, next).map((line) => inline(line.trim()));
  return { html: html.length === 0 ? '' : `<p>${html.join('<br>')}</p>`, next: Math.max(next, at + 1) };
}

const startsBlock = (line: string) => FENCE.test(line) || HEADING.test(line) || LIST_ITEM.test(line);

function inline(text: string): string {
  let html = '';
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    html += asText(text.slice(end, match.index)) + marked(match.groups ?? {});
    end = match.index + match[0].length;
  }
  return html + asText(text.slice(end));
}

function marked({ code, words, link, address, bold, italic, escaped }: Readonly<Record<string, string | undefined>>) {
  if (code !== undefined) return `<code>${asText(code)}</code>`;
  if (words !== undefined && link !== undefined) return `<a href="${asText(link)}">${inline(words)}</a>`;
  if (address !== undefined) return `<a href="${asText(address)}">${asText(address)}</a>`;
  if (bold !== undefined) return `<strong>${inline(bold)}</strong>`;
  if (italic !== undefined) return `<em>${inline(italic)}</em>`;
  return asText(escaped ?? '');
}
