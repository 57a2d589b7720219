import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { fillReferences, parseWithReferences, problemsOfReferences, referencesIn } from './step-references.js';

const results = (step: number): unknown =>
  ({ 1: { id: 'u-1', name: 'New Starter', seats: 3, groups: [{ id: 'g-9' }], odd: null }, 2: undefined })[step];

describe('references to the results of earlier steps', () => {
  test('are found wherever they stand in the arguments', () => {
    const found = referencesIn({
      user: '${steps.1.id}',
      more: [{ text: 'to ${steps.1.groups.0.id} and ${steps.2.id}' }],
    });
    expect(found.map(({ at, step, field }) => [at.join('.'), step, field.join('.')])).toEqual([
      ['user', 1, 'id'],
      ['more.0.text', 1, 'groups.0.id'],
      ['more.0.text', 2, 'id'],
    ]);
  });

  test.each([
    ['the step itself', { user: '${steps.2.id}' }],
    ['a later step', { user: '${steps.3.id}' }],
    ['no step', { user: '${steps.0.id}' }],
    ['no field', { user: '${steps.1}' }],
    ['an unfinished one', { user: '${steps.1.id' }],
    ['nested ones', { user: '${steps.${steps.1.id}.id}' }],
    ['the prototype', { user: '${steps.1.__proto__.polluted}' }],
    ['the name of an argument', { '${steps.1.id}': 'user' }],
    ['a computed one', { user: '${steps.1.id + 1}' }],
  ])('cannot name %s', (_what, args) => {
    expect(problemsOfReferences(args, 1)).not.toEqual([]);
  });

  test('name an earlier step; other text in braces is left alone', () => {
    expect(problemsOfReferences({ user: '${steps.1.id}', text: 'set ${HOME} to ${steps.1.name}' }, 1)).toEqual([]);
  });

  test('a field that cannot be judged yet is judged once it is filled; all others are judged at once', () => {
    const input = z.strictObject({ user: z.uuid(), seats: z.number(), text: z.string().trim() });
    expect(parseWithReferences(input, { user: '${steps.1.id}', seats: '${steps.1.seats}', text: ' x ' })).toEqual({
      args: { user: '${steps.1.id}', seats: '${steps.1.seats}', text: ' x ' },
    });
    expect(parseWithReferences(input, { user: '${steps.1.id}', seats: 'many', text: 'x' })).toMatchObject({
      issues: [expect.stringContaining('seats')],
    });
    expect(parseWithReferences(input, { user: '${steps.1.id}', seats: 1, text: 'x', more: 1 })).toHaveProperty(
      'issues',
    );
  });

  test('are filled with the value itself, or as text inside text', () => {
    expect(fillReferences({ seats: '${steps.1.seats}', text: '${steps.1.name} (${steps.1.seats})' }, results)).toEqual({
      args: { seats: 3, text: 'New Starter (3)' },
    });
  });

  test('what a result holds is never filled again', () => {
    const hostile = () => ({ id: '${steps.2.id}' });
    expect(fillReferences({ user: '${steps.1.id}', text: 'x ${steps.1.id}' }, hostile)).toEqual({
      args: { user: '${steps.2.id}', text: 'x ${steps.2.id}' },
    });
  });

  test.each([
    ['a result that never came', '${steps.2.id}'],
    ['a field that is not there', '${steps.1.nothing}'],
    ['an empty field', '${steps.1.odd}'],
    ['an inherited field', '${steps.1.toString}'],
    ['a list inside text', 'groups: ${steps.1.groups}'],
  ])('%s cannot be filled', (_what, user) => {
    expect(fillReferences({ user }, results)).toHaveProperty('problem');
  });
});
