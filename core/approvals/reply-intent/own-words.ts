import { dropInvisible, plainPunctuation } from './characters.js';
import { linkMark, readHtmlText, struckMark } from './html-text.js';
import { dropQuotes } from './quoted-lines.js';
import { dropSignature } from './signature.js';

export interface OwnWords {
  /** What the writer said, line by line, without quoted originals and signature. */
  readonly text: string;
  /** Why these words may not be what a reader of the note sees or means. Such a text never approves. */
  readonly doubts: readonly Doubt[];
}

export type Doubt =
  | 'hidden-text'
  | 'broken-markup'
  | 'link-text'
  | 'invisible-characters'
  | 'struck-out'
  | 'answers-part-of-a-quote';

/** How people see a note: as the HTML that it is, or as the text that it is, markup and all. */
export type ShownAs = 'html' | 'text';

/**
 * Takes from a note everything that is not the writer's own: markup, quoted messages, signature, invisible characters.
 * Markup is taken from a note that is shown as text, too; what people there can read of it makes it doubtful.
 */
export function ownWords(note: string, shownAs: ShownAs = 'html'): OwnWords {
  const html = readHtmlText(note);
  const seen = dropInvisible(html.text);
  const quotes = dropQuotes(plainPunctuation(seen.text));
  const struck = quotes.text.includes(struckMark) || /~~[^~\n]+~~/.test(quotes.text);
  const doubts: Doubt[] = [];
  if (html.hidden || (html.unseen && shownAs === 'text')) doubts.push('hidden-text');
  if (html.broken) doubts.push('broken-markup');
  if (quotes.text.includes(linkMark)) doubts.push('link-text');
  if (seen.suspicious) doubts.push('invisible-characters');
  if (struck) doubts.push('struck-out');
  if (quotes.partial) doubts.push('answers-part-of-a-quote');
  return { text: dropSignature(dropEmphasis(quotes.text.replaceAll(linkMark, ''))).trim(), doubts };
}

/** Bold, italic, headings and list marks of Markdown are looks, not words. */
function dropEmphasis(text: string): string {
  return text
    .split('\n')
    .map((line) =>
      line
        .replace(/^ {0,8}(?:#{1,6}|[-*+\u2022\u00b7]) +(?=\S)/, (mark) => (/[-]/.test(mark) ? '- ' : ''))
        .replace(/(^|[^A-Za-z0-9*])(\*{1,3})(?=[^\s*])([^*\n]{1,400})\2(?![A-Za-z0-9*])/g, '$1$3')
        .replace(/(^|[^A-Za-z0-9_])(_{1,3})(?=[^\s_])([^_\n]{1,400})\2(?![A-Za-z0-9_])/g, '$1$3')
        .trim(),
    )
    .join('\n');
}
