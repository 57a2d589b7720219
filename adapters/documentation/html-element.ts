/** What is looked at of an element; the library's own types are those of a browser. */
export interface HtmlElement {
  nodeName: string;
  childNodes: ArrayLike<HtmlElement>;
  parentNode: HtmlElement | null;
  nextSibling: HtmlElement | null;
  textContent: string | null;
  /** Absent on text. */
  getAttribute?(name: string): string | null;
}

export const attributeOf = (node: HtmlElement, name: string): string => node.getAttribute?.(name) ?? '';

/** Nothing in these is meant to be read, or nobody but a browser can. */
const UNREADABLE = new Set([
  'APPLET',
  'AUDIO',
  'BASE',
  'BUTTON',
  'CANVAS',
  'EMBED',
  'FRAME',
  'FRAMESET',
  'HEAD',
  'IFRAME',
  'LINK',
  'MATH',
  'META',
  'NOSCRIPT',
  'OBJECT',
  'SCRIPT',
  'SELECT',
  'STYLE',
  'SVG',
  'TEMPLATE',
  'TEXTAREA',
  'TITLE',
  'VIDEO',
]);

const HIDDEN_STYLE =
  /(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0*\.?0+(?:%|\s|;|!|$)|font-size\s*:\s*0*\.?0+(?:[a-z%]|\s|;|!|$)|color\s*:\s*transparent)/i;

/** Whether a reader of the page would not see it: a model must not read what the technician beside it does not. */
export function isUnseen(node: HtmlElement): boolean {
  if (UNREADABLE.has(node.nodeName.toUpperCase())) return true;
  if (!node.getAttribute) return false;
  return node.getAttribute('hidden') !== null || HIDDEN_STYLE.test(attributeOf(node, 'style'));
}

/** The same of a start tag that was not parsed any further: its name and its attributes as they are written. */
export function isUnseenTag(name: string, attributes: string): boolean {
  if (UNREADABLE.has(name.toUpperCase())) return true;
  if (/\shidden(?=[\s=/]|$)/i.test(attributes)) return true;
  const [, double, single] = /\sstyle\s*=\s*(?:"([^"]*)"|'([^']*)')/i.exec(attributes) ?? [];
  return HIDDEN_STYLE.test(double ?? single ?? '');
}
