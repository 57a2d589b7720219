/** The complaints of graphql-js about a document or its variables, in the words of graphql-java, which SuperOps runs. */
import { type ASTNode, type DocumentNode, type GraphQLError, visit } from 'graphql';
import type { JsonObject } from './json.js';

type Words = readonly [type: string, detail: string];

/** Each rule of graphql-js: what its message looks like, and graphql-java's name and sentence for it. */
const RULES: readonly [pattern: RegExp, words: (...parts: string[]) => Words][] = [
  [
    /^Cannot query field "(.+?)" on type "(.+?)"/,
    (field, type) => ['FieldUndefined', `Field '${field}' in type '${type}' is undefined`],
  ],
  [
    /^Field "(.+?)" must not have a selection since type "(.+?)" has no subfields/,
    (field, type) => ['SubSelectionNotAllowed', `Subselection not allowed on leaf type '${type}' of field '${field}'`],
  ],
  [
    /^Field "(.+?)" of type "(.+?)" must have a selection of subfields/,
    (field, type) => ['SubSelectionRequired', `Subselection required for type '${type}' of field '${field}'`],
  ],
  [/^Unknown argument "(.+?)"/, (name) => ['UnknownArgument', `Unknown field argument '${name}'`]],
  [
    /^Field ".+?" argument "(.+?)" of type ".+?" is required/,
    (name) => ['MissingFieldArgument', `Missing field argument '${name}'`],
  ],
  [
    /^Variable "\$(.+?)" of type "(.+?)" used in position expecting type "(.+?)"/,
    (_name, type, expected) => [
      'VariableTypeMismatch',
      `Variable type '${type}' does not match expected type '${expected}'`,
    ],
  ],
  [/^Variable "\$(.+?)" is not defined/, (name) => ['UndefinedVariable', `Undefined variable '${name}'`]],
  [/^Variable "\$(.+?)" is never used/, (name) => ['UnusedVariable', `Unused variable '${name}'`]],
  [/^Unknown type "(.+?)"/, (type) => ['UnknownType', `Unknown type '${type}'`]],
  [/^Unknown fragment "(.+?)"/, (name) => ['UndefinedFragment', `Undefined fragment '${name}'`]],
  [/^Fragment "(.+?)" is never used/, (name) => ['UnusedFragment', `Unused fragment '${name}'`]],
];

/** One `errors` entry about the document. */
export function writeValidationError(error: GraphQLError, document: DocumentNode): JsonObject {
  const paths = (error.nodes ?? []).map((node) => fieldPath(document, node));
  const path = paths.find((names) => names.length > 0) ?? [];
  const [type, detail] = wordsFor(error.message) ?? ['WrongType', error.message];
  const where = path.length > 0 ? `@[${path.join('/')}]` : '';
  return entry(`Validation error (${type}${where}) : ${detail}`, error);
}

/** One about variables: what was sent does not fit its input type. */
export function writeVariableError(error: GraphQLError): JsonObject {
  const unknown = /Field "(.+?)" is not defined by type "(.+?)"/.exec(error.message);
  const absent = /Field "(.+?)" of required type "(.+?)" was not provided/.exec(error.message);
  const nulled = /at "(?:.+\.)?(.+?)"; Expected non-nullable type "(.+?)" not to be null/.exec(error.message);
  const unlisted = /at "(?:.+\.)?(.+?)"; Value "(.+?)" does not exist in "(.+?)" enum/.exec(error.message);
  const [, name] = /^Variable "\$(.+?)"/.exec(error.message) ?? [];
  const missing = absent ?? nulled;
  if (unknown)
    return entry(
      `The variables input contains a field name '${unknown[1]}' that is not defined for input object type '${unknown[2]}' `,
      error,
    );
  if (missing) return entry(`Field '${missing[1]}' has coerced Null value for NonNull type '${missing[2]}'`, error);
  if (unlisted)
    return entry(
      `Variable '${unlisted[1]}' has an invalid value: Invalid input for enum '${unlisted[3]}'. No value found for name '${unlisted[2]}'`,
      error,
    );
  return entry(`Variable '${name ?? ''}' has an invalid value`, error);
}

export function writeSyntaxError(error: GraphQLError): JsonObject {
  const at = error.locations?.at(0);
  const message = `Invalid syntax encountered at line ${at?.line ?? 1} column ${at?.column ?? 1}`;
  return { ...entry(message, error), extensions: { classification: 'InvalidSyntax' } };
}

function entry(message: string, error: GraphQLError): JsonObject {
  const locations = (error.locations ?? []).map(({ line, column }) => ({ line, column }));
  return { message, locations, extensions: { classification: 'ValidationError' } };
}

function wordsFor(message: string): Words | undefined {
  for (const [pattern, words] of RULES) {
    const parts = pattern.exec(message);
    if (parts) return words(...parts.slice(1));
  }
  return undefined;
}

/** Names of the fields around a node, the outermost first, the node's own included. */
function fieldPath(document: DocumentNode, wanted: ASTNode): string[] {
  const open: string[] = [];
  let found: string[] = [];
  visit(document, {
    enter(node) {
      if (node.kind === 'Field') open.push(node.name.value);
      if (node === wanted) found = [...open];
    },
    leave(node) {
      if (node.kind === 'Field') open.pop();
    },
  });
  return found;
}
