/** Whether these are the credentials that are stored: as they were typed, or as they were understood. */
export function sameCredentials(
  stored: Record<string, unknown>,
  given: Record<string, unknown>,
  parsed: Record<string, unknown>,
): boolean {
  const text = (value: Record<string, unknown>) =>
    JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  return text(stored) === text(parsed) || text(stored) === text(given);
}
