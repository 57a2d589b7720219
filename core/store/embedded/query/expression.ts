import mingo from 'mingo';
import { MongoError } from '../mongo-error.js';
import { type Doc, isDoc } from '../values.js';
import { plainValue } from './plain.js';

/** `$expr`: an aggregation expression over the whole document, computed by mingo on plain JavaScript values. */
export function compileExpression(expression: unknown, variables: Readonly<Doc>): (doc: Doc) => boolean {
  const plain = plainValue(variables);
  const query = guard(
    () =>
      new mingo.Query(
        { $expr: plainValue(expression) },
        { scriptEnabled: false, variables: isDoc(plain) ? plain : {} },
      ),
  );
  return (doc) => {
    const value = plainValue(doc);
    return isDoc(value) && guard(() => query.test(value));
  };
}

/** Runs mingo and turns its refusals (unknown operator, wrong argument) into coded ones. */
export function guard<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof MongoError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new MongoError('BadValue', `The expression cannot be computed: ${reason}`);
  }
}
