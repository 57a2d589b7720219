import { BSONRegExp, Double, Int32, Long, Timestamp } from 'bson';
import { type Doc, isDoc, setField } from '../values.js';

/** BSON number classes as JavaScript numbers where that loses nothing; everything else as it is. */
export function plainValue(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Int32 || value instanceof Double) return value.value;
  if (value instanceof Long && !(value instanceof Timestamp)) {
    const number = value.toNumber();
    return Number.isSafeInteger(number) ? number : value;
  }
  if (value instanceof BSONRegExp)
    return new RegExp(value.pattern, [...value.options].filter((flag) => 'ims'.includes(flag)).join(''));
  if (Array.isArray(value)) return value.map(plainValue);
  if (!isDoc(value)) return value;
  const plain: Doc = {};
  for (const name of Object.keys(value)) setField(plain, name, plainValue(value[name]));
  return plain;
}
