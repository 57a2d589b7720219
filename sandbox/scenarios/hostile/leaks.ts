/** Values that must turn up nowhere. */
export interface Place {
  /** For people. */
  name: string;
  text: string;
}

/** Where one of the values stands. The values themselves are not told. */
export function leaksOf(values: readonly string[], places: readonly Place[]): string[] {
  return places.flatMap(({ name, text }) => {
    const found = values.filter((value) => text.includes(value)).length;
    return found > 0 ? [`${found} of ${values.length} in ${name}`] : [];
  });
}
