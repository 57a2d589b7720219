import { ignoreMissingRight } from '../ignore-missing-right.js';
import type { AutotaskClient } from './client.js';
import { among } from './filters.js';
import { type ContactRow, companyShape, contactShape } from './map.js';

/** Far below Autotask's 500 terms. */
const MOST_AT_ONCE = 200;
const AGE_MS = 5 * 60_000;
const MOST_KEPT = 20_000;

export interface Names {
  /** Names of companies by id, not older than a few minutes. */
  companies(ids: readonly (number | null | undefined)[]): Promise<ReadonlyMap<number, string>>;
  /** Contacts by id, asked now. Empty without the right to read contacts. */
  contacts(ids: readonly (number | null | undefined)[]): Promise<ReadonlyMap<number, ContactRow>>;
}

/** Autotask's records hold numbers of others; this asks for many at once. */
export function createNames(client: AutotaskClient, now: () => Date): Names {
  const kept = new Map<number, { at: number; name: string }>();

  return {
    async companies(ids) {
      const at = now().getTime();
      const wanted = distinct(ids);
      if (kept.size > MOST_KEPT) kept.clear();
      const missing = wanted.filter((id) => at - (kept.get(id)?.at ?? Number.NEGATIVE_INFINITY) >= AGE_MS);
      const fields = ['id', 'companyName'];
      for (const part of parts(missing)) {
        const query = { filter: among('id', part), fields };
        for await (const row of client.rows('read the names of companies', 'Companies', companyShape, query)) {
          kept.set(row.id, { at, name: row.companyName ?? '' });
        }
      }
      return new Map(wanted.map((id) => [id, kept.get(id)?.name ?? '']));
    },

    async contacts(ids) {
      const found = new Map<number, ContactRow>();
      for (const part of parts(distinct(ids))) {
        try {
          const query = { filter: among('id', part) };
          for await (const row of client.rows('read contacts', 'Contacts', contactShape, query)) found.set(row.id, row);
        } catch (error) {
          ignoreMissingRight(error);
        }
      }
      return found;
    },
  };
}

function distinct(ids: readonly (number | null | undefined)[]): number[] {
  return [...new Set(ids.filter((id) => id !== null && id !== undefined))];
}

export function* parts<T>(rows: readonly T[], size = MOST_AT_ONCE): Generator<T[]> {
  for (let start = 0; start < rows.length; start += size) yield rows.slice(start, start + size);
}
