/**
 * `$filter`, as far as directory objects know it: eq, ne, in, and, or, not, parentheses, startswith, endswith and any() over
 * collections of strings. ne, not and endswith are advanced queries. Logs also compare dates, and Intune knows contains.
 * Source: Microsoft Graph facts, conventions.
 */
import { badRequest, unsupported } from './graph-error.js';

export type Value = string | number | boolean | null | readonly string[];
export interface Filter {
  matches(read: (property: string) => Value): boolean;
  /** Needs ConsistencyLevel: eventual and $count=true. */
  advanced: boolean;
}
type Test = (read: (property: string) => Value) => boolean;

export interface Filterable {
  /** Which properties can be filtered on; anything else is refused. */
  filterable: ReadonlySet<string>;
  dated?: ReadonlySet<string>;
  contains?: boolean;
}

/** Throws Graph's 400s. */
export function parseFilter(text: string, { filterable, dated = new Set(), contains = false }: Filterable): Filter {
  const tokens = tokenize(text);
  let at = 0;
  let advanced = false;
  const matches = anyOf();
  if (at < tokens.length) throw syntaxError();
  return { matches, advanced };

  function anyOf(): Test {
    const tests = [allOf()];
    while (take('or')) tests.push(allOf());
    return (read) => tests.some((test) => test(read));
  }

  function allOf(): Test {
    const tests = [one()];
    while (take('and')) tests.push(one());
    return (read) => tests.every((test) => test(read));
  }

  function one(): Test {
    if (take('not')) {
      advanced = true;
      const inner = one();
      return (read) => !inner(read);
    }
    if (take('(')) {
      const inner = anyOf();
      expect(')');
      return inner;
    }
    const name = tokens[at]?.toLowerCase();
    if (name === 'startswith' || name === 'endswith' || (name === 'contains' && contains)) return affix(name);
    const path = property();
    return /\/any$/i.test(path) ? lambda(path.slice(0, -4)) : comparison(known(path));
  }

  function affix(name: 'startswith' | 'endswith' | 'contains'): Test {
    at += 1;
    if (name === 'endswith') advanced = true;
    expect('(');
    const path = known(property());
    expect(',');
    const wanted = fold(literal());
    expect(')');
    return (read) => {
      const value = fold(read(path));
      if (typeof value !== 'string' || typeof wanted !== 'string') return false;
      if (name === 'contains') return value.includes(wanted);
      return name === 'startswith' ? value.startsWith(wanted) : value.endsWith(wanted);
    };
  }

  function comparison(path: string): Test {
    if (take('eq')) return equals(path, literal());
    if (take('ne')) {
      advanced = true;
      const equal = equals(path, literal());
      return (read) => !equal(read);
    }
    if (take('in')) {
      expect('(');
      const tests = [equals(path, literal())];
      while (take(',')) tests.push(equals(path, literal()));
      expect(')');
      return (read) => tests.some((test) => test(read));
    }
    const order = tokens[at]?.toLowerCase() ?? '';
    const holds = ORDERS[order];
    if (holds && dated.has(path)) {
      at += 1;
      const wanted = date();
      return (read) => holds(Date.parse(String(read(path))), wanted);
    }
    throw unsupported(`Unsupported or invalid query filter clause specified for property '${path}' of resource.`);
  }

  /** otherMails/any(o:o eq 'x') and any(o:startswith(o,'x')). */
  function lambda(path: string): Test {
    known(path);
    expect('(');
    const variable = property();
    expect(':');
    const starts = take('startswith');
    if (starts) expect('(');
    if (property() !== variable) throw syntaxError();
    expect(starts ? ',' : 'eq');
    const wanted = fold(literal());
    if (starts) expect(')');
    expect(')');
    return (read) => {
      const items = read(path);
      if (!Array.isArray(items)) return false;
      return items.some((item: string) =>
        starts ? item.toLowerCase().startsWith(String(wanted)) : fold(item) === wanted,
      );
    };
  }

  function known(path: string): string {
    if (!filterable.has(path)) {
      throw unsupported(`Unsupported or invalid query filter clause specified for property '${path}' of resource.`);
    }
    return path;
  }

  function property(): string {
    const token = tokens[at];
    if (!token || !/^[A-Za-z][\w/.]*$/.test(token)) throw syntaxError();
    at += 1;
    return token;
  }

  function literal(): Value {
    const token = tokens[at];
    at += 1;
    if (token?.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'");
    if (token === 'true' || token === 'false') return token === 'true';
    if (token === 'null') return null;
    if (token && /^-?\d+$/.test(token)) return Number(token);
    throw syntaxError();
  }

  /** Milliseconds since 1970; dates stand without quotes. */
  function date(): number {
    const token = tokens[at] ?? '';
    const parsed = /^\d{4}-/.test(token) ? Date.parse(token) : Number.NaN;
    if (Number.isNaN(parsed)) throw syntaxError();
    at += 1;
    return parsed;
  }

  function take(word: string): boolean {
    if (tokens[at]?.toLowerCase() !== word) return false;
    at += 1;
    return true;
  }

  function expect(word: string): void {
    if (!take(word)) throw syntaxError();
  }

  function syntaxError() {
    return badRequest(
      `Invalid filter clause: Syntax error at position ${tokens.slice(0, at).join(' ').length} in '${text}'.`,
    );
  }
}

const ORDERS: Readonly<Record<string, (value: number, wanted: number) => boolean>> = {
  lt: (value, wanted) => value < wanted,
  le: (value, wanted) => value <= wanted,
  gt: (value, wanted) => value > wanted,
  ge: (value, wanted) => value >= wanted,
};

function equals(path: string, wanted: Value): Test {
  return (read) => fold(read(path)) === fold(wanted);
}

/** The directory compares strings without regard to case. */
function fold(value: Value): Value {
  return typeof value === 'string' ? value.toLowerCase() : value;
}

function tokenize(text: string): string[] {
  const tokens: string[] = [];
  const pattern =
    /\s*('(?:[^']|'')*'|[(),:]|\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d))?|-?\d+(?![\w-])|[A-Za-z][\w/.]*)/y;
  while (pattern.lastIndex < text.trimEnd().length) {
    const from = pattern.lastIndex;
    const token = pattern.exec(text)?.[1];
    if (token === undefined) throw badRequest(`Invalid filter clause: Syntax error at position ${from} in '${text}'.`);
    tokens.push(token);
  }
  return tokens;
}
