/** Source: SuperOps facts, paging and filters. Values travel as variables, never inside of a document. */
export type Condition =
  | { attribute: string; operator: 'is' | 'contains'; value: string }
  | { attribute: string; operator: 'includes'; value: readonly string[] }
  | { joinOperator: 'AND'; operands: readonly Condition[] };

export const is = (attribute: string, value: string): Condition => ({ attribute, operator: 'is', value });
export const contains = (attribute: string, value: string): Condition => ({ attribute, operator: 'contains', value });
export const includes = (attribute: string, value: readonly string[]): Condition => ({
  attribute,
  operator: 'includes',
  value,
});

/** Those that are there, joined; undefined when there is none. */
export function all(...parts: readonly (Condition | undefined)[]): Condition | undefined {
  const operands = parts.flatMap((part) => (part ? [part] : []));
  return operands.length > 1 ? { joinOperator: 'AND', operands } : operands[0];
}
