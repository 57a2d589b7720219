/**
 * ConnectWise's query language, read into a tree: `board/name="Help Desk" and closedFlag=False`.
 * Source: ConnectWise facts, query language (Developer Guide). How a quote inside a string is escaped is unconfirmed:
 * a backslash is understood here.
 */
import { badQuery } from './errors.js';

export type Literal =
  | { kind: 'text'; value: string }
  | { kind: 'number'; value: number }
  | { kind: 'date'; value: number }
  | { kind: 'flag'; value: boolean }
  | { kind: 'null' };

export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=' | 'contains' | 'like';

export type Condition =
  | { kind: 'and'; parts: Condition[] }
  | { kind: 'or'; parts: Condition[] }
  | { kind: 'not'; part: Condition }
  | { kind: 'compare'; path: string[]; operator: Comparison; value: Literal }
  | { kind: 'in'; path: string[]; values: Literal[] };

type Token = { at: number; text: string } & (
  | { kind: 'literal'; literal: Literal }
  | { kind: 'word' }
  | { kind: 'symbol' }
  | { kind: 'end' }
);

const TOKEN =
  /\s*(?:"((?:[^"\\]|\\.)*)"|\[([^\]]*)\]|(-?\d+(?:\.\d+)?)(?![\w/])|([A-Za-z_][\w.]*(?:\/[A-Za-z_]\w*)*)|(!=|<=|>=|[=<>(),]))/y;
const COMPARISONS: readonly Comparison[] = ['=', '!=', '<', '<=', '>', '>=', 'contains', 'like'];
const MAX_DEPTH = 50;

/** Reads conditions; a 400 refusal, naming the place, when they are malformed. */
export function parseConditions(source: string): Condition {
  const tokens = readTokens(source);
  let position = 0;
  const condition = readEither(0);
  if (peek().kind !== 'end') throw malformed(peek());
  return condition;

  function readEither(depth: number): Condition {
    return readChain('or', () => readChain('and', () => readOne(depth + 1)));
  }

  function readChain(kind: 'and' | 'or', readPart: () => Condition): Condition {
    const first = readPart();
    const parts = [first];
    while (takeWord(kind)) parts.push(readPart());
    return parts.length === 1 ? first : { kind, parts };
  }

  function readOne(depth: number): Condition {
    if (depth > MAX_DEPTH) throw badQuery('The conditions are nested too deeply.');
    if (takeWord('not')) return { kind: 'not', part: readOne(depth + 1) };
    if (takeSymbol('(')) {
      const inner = readEither(depth);
      if (!takeSymbol(')')) throw malformed(peek());
      return inner;
    }
    return readComparison();
  }

  function readComparison(): Condition {
    const field = next();
    if (field.kind !== 'word') throw malformed(field);
    const path = field.text.split('/');
    const negated = takeWord('not');
    const condition = readTest(path);
    return negated ? { kind: 'not', part: condition } : condition;
  }

  function readTest(path: string[]): Condition {
    if (takeWord('in')) return { kind: 'in', path, values: readList() };
    const token = next();
    const operator = COMPARISONS.find((known) => known === token.text.toLowerCase());
    if (!operator || token.kind === 'literal') throw malformed(token);
    return { kind: 'compare', path, operator, value: readLiteral() };
  }

  function readList(): Literal[] {
    if (!takeSymbol('(')) throw malformed(peek());
    const values = [readLiteral()];
    while (takeSymbol(',')) values.push(readLiteral());
    if (!takeSymbol(')')) throw malformed(peek());
    return values;
  }

  function readLiteral(): Literal {
    const token = next();
    if (token.kind === 'literal') return token.literal;
    const word = token.kind === 'word' ? token.text.toLowerCase() : '';
    if (word === 'true' || word === 'false') return { kind: 'flag', value: word === 'true' };
    if (word === 'null') return { kind: 'null' };
    throw malformed(token);
  }

  function peek(): Token {
    return tokens[position] ?? { kind: 'end', at: source.length, text: '' };
  }
  function next(): Token {
    const token = peek();
    position += 1;
    return token;
  }
  function takeWord(word: string): boolean {
    const token = peek();
    if (token.kind !== 'word' || token.text.toLowerCase() !== word) return false;
    position += 1;
    return true;
  }
  function takeSymbol(symbol: string): boolean {
    const token = peek();
    if (token.kind !== 'symbol' || token.text !== symbol) return false;
    position += 1;
    return true;
  }
}

function readTokens(source: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  const end = source.trimEnd().length;
  while (TOKEN.lastIndex < end) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(source);
    if (!match) throw malformed({ at, text: source.slice(at, at + 20).trim() });
    tokens.push(tokenOf(match, at));
  }
  return tokens;
}

function tokenOf(match: RegExpExecArray, at: number): Token {
  const [text, string, date, number, word] = match;
  const base = { at, text: text.trim() };
  if (string !== undefined)
    return { ...base, kind: 'literal', literal: { kind: 'text', value: string.replace(/\\(.)/g, '$1') } };
  if (date !== undefined) {
    const value = Date.parse(date);
    if (!/^\d{4}-\d{2}-\d{2}/.test(date) || Number.isNaN(value)) throw badQuery(`[${date}] is not a date.`);
    return { ...base, kind: 'literal', literal: { kind: 'date', value } };
  }
  if (number !== undefined) return { ...base, kind: 'literal', literal: { kind: 'number', value: Number(number) } };
  return { ...base, kind: word === undefined ? 'symbol' : 'word' };
}

function malformed(token: { at: number; text: string }) {
  const what = token.text ? `'${token.text}'` : 'the end';
  return badQuery(`The conditions are malformed: ${what} was not expected at position ${token.at}.`);
}
