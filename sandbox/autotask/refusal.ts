/** How Autotask says no: `{"errors": [...]}`, mostly with status 500. Source: Autotask facts, errors. */
export class Refusal extends Error {
  readonly status: number;
  readonly errors: readonly string[];

  constructor(status: number, errors: readonly string[]) {
    super(errors.join(' '));
    this.status = status;
    this.errors = errors;
  }
}

/** Validation, permission and not-found alike: 500. */
export const refused = (...errors: string[]) => new Refusal(500, errors);

export const noPermission = (what: string) =>
  refused(`The logged in Resource does not have the adequate permissions to ${what} this entity type.`);

export const notFound = () => refused('No matching records found.');

export const noPath = (path: string) => new Refusal(404, [`No HTTP resource was found that matches ${path}.`]);

export const noMethod = (method: string) =>
  new Refusal(405, [`The requested resource does not support http method '${method}'.`]);

/** What a test's `status` fault answers. */
export function faultErrors(status: number): string[] {
  if (status === 401) return ['The API credentials are not valid.'];
  if (status === 429) return ['The thread threshold or the request threshold of this database has been exceeded.'];
  return [`The request could not be processed (${status}).`];
}
