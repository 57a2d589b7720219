/** Autotask's filter language. It is JSON, so nothing that is typed can get out of its value. Source: Autotask facts, query. */
export type Value = string | number | boolean;

export type Filter =
  | { op: Comparison; field: string; value: Value; udf?: boolean | undefined }
  | { op: 'in' | 'notIn'; field: string; value: readonly Value[]; udf?: boolean | undefined }
  | { op: 'exist' | 'notExist'; field: string; udf?: boolean | undefined }
  | { op: 'and' | 'or'; items: readonly Filter[] };

export const COMPARISONS = ['eq', 'noteq', 'gt', 'gte', 'lt', 'lte', 'beginsWith', 'endsWith', 'contains'] as const;
type Comparison = (typeof COMPARISONS)[number];

const compare =
  (op: Comparison) =>
  (field: string, value: Value): Filter => ({ op, field, value });
export const equal = compare('eq');
export const notEqual = compare('noteq');
export const atLeast = compare('gte');
export const contains = compare('contains');

export function since(field: string, time: Date): Filter {
  return atLeast(field, time.toISOString());
}

export function among(field: string, values: readonly Value[]): Filter {
  return { op: 'in', field, value: values };
}

/** Leaves out what is undefined. */
export function all(...items: readonly (Filter | undefined)[]): Filter {
  return { op: 'and', items: items.filter((item) => item !== undefined) };
}

export function either(...items: readonly Filter[]): Filter {
  return { op: 'or', items };
}

/** Every record: a filter must not be empty. */
export const EVERY: Filter = atLeast('id', 0);
