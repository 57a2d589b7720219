import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { buildSchema, parse, validate } from 'graphql';
import { documents } from './documents.js';

/** The public MSP reference as a schema, where it is at hand. */
const REFERENCE = path.resolve('..', 'shared', 'specs', 'superops', 'superops-msp-from-docs.graphql');
/** Newer than that reference. Source: SuperOps facts, lookups. */
const NEWER = new Set(['getFields']);

const all = Object.values(documents);

describe('a document for SuperOps', () => {
  it.each(all.map(({ name, kind, text }) => [name, kind, text]))(
    '%s is one %s with one root field',
    (name, kind, text) => {
      const [operation, ...others] = parse(text).definitions;
      expect(others).toEqual([]);
      expect(operation).toMatchObject({ kind: 'OperationDefinition', operation: kind, name: { value: name } });
      expect(text.match(/\$\w+/g)?.every((variable) => variable === '$input') ?? true).toBe(true);
    },
  );

  it('fits the reference, as far as that is at hand', () => {
    if (!existsSync(REFERENCE)) return;
    const schema = buildSchema(readFileSync(REFERENCE, 'utf8'));
    for (const { name, text } of all.filter((each) => !NEWER.has(each.name))) {
      expect({ name, errors: validate(schema, parse(text)).map(({ message }) => message) }).toEqual({
        name,
        errors: [],
      });
    }
  });
});
