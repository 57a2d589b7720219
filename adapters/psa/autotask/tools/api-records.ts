import { z } from 'zod';
import type { ToolScope } from '../../../../core/tools/tool.js';
import { cutText } from '../../words.js';
import { all, EVERY, equal, type Filter } from '../filters.js';
import type { ApiEntity, ApiPath } from './api-entities.js';
import { askedFor, type FilterInput, SECRET_NAME } from './filter-input.js';
import { companyOf, foreign, refused, scopedTicket, type ToolParts } from './scoped.js';

/** A record as Autotask sends it: which fields it has is not known here. */
export const recordShape = z.looseObject({
  id: z.number(),
  companyID: z.number().nullish(),
  ticketID: z.number().nullish(),
});
export type ApiRecord = z.infer<typeof recordShape>;

const MOST_TEXT = 2000;
const udfShape = z.array(z.object({ name: z.string(), value: z.unknown() }));

/** Reads one record of the mapped company, or of nobody. Throws VendorError forbidden for anybody else's. */
export async function scopedRecord(
  parts: ToolParts,
  scope: ToolScope,
  entity: ApiEntity,
  id: string,
): Promise<ApiRecord> {
  // Of a company, only the mapped one is asked for at all.
  if (entity.owner === 'id' && Number(id) !== companyOf(scope)) throw foreign(entity.name, id);
  const record = await parts.client.item(`read ${entity.name} ${id}`, `${entity.name}/${Number(id)}`, recordShape);
  if (entity.owner === 'companyID' && record.companyID !== companyOf(scope)) throw foreign(entity.name, id);
  if (entity.owner === 'ticketID') await scopedTicketOf(parts, scope, entity, record);
  return record;
}

async function scopedTicketOf(parts: ToolParts, scope: ToolScope, entity: ApiEntity, record: ApiRecord): Promise<void> {
  const { id, ticketID } = record;
  const theirs = ticketID && (await parts.psa.row(String(ticketID))).companyID === companyOf(scope);
  if (!theirs) throw foreign(entity.name, String(id));
}

/** At most `limit` records of the mapped company that fit. Throws VendorError where it cannot be told whose they are. */
export async function scopedQuery(
  parts: ToolParts,
  scope: ToolScope,
  entity: ApiEntity,
  filter: FilterInput | undefined,
  limit: number,
): Promise<ApiRecord[]> {
  const { confined, belongs } = await confinement(parts, scope, entity, filter);
  const wanted = all(confined, ...(filter ?? []), EVERY);
  const doing = `query ${entity.name}`;
  const rows = await parts.client.first(doing, entity.name, recordShape, { filter: wanted, pageSize: limit });
  return rows.filter(belongs);
}

async function confinement(
  parts: ToolParts,
  scope: ToolScope,
  entity: ApiEntity,
  filter: FilterInput | undefined,
): Promise<{ confined: Filter | undefined; belongs: (row: ApiRecord) => boolean }> {
  const company = companyOf(scope);
  switch (entity.owner) {
    case 'id':
      return { confined: equal('id', company), belongs: ({ id }) => id === company };
    case 'companyID':
      return { confined: equal('companyID', company), belongs: ({ companyID }) => companyID === company };
    case 'ticketID': {
      const ticket = filter && askedFor(filter, 'ticketID');
      if (!ticket)
        throw refused(`Say whose ${entity.name}: add the condition {"op":"eq","field":"ticketID","value":...}`);
      const { id } = await scopedTicket(parts, scope, ticket);
      return { confined: equal('ticketID', id), belongs: ({ ticketID }) => ticketID === id };
    }
    case 'nobody':
      return { confined: undefined, belongs: () => true };
  }
}

/** The children of a ticket or of the mapped company. */
export async function scopedChildren(
  parts: ToolParts,
  scope: ToolScope,
  { entity, parent, parentId }: Extract<ApiPath, { kind: 'children' }>,
  limit: number,
): Promise<ApiRecord[]> {
  if (parent === 'Companies' && Number(parentId) !== companyOf(scope)) throw foreign('Company', parentId);
  const whose: FilterInput = parent === 'Tickets' ? [{ op: 'eq', field: 'ticketID', value: Number(parentId) }] : [];
  return scopedQuery(parts, scope, entity, whose.length > 0 ? whose : undefined, limit);
}

/** A record as a model sees it: without empty fields, long texts cut, and no field that is kept for a password. */
export function shownRecord(record: ApiRecord): Record<string, unknown> {
  const there = Object.entries(record).filter(([, value]) => value !== null && value !== '');
  return Object.fromEntries(there.map(([name, value]) => [name, shownValue(name, value)]));
}

function shownValue(name: string, value: unknown): unknown {
  if (SECRET_NAME.test(name)) return '(not shown)';
  if (typeof value === 'string') return value.length > MOST_TEXT ? `${cutText(value, MOST_TEXT)}…` : value;
  const udfs = udfShape.safeParse(value);
  if (!udfs.success) return value;
  return udfs.data
    .filter((udf) => udf.value !== null && udf.value !== '')
    .map((udf) => ({ name: udf.name, value: shownValue(udf.name, udf.value) }));
}
