import type { IdKind } from './two-clients-for-tests.js';

/** Where a request carries an id: `params.id`, `query.clientId`, `body.mappings.m365`. */
export type Place = `${'params' | 'query' | 'body'}.${string}`;

/** How a route is proven to keep one client's matters from those who may see another only. */
export type RouteCase =
  /** Carries ids, or lists what is somebody's. `show`: whoever may see every client is shown something of client A. */
  | {
      about: 'clients';
      ids: Readonly<Record<Place, IdKind>>;
      /** The rest of a good request. */
      body?: Readonly<Record<string, unknown>>;
      params?: Readonly<Record<string, string>>;
      form?: true;
      /** How nobody's is answered, where that is not 404 or an empty list. */
      refusal?: 403;
      show?: true;
    }
  /** The whole installation: refused to everybody who may not see every client. */
  | { about: 'installation' }
  /** The caller's own account: carries no id, or one of `ids`. */
  | { about: 'oneself'; ids?: Readonly<Record<Place, IdKind>> }
  /** Nobody's: the same for everybody. */
  | { about: 'nobody'; why: string };
