/** Gives each outgoing call a name that stays the same from run to run. */
const PREFIXES = /^\/(v\d[\w.]*\/apis\/3\.0|v1\.0|v1)(?=\/)/;
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;

/** What is asked regularly, whatever goes on: contacts, changed tickets, registered webhooks. */
const HOUSEKEEPING: readonly RegExp[] = [
  /^GET connectwise \/(company\/(contacts|companies|configurations)|service\/tickets|login\/companyinfo\/\S+)$/,
  /^\w+ connectwise \/system\/callbacks/,
];

/** `out GET connectwise /service/tickets/{id}`; undefined for housekeeping. `vendors`: origin to name. */
export function nameCall(
  { origin, method, path }: { origin: string; method: string; path: string },
  vendors: Readonly<Record<string, string>>,
): string | undefined {
  const [plain = ''] = path.split('?', 1);
  const shape = decodeURIComponent(plain)
    .replace(PREFIXES, '')
    .replace(UUID, '{id}')
    .split('/')
    .map((part) => (/^\d+$|@/.test(part) ? '{id}' : part))
    .join('/');
  const name = `${method} ${vendors[origin] ?? origin} ${shape}`;
  return HOUSEKEEPING.some((pattern) => pattern.test(name)) ? undefined : `out ${name}`;
}
