/**
 * `$search`: clauses `"property:text"` joined by AND and OR. displayName and description are searched by word (each word asked
 * for begins a word of the value), every other property by its beginning. Source: Microsoft Graph facts, conventions.
 */
import type { Value } from './filter.js';
import { badRequest } from './graph-error.js';

type Read = (property: string) => Value;

const BY_WORD = new Set(['displayName', 'description']);

export function parseSearch(text: string, properties: ReadonlySet<string>): (read: Read) => boolean {
  const alternatives: ((read: Read) => boolean)[][] = [[]];
  let rest = text.trim();
  for (let joined = ''; ; ) {
    const clause = /^"((?:[^"\\]|\\.)*)"\s*/.exec(rest);
    if (!clause) throw syntaxError();
    if (joined === 'OR') alternatives.push([]);
    alternatives.at(-1)?.push(parseClause(clause[1] ?? ''));
    rest = rest.slice(clause[0].length);
    if (!rest) break;
    const word = /^(AND|OR)\s+/.exec(rest);
    if (!word) throw syntaxError();
    joined = word[1] ?? '';
    rest = rest.slice(word[0].length);
  }
  return (read) => alternatives.some((clauses) => clauses.every((clause) => clause(read)));

  function parseClause(clause: string): (read: Read) => boolean {
    const colon = clause.indexOf(':');
    const property = clause.slice(0, colon);
    const wanted = clause.slice(colon + 1).replaceAll(/\\(.)/g, '$1');
    if (colon < 1 || !wanted.trim()) throw syntaxError();
    if (!properties.has(property)) throw badRequest(`Unsupported property '${property}' in $search.`);
    if (!BY_WORD.has(property))
      return (read) => texts(read(property)).some((value) => value.startsWith(wanted.toLowerCase()));
    const asked = words(wanted);
    return (read) => {
      const found = texts(read(property)).flatMap(words);
      return asked.length > 0 && asked.every((word) => found.some((other) => other.startsWith(word)));
    };
  }

  function syntaxError() {
    return badRequest(`Syntax error in $search: '${text}'. Write each clause as "property:text", joined by AND or OR.`);
  }
}

function texts(value: Value): string[] {
  if (typeof value === 'string') return [value.toLowerCase()];
  return Array.isArray(value) ? value.map((item: string) => item.toLowerCase()) : [];
}

function words(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}
