import { MongoError, notImplemented } from '../mongo-error.js';
import { type Doc, isDoc } from '../values.js';
import { compileExpression } from './expression.js';
import { compileOperators, isOperatorDoc } from './operators.js';
import { topField, valuesAt } from './paths.js';

export type Predicate = (doc: Doc) => boolean;

export type Filter = {
  matches: Predicate;
  /** The top-level fields that `matches` looks at; undefined when it needs the whole document. */
  fields: ReadonlySet<string> | undefined;
};

/** Variables of a command's `let`, usable in `$expr` as `$$name`. */
export type Variables = Readonly<Doc>;

/** Compiles a query document. Throws BadValue for operators it does not know: nothing is ever silently ignored. */
export function compileFilter(query: Doc, variables: Variables = {}): Filter {
  const fields = new Set<string>();
  let whole = false;
  const needWhole = () => {
    whole = true;
  };
  const matches = compileDoc(query, { fields, needWhole, variables });
  return { matches, fields: whole ? undefined : fields };
}

type Compiling = { fields: Set<string>; needWhole: () => void; variables: Variables };

const LOGICAL = new Set(['$and', '$or', '$nor']);

function compileDoc(query: Doc, compiling: Compiling): Predicate {
  const all: Predicate[] = [];
  for (const [name, condition] of Object.entries(query)) {
    if (LOGICAL.has(name)) all.push(compileLogical(name, condition, compiling));
    else if (name === '$comment') continue;
    else if (name === '$expr') {
      compiling.needWhole();
      all.push(compileExpression(condition, compiling.variables));
    } else if (name.startsWith('$')) throw refuseTopLevel(name);
    else all.push(compileField(name, condition, compiling));
  }
  const [only] = all;
  if (all.length === 1 && only) return only;
  return (doc) => all.every((test) => test(doc));
}

function refuseTopLevel(name: string): MongoError {
  if (['$where', '$text', '$jsonSchema', '$sampleRate', '$alwaysTrue', '$alwaysFalse'].includes(name)) {
    return notImplemented(`The query operator ${name}`);
  }
  return new MongoError('BadValue', `unknown top level operator: ${name}`);
}

function compileLogical(name: string, condition: unknown, compiling: Compiling): Predicate {
  if (!Array.isArray(condition) || condition.length === 0) {
    throw new MongoError('BadValue', `${name} must be a nonempty array`);
  }
  const branches = condition.map((branch: unknown) => {
    if (!isDoc(branch)) throw new MongoError('BadValue', '$or/$and/$nor entries need to be full objects');
    return compileDoc(branch, compiling);
  });
  if (name === '$and') return (doc) => branches.every((test) => test(doc));
  if (name === '$or') return (doc) => branches.some((test) => test(doc));
  return (doc) => !branches.some((test) => test(doc));
}

function compileField(path: string, condition: unknown, compiling: Compiling): Predicate {
  compiling.fields.add(topField(path));
  const test = compileOperators(isOperatorDoc(condition) ? condition : { $eq: condition }, compileNested);
  if (!path.includes('.')) {
    return (doc) => test([Object.hasOwn(doc, path) ? doc[path] : undefined]);
  }
  const parts = path.split('.');
  return (doc) => test(valuesAt(doc, parts));
}

/** The query inside `$elemMatch` and `$pull`: over an element that is itself a document. */
export function compileNested(query: Doc): Predicate {
  return compileDoc(query, { fields: new Set(), needWhole: () => {}, variables: {} });
}
