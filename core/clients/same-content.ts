/** Whether two values say the same, whatever the order of their fields. */
export function sameContent(a: unknown, b: unknown): boolean {
  return canonicalJson(a) === canonicalJson(b);
}

function canonicalJson(value: unknown): string | undefined {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([x], [y]) => (x < y ? -1 : 1)));
  });
}

/** The fields whose content differs. */
export function changedFields<T extends object>(before: T, after: T): (keyof T & string)[] {
  const was = new Map<string, unknown>(Object.entries(before));
  const is = new Map<string, unknown>(Object.entries(after));
  const names = new Set([...was.keys(), ...is.keys()]);
  return [...names].filter((name): name is keyof T & string => !sameContent(was.get(name), is.get(name)));
}
