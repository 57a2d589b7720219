import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  buildSchema,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
} from 'graphql';
import { createSchema } from './schema.js';

const REFERENCE_FILE = resolve('../shared/specs/superops/superops-msp-from-docs.graphql');
const describeWithReference = existsSync(REFERENCE_FILE) ? describe : describe.skip;

/** Newer than the dump of the reference. */
const NEWER = new Set(['Field', 'FieldOption', 'FieldIdentifierInput']);
const NEWER_QUERIES = new Set(['Query.getField', 'Query.getFields', 'Query.getAllFields']);

/** Every field, argument, input field and enum value of a type, with its type: `Ticket.status: String`. */
function members(type: GraphQLNamedType): string[] {
  if (isEnumType(type)) return type.getValues().map(({ name }) => `${type.name}.${name}`);
  if (isInputObjectType(type))
    return Object.values(type.getFields()).map((field) => `${type.name}.${field.name}: ${field.type}`);
  if (!isObjectType(type)) return [`scalar ${type.name}`];
  return Object.values(type.getFields()).map((field) => {
    const args = field.args.map((arg) => `${arg.name}: ${arg.type}`).join(', ');
    return `${type.name}.${field.name}(${args}): ${field.type}`;
  });
}

describeWithReference('our schema and the reference', () => {
  const ours = createSchema('both');
  let reference: GraphQLSchema;
  beforeAll(() => {
    reference = buildSchema(readFileSync(REFERENCE_FILE, 'utf8'));
  });
  const served = Object.values(ours.getTypeMap()).filter(
    (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type) && !NEWER.has(type.name),
  );

  it('agree in every type, field, argument, input field and enum value that is served', () => {
    const unheardOf = served.flatMap((type) => {
      const documented = reference.getType(type.name);
      const known = new Set(documented ? members(documented) : []);
      return members(type).filter((member) => !known.has(member) && !NEWER_QUERIES.has(member.split('(')[0] ?? ''));
    });
    expect(served.length).toBeGreaterThan(60);
    expect(unheardOf).toEqual([]);
  });

  it('agree in what an input may carry and an enum may be: nothing documented is refused', () => {
    const left = served.flatMap((type) => {
      const documented = reference.getType(type.name);
      if (!documented || (!isInputObjectType(type) && !isEnumType(type))) return [];
      const known = new Set(members(type));
      return members(documented).filter((member) => !known.has(member));
    });
    expect(left).toEqual([]);
  });
});
