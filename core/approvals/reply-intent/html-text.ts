import { decodeEntities } from './html-entities.js';
import { type Effort, readTag, type Tag } from './html-tag.js';
import {
  blockTags,
  hiddenClasses,
  hidingStyles,
  originalStarts,
  setAside,
  strikingStyle,
  struckTags,
  unseenTags,
  voidTags,
} from './html-tags.js';

/** Stands in the text where words were struck out. A private-use character: no keyboard makes it. */
export const struckMark = '\ue000';

/** Stands before a link whose text speaks of approving or denying: the name of a button, most likely copied from a note of ours. */
export const linkMark = '\ue002';

export interface HtmlText {
  readonly text: string;
  /** Words were there that a reader of the note cannot see. */
  readonly hidden: boolean;
  /** Words were there that no reader of HTML sees, in comments or scripts; a reader of the source does. */
  readonly unseen: boolean;
  /** The markup is broken or tangled so that what a reader sees is not certain. */
  readonly broken: boolean;
}

type Fate = 'shown' | 'quoted' | 'unseen' | 'hidden' | 'struck';

interface Open {
  readonly name: string;
  readonly fate: Fate;
  /** The link that it is in, counted from 1. */
  readonly link: number | undefined;
}

const choiceWords = /approv|accept|agree|proceed|continue|go ahead|confirm|authori[sz]e|\b(?:yes|ok|okay)\b/i;

/**
 * The words that a reader of an HTML (or plain) note sees, block elements as line breaks, without quoted originals,
 * marked-up signatures, comments, scripts and hidden text. Linear in the length of the input.
 */
export function readHtmlText(html: string): HtmlText {
  const effort: Effort = { left: html.length * 12 + 1000 };
  const parts: string[] = [];
  const stack: Open[] = [];
  const links = new Map<number, { from: number; text: string }>();
  let linkCount = 0;
  let hidden = false;
  let unseen = false;
  let broken = false;
  let blocks = false;
  let preformatted = 0;
  let at = 0;

  const fate = (): Fate => stack.at(-1)?.fate ?? 'shown';
  const say = (raw: string): void => {
    if (raw === '') return;
    const where = fate();
    const link = stack.at(-1)?.link;
    if (link !== undefined && where === 'shown') {
      const { from, text } = links.get(link) ?? { from: parts.length, text: '' };
      links.set(link, { from, text: `${text}${raw}` });
    }
    if (where === 'shown') parts.push(preformatted > 0 ? raw.replaceAll('\n', '\ue001') : raw);
    else if (raw.trim() !== '' && decodeEntities(raw).trim() !== '') {
      if (where === 'hidden') hidden = true;
      if (where === 'unseen') unseen = true;
      if (where === 'struck') parts.push(struckMark);
    }
  };

  while (at < html.length) {
    const open = html.indexOf('<', at);
    if (open < 0 || effort.left < 0) {
      say(html.slice(at));
      broken ||= effort.left < 0;
      break;
    }
    say(html.slice(at, open));
    const aside = skipAside(html, open);
    if (aside !== undefined) {
      broken ||= aside.unclosed;
      unseen = true;
      at = aside.end;
      continue;
    }
    const tag = readTag(html, open, effort);
    if (tag === undefined) {
      say('<');
      at = open + 1;
      continue;
    }
    at = tag.end;
    const block = blockTags.has(tag.name);
    if (block) {
      blocks = true;
      parts.push('\ue001');
    }
    if (tag.closing) {
      if (quoting.has(tag.name) && fate() === 'shown') parts.push('"');
      if (tag.name === 'pre') preformatted = Math.max(0, preformatted - 1);
      closeTag(stack, tag.name);
      continue;
    }
    if (startsOriginal(tag)) {
      // What follows is the message that was answered. It cannot be told from own words, so none of it is read.
      break;
    }
    if (quoting.has(tag.name) && fate() === 'shown') parts.push('"');
    if (tag.name === 'at' && fate() === 'shown') parts.push('@');
    // A box to tick says nothing until somebody ticks it, and a note does not show whether somebody did.
    if (tag.name === 'input' || tag.name === 'button') say('\u2610');
    if (tag.name === 'img' || tag.name === 'emoji') sayPicture(tag, say);
    if (voidTags.has(tag.name)) continue;
    if (tag.name === 'pre') preformatted += 1;
    if (tag.name === 'a') linkCount += 1;
    stack.push({
      name: tag.name,
      fate: fate() === 'shown' || fate() === 'struck' ? fateOf(tag, fate()) : fate(),
      link: tag.name === 'a' ? linkCount : stack.at(-1)?.link,
    });
    if (stack.length > 2000) return { text: '', hidden, unseen, broken: true };
  }

  // With block elements a line break in the source is only white space; without them it is a line break.
  for (const { from, text } of links.values())
    if (choiceWords.test(decodeEntities(text))) parts[from] = `${linkMark}${parts[from] ?? ''}`;
  const joined = parts.join('');
  const laidOut = (blocks ? joined.replace(/[\r\n]/g, ' ') : joined).replaceAll('\ue001', '\n');
  return { text: decodeEntities(laidOut), hidden, unseen, broken };
}

function skipAside(html: string, open: number): { end: number; unclosed: boolean } | undefined {
  const comment = html.startsWith('<!--', open);
  const declaration = !comment && /^<(?:!doctype|!\[|\?xml)/i.test(html.slice(open, open + 10));
  if (!comment && !declaration) return undefined;
  const mark = comment ? '-->' : '>';
  const close = html.indexOf(mark, open + (comment ? 4 : 2));
  return close < 0 ? { end: html.length, unclosed: true } : { end: close + mark.length, unclosed: false };
}

function closeTag(stack: Open[], name: string): void {
  // A stray end tag closes nothing; looking a bounded way down keeps the work linear.
  for (let depth = stack.length - 1; depth >= 0 && depth >= stack.length - 60; depth -= 1) {
    if (stack[depth]?.name === name) {
      stack.length = depth;
      return;
    }
  }
}

/** Elements that stand for quotation marks. */
const quoting: ReadonlySet<string> = new Set(['q', 'cite']);

const labelsOf = (tag: Tag): string[] =>
  `${tag.attributes.get('id') ?? ''} ${tag.attributes.get('class') ?? ''}`
    .toLowerCase()
    .split(/\s+/)
    // Outlook on the web writes x_ before names that came with a mail.
    .map((label) => label.replace(/^(?:x_){1,20}/, ''));

const startsOriginal = (tag: Tag): boolean => labelsOf(tag).some((label) => originalStarts.has(label));

function fateOf(tag: Tag, around: Fate): Fate {
  if (unseenTags.has(tag.name)) return 'unseen';
  const labels = labelsOf(tag);
  if (tag.name === 'blockquote' || labels.some((label) => setAside.has(label))) return 'quoted';
  const style = (tag.attributes.get('style') ?? '').toLowerCase().replace(/\s/g, '');
  const isHidden =
    tag.attributes.has('hidden') ||
    labels.some((label) => hiddenClasses.has(label)) ||
    hidingStyles.some((hiding) => hiding.test(style));
  if (isHidden) return 'hidden';
  if (struckTags.has(tag.name) || strikingStyle.test(style)) return 'struck';
  return around;
}

/** An emoji is often sent as a picture whose alternative text is the emoji. Other pictures say nothing. */
function sayPicture(tag: Tag, say: (raw: string) => void): void {
  const alternative = tag.attributes.get('alt') ?? '';
  if (alternative.length <= 12 && /\p{Extended_Pictographic}/u.test(alternative)) say(` ${alternative} `);
}
