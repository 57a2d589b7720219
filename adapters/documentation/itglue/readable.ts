import { cutLine, sameText } from '../../psa/words.js';
import { htmlToMarkdown } from '../html-to-markdown.js';
import { withoutSecrets } from '../without-secrets.js';

/** Where relative addresses begin from when a record does not say where it is. */
const HOME = 'https://app.itglue.com';

/** A text of a person, in HTML or plain, as Markdown without the secrets in it. */
export function readable(text: string | null | undefined, baseUrl?: string | null): string {
  return withoutSecrets(asMarkdown(text, baseUrl));
}

/** The same with what secrets it holds: to compare and to look for them, never to be shown. */
export function asMarkdown(text: string | null | undefined, baseUrl?: string | null): string {
  if (!text) return '';
  if (!/<[a-z!/][^>]*>/i.test(text)) return text.trim();
  return htmlToMarkdown(text, { baseUrl: baseUrl && URL.canParse(baseUrl) ? baseUrl : HOME }).text;
}

/** Whether two texts say the same, however they are laid out. */
export function saySame(one: string | null | undefined, other: string | null | undefined): boolean {
  return sameText(asMarkdown(one), asMarkdown(other));
}

/** Whether something in a text looks like a secret. */
export function holdsSecret(markdown: string): boolean {
  return withoutSecrets(markdown) !== markdown;
}

/** The words around what was searched for, or the beginning. One line. */
export function excerptOf(markdown: string, query: string, longest = 300): string {
  const lower = markdown.toLowerCase();
  const places = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word.length > 2)
    .map((word) => lower.indexOf(word))
    .filter((place) => place >= 0);
  const start = Math.max(0, Math.min(...places, lower.length) - longest / 4);
  const from = places.length === 0 ? 0 : start;
  return cutLine(`${from > 0 ? '…' : ''}${markdown.slice(from, from + 2 * longest)}`, longest);
}
