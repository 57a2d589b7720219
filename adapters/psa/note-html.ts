import { convert } from 'html-to-text';

const ADDRESS = /https?:\/\/[^\s<>"')\]]*[^\s<>"')\].,;:!?]/g;
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const asText = (text: string) => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);

/** A line that begins with spaces keeps them: HTML would swallow them. */
const indented = (line: string) => line.replace(/^ +/, (spaces) => '&nbsp;'.repeat(spaces.length));

function lineToHtml(line: string): string {
  let html = '';
  let end = 0;
  for (const { 0: address, index } of line.matchAll(ADDRESS)) {
    html += `${asText(line.slice(end, index))}<a href="${asText(address)}">${asText(address)}</a>`;
    end = index + address.length;
  }
  return indented(html + asText(line.slice(end)));
}

/** Plain text as HTML for PSAs that show notes as such: paragraphs, line breaks, web addresses as links. Nothing in it is markup. */
export function noteToHtml(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .trim()
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${paragraph.split('\n').map(lineToHtml).join('<br>')}</p>`)
    .join('');
}

/** What a person reads of a note in HTML; of a link whose words are not its address, the address too. */
export function htmlToNote(html: string): string {
  return (
    convert(html, {
      wordwrap: false,
      selectors: [
        { selector: 'a', options: { hideLinkHrefIfSameAsText: true, ignoreHref: false } },
        { selector: 'img', format: 'skip' },
        ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'table'].map((selector) => ({
          selector,
          options: { uppercase: false },
        })),
      ],
    })
      .replace(/\u00a0/g, ' ')
      // Editors write an empty line as a block with a line break in it, which is one line end too many.
      .replace(/\n{3,}/g, '\n\n')
      .trim()
  );
}
