/** A time to the minute, in UTC, as notes and pages show it: `2026-03-02 09:30`. */
export function toMinute(time: Date): string {
  return time.toISOString().slice(0, 16).replace('T', ' ');
}
