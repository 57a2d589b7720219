/**
 * References to the results of earlier steps: `${steps.1.id}` in an argument stands for the field `id` of what step 1
 * gave. A plan is hashed and approved with the references as they are written; they are filled when the step is carried
 * out, and what they become is checked then as a literal would have been when it was planned.
 */
import { z } from 'zod';

export interface StepReference {
  /** Where in the arguments it stands. */
  at: readonly (string | number)[];
  /** The step it refers to, counted from 1. */
  step: number;
  /** The field of that step's result. */
  field: readonly string[];
  /** As it is written. */
  written: string;
}

const BEGINS = '${steps';
const REFERENCE = /\$\{steps\.([1-9]\d?)((?:\.[A-Za-z0-9_-]{1,60}){1,8})\}/g;
const UNSAFE_FIELDS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** All references in these arguments, outermost first. */
export function referencesIn(value: unknown, at: readonly (string | number)[] = []): StepReference[] {
  if (typeof value === 'string') {
    return [...value.matchAll(REFERENCE)].map(([written, step, field = '']) => ({
      at,
      step: Number(step),
      field: field.slice(1).split('.'),
      written,
    }));
  }
  if (Array.isArray(value)) return value.flatMap((item, index) => referencesIn(item, [...at, index]));
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, inner]) => referencesIn(inner, [...at, key]));
  }
  return [];
}

/** The text with references in words, for people. */
export function inWords(text: string): string {
  return text.replace(REFERENCE, (_written, step) => `(the result of step ${step})`);
}

/** Why the references in a step's arguments cannot work: one sentence each. `index` counts from 0. */
export function problemsOfReferences(args: Record<string, unknown>, index: number): string[] {
  const problems = referencesIn(args).flatMap(({ step, field, written }) => {
    if (step > index) return [`${written} does not refer to an earlier step`];
    return field.some((name) => UNSAFE_FIELDS.has(name)) ? [`${written} does not name a field`] : [];
  });
  if (count(JSON.stringify(args), BEGINS) > referencesIn(args).length) {
    // Also in the name of an argument, where nothing is filled.
    problems.push('what begins with ${steps has to be a whole reference, such as ${steps.1.id}, inside a value');
  }
  return problems;
}

/**
 * Parses arguments that may hold references: what is wrong about a value with a reference in it counts only once that is
 * filled. Gives the parsed arguments; those as written where they cannot be parsed yet.
 */
export function parseWithReferences(
  input: z.ZodType,
  args: Record<string, unknown>,
): { args: Record<string, unknown> } | { issues: string[] } {
  const parsed = input.safeParse(args);
  if (parsed.success) return { args: z.record(z.string(), z.unknown()).parse(parsed.data) };
  const waiting = referencesIn(args).map(({ at }) => at.join('.'));
  const issues = parsed.error.issues.filter(({ path }) => path.length === 0 || !waiting.includes(path.join('.')));
  if (issues.length === 0) return { args };
  return { issues: issues.map(({ path, message }) => `${path.join('.') || 'arguments'}: ${message}`) };
}

/** What a step gave, for the references of later ones; undefined where it is not known. */
export type ResultOf = (step: number) => unknown;

/**
 * The arguments with every reference filled: a value that is one reference becomes the field itself, a reference inside
 * text becomes text. A field that is not there, or has no plain value where text needs one, is a problem.
 */
export function fillReferences(
  args: Record<string, unknown>,
  resultOf: ResultOf,
): { args: Record<string, unknown> } | { problem: string } {
  try {
    return { args: z.record(z.string(), z.unknown()).parse(filled(args, resultOf)) };
  } catch (error) {
    if (error instanceof Unfilled) return { problem: error.message };
    throw error;
  }
}

class Unfilled extends Error {}

function filled(value: unknown, resultOf: ResultOf): unknown {
  if (typeof value === 'string') return filledText(value, resultOf);
  if (Array.isArray(value)) return value.map((item) => filled(item, resultOf));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, filled(inner, resultOf)]));
  }
  return value;
}

function filledText(text: string, resultOf: ResultOf): unknown {
  const [only] = referencesIn(text);
  if (only?.written === text) return fieldOf(only, resultOf);
  return text.replace(REFERENCE, (written) => {
    const [reference] = referencesIn(written);
    const value = reference ? fieldOf(reference, resultOf) : undefined;
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
    throw new Unfilled(`${written} is not a plain value`);
  });
}

function fieldOf({ step, field, written }: StepReference, resultOf: ResultOf): unknown {
  let value: unknown = resultOf(step);
  if (value === undefined)
    throw new Unfilled(`the result of step ${step} is not known, so ${written} cannot be filled`);
  for (const name of field) {
    value = isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  }
  if (value === undefined || value === null) throw new Unfilled(`the result of step ${step} has no ${field.join('.')}`);
  return value;
}

/** Arrays too: `${steps.1.users.0.id}`. */
function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}
