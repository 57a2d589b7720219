/** Telephone numbers stand as staff typed them over the years; seat by seat another habit. Source: Autotask facts, 5.2. */
const HABITS: readonly ((area: string, exchange: string, line: string) => string)[] = [
  (area, exchange, line) => `${area}-${exchange}-${line}`,
  (area, exchange, line) => `(${area}) ${exchange}-${line}`,
  (area, exchange, line) => `${area}${exchange}${line}`,
  (area, exchange, line) => `+1 ${area}-${exchange}-${line}`,
  (area, exchange, line) => `${area}.${exchange}.${line}`,
  (area, exchange, line) => `+1${area}${exchange}${line}`,
];
const FIELDS = ['phone', 'phone', 'phone', 'mobilePhone', 'phone', 'phone', 'alternatePhone'] as const;

/** The field in which a person's number stands, and how. `e164`: a North American number. */
export function phoneFields(e164: string, seat: number): Record<string, string> {
  const write = HABITS[seat % HABITS.length];
  const digits = e164.slice(2);
  const written = write ? write(digits.slice(0, 3), digits.slice(3, 6), digits.slice(6)) : e164;
  return { [FIELDS[seat % FIELDS.length] ?? 'phone']: written };
}
