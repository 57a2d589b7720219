import { MongoError, notImplemented } from '../mongo-error.js';
import { type Doc, isDoc, isTruthy, toInteger, toNumber } from '../values.js';

/** Arguments that every command may carry. Sessions and read settings change nothing on one server. */
const GENERIC = new Set([
  ...['$db', 'lsid', '$clusterTime', '$readPreference', 'readConcern', 'writeConcern', 'comment', 'maxTimeMS'],
  ...['apiVersion', 'apiStrict', 'apiDeprecationErrors', 'bypassDocumentValidation', 'helloOk'],
]);

/** Refuses what a command does not know, and transactions. Nothing is ignored in silence. */
export function assertArguments(command: string, args: Doc, accepted: ReadonlySet<string> | undefined): void {
  if (args.txnNumber !== undefined || args.startTransaction !== undefined || args.autocommit !== undefined) {
    throw new MongoError('IllegalOperation', 'Transaction numbers are only allowed on a replica set member or mongos');
  }
  if (accepted) assertFields(command, args, accepted);
  const concern = args.writeConcern;
  const w = isDoc(concern) ? toNumber(concern.w) : undefined;
  if (w !== undefined && w > 1) throw new MongoError('BadValue', "cannot use 'w' > 1 when a host is not replicated");
}

export function assertFields(where: string, doc: Doc, accepted: ReadonlySet<string>): void {
  for (const name of Object.keys(doc)) {
    if (name === where || accepted.has(name) || GENERIC.has(name)) continue;
    throw new MongoError('Location40415', `BSON field '${where}.${name}' is an unknown field.`);
  }
}

/** Refuses what MongoDB knows and this server does not, when it is asked for. */
export function refuse(where: string, doc: Doc, names: readonly string[]): void {
  for (const name of names) {
    const value = doc[name];
    const isEmpty = isDoc(value) ? Object.keys(value).length === 0 : !isTruthy(value);
    if (!isEmpty) throw notImplemented(`The option ${where}.${name}`);
  }
}

/** Collations change how strings compare; only the simple one is what this server does. */
export function refuseCollation(where: string, doc: Doc): void {
  const collation = doc.collation;
  if (isDoc(collation) && Object.keys(collation).length > 0 && collation.locale !== 'simple') {
    throw notImplemented(`A collation (${where})`);
  }
}

function wrongType(name: string, expected: string): MongoError {
  return new MongoError('TypeMismatch', `BSON field '${name}' is the wrong type, expected type '${expected}'`);
}

export function textArgument(args: Doc, name: string): string {
  const value = args[name];
  if (typeof value !== 'string') throw wrongType(name, 'string');
  return value;
}

/** A document argument; absent is empty. */
export function docArgument(args: Doc, name: string): Doc {
  const value = args[name] ?? {};
  if (!isDoc(value)) throw wrongType(name, 'object');
  return value;
}

export function listArgument(args: Doc, name: string): readonly unknown[] {
  const value = args[name] ?? [];
  if (!Array.isArray(value)) throw wrongType(name, 'array');
  return value;
}

/** A whole number of zero or more; undefined when absent. */
export function countArgument(args: Doc, name: string): number | undefined {
  if (args[name] === undefined || args[name] === null) return undefined;
  const value = toInteger(args[name]);
  if (value === undefined) throw wrongType(name, 'int');
  if (value < 0) throw new MongoError('BadValue', `BSON field '${name}' value must be >= 0, actual value '${value}'`);
  return value;
}

/** The `let` variables of a command. */
export function variablesArgument(args: Doc): Doc {
  return docArgument(args, 'let');
}
