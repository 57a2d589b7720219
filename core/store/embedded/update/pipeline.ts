import mingo from 'mingo';
import { MongoError } from '../mongo-error.js';
import { guard } from '../query/expression.js';
import { plainValue } from '../query/plain.js';
import { equalValues } from '../sort-key.js';
import { type Doc, getField, isDoc, setField } from '../values.js';
import type { Update } from './place.js';

const STAGES = new Set(['$addFields', '$set', '$project', '$unset', '$replaceRoot', '$replaceWith']);

/** An update written as an aggregation pipeline, computed by mingo. Fields it leaves alone keep their exact BSON types. */
export function updatePipeline(stages: readonly unknown[]): Update {
  const pipeline = stages.map((stage) => {
    const plain = plainValue(stage);
    const [name = ''] = isDoc(plain) ? Object.keys(plain) : [];
    if (!isDoc(plain) || !STAGES.has(name)) {
      throw new MongoError('FailedToParse', `Unrecognized pipeline stage name in an update: '${name}'`);
    }
    return plain;
  });
  return (doc) => {
    const plain = plainValue(doc);
    const [result] = guard(() => mingo.aggregate(isDoc(plain) ? [plain] : [], pipeline, { scriptEnabled: false }));
    const next: Doc = {};
    for (const [name, value] of Object.entries(result ?? {})) {
      const before = getField(doc, name);
      setField(next, name, before !== undefined && equalValues(before, value) ? before : value);
    }
    const id = getField(doc, '_id');
    if (id !== undefined && !equalValues(id, getField(next, '_id'))) {
      throw new MongoError(
        'ImmutableField',
        "Performing an update on the path '_id' would modify the immutable field '_id'",
      );
    }
    return next;
  };
}
