export interface XmlElement {
  name: string;
  attributes: Readonly<Record<string, string>>;
  children: readonly (XmlElement | string)[];
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const NAME = /[A-Za-z_][\w.-]*/y;
const SPACE = /\s*/y;
const DEEPEST = 20;

/** Parses one XML document: elements, attributes, text, CDATA, comments. Throws where it is not well formed. */
export function parseXml(source: string): XmlElement {
  const text = source.replace(/^\uFEFF/, '');
  let at = 0;
  skipAround();
  const root = element(0);
  skipAround();
  if (at < text.length) fail('text after the document element');
  return root;

  function fail(what: string): never {
    throw new Error(`XML is not well formed at character ${at}: ${what}`);
  }
  function match(pattern: RegExp): string {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0] ?? '';
    at += found.length;
    return found;
  }
  function starts(what: string): boolean {
    return text.startsWith(what, at);
  }
  function expect(what: string): void {
    if (!starts(what)) fail(`expected ${what}`);
    at += what.length;
  }
  function upTo(end: string): string {
    const stop = text.indexOf(end, at);
    if (stop < 0) fail(`no ${end}`);
    const inside = text.slice(at, stop);
    at = stop + end.length;
    return inside;
  }
  /** White space, comments, processing instructions: what may stand around the document element. */
  function skipAround(): void {
    for (;;) {
      match(SPACE);
      if (starts('<!--')) upTo('-->');
      else if (starts('<?')) upTo('?>');
      else return;
    }
  }
  function element(depth: number): XmlElement {
    if (depth > DEEPEST) fail('nested too deeply');
    expect('<');
    const name = match(NAME) || fail('expected a name');
    const attributes: Record<string, string> = {};
    for (;;) {
      const gap = match(SPACE);
      if (starts('/>')) {
        at += 2;
        return { name, attributes, children: [] };
      }
      if (starts('>')) break;
      if (!gap) fail('expected white space before an attribute');
      const attribute = match(NAME) || fail('expected an attribute');
      match(SPACE);
      expect('=');
      match(SPACE);
      const quote = text[at];
      if (quote !== '"' && quote !== "'") fail('an attribute value needs quotes');
      at += 1;
      const value = upTo(quote ?? '"');
      if (value.includes('<')) fail('< in an attribute value');
      if (Object.hasOwn(attributes, attribute)) fail(`${attribute} is given twice`);
      attributes[attribute] = decoded(value);
    }
    expect('>');
    const children: (XmlElement | string)[] = [];
    while (!starts('</')) {
      if (at >= text.length) fail(`<${name}> is not closed`);
      if (starts('<!--')) upTo('-->');
      else if (starts('<![CDATA[')) {
        at += 9;
        children.push(upTo(']]>'));
      } else if (starts('<')) children.push(element(depth + 1));
      else children.push(decoded(match(/[^<]+/y)));
    }
    expect(`</${name}`);
    match(SPACE);
    expect('>');
    return { name, attributes, children };
  }
  function decoded(raw: string): string {
    return raw.replace(/&([^;\s]{0,10};?)/g, (_whole, inside: string) => {
      const entity = inside.slice(0, -1);
      if (!inside.endsWith(';')) fail('a bare &');
      const code = /^#(?:x([0-9a-fA-F]+)|(\d+))$/.exec(entity);
      if (code) return String.fromCodePoint(code[1] ? Number.parseInt(code[1], 16) : Number(code[2]));
      return ENTITIES[entity] ?? fail(`unknown entity &${entity};`);
    });
  }
}

/** All the text inside an element. */
export function textOf(node: XmlElement): string {
  return node.children
    .map((child) => (typeof child === 'string' ? child : textOf(child)))
    .join('')
    .replace(/\s+/g, ' ')
    .trim();
}

export function elementsOf(node: XmlElement): XmlElement[] {
  return node.children.filter((child): child is XmlElement => typeof child !== 'string');
}
