import type { Aggregate, Query, Schema } from 'mongoose';
import { FrontdeskError } from '../errors.js';

/** A query on client data did not say whose. Always a mistake in the code that asked. */
export class TenantGuardError extends FrontdeskError {
  constructor(operation: string, model: string) {
    super(
      'tenant_guard',
      `${operation} on ${model} does not say which client it is for; filter by clientId, or pass { allClients: true } for work of the system`,
    );
  }
}

/** The option that lifts the guard for one query: `Model.find({}, null, { allClients: true })`. */
export type AllClients = { allClients?: boolean };

const QUERIES = [
  ...(['find', 'findOne', 'countDocuments', 'estimatedDocumentCount', 'distinct'] as const),
  ...(['updateOne', 'updateMany', 'replaceOne', 'deleteOne', 'deleteMany'] as const),
  ...(['findOneAndUpdate', 'findOneAndReplace', 'findOneAndDelete'] as const),
];

/**
 * A mongoose plugin for schemas with a `clientId`: every query, update, delete and aggregation has to name its client, at
 * the top of its filter or in a top-level `$and`. Documents saved by themselves carry their client already. Throws
 * TenantGuardError (code `tenant_guard`).
 */
export function tenantGuard(schema: Schema): void {
  if (!schema.path('clientId')) throw new Error('The tenant guard is for schemas with a clientId; this one has none.');
  schema.pre(QUERIES, { document: false, query: true }, function guard(this: Query<unknown, unknown>) {
    if (isLifted(this.getOptions()) || namesClient(this.getFilter())) return;
    throw new TenantGuardError(operationOf(this), this.model.modelName);
  });
  schema.pre('aggregate', function guard(this: Aggregate<unknown[]>) {
    const [first] = this.pipeline();
    if (isLifted(this.options) || (first && '$match' in first && namesClient(first.$match))) return;
    throw new TenantGuardError('aggregate', this.model().modelName);
  });
  schema.pre('bulkWrite', function guard(operations, options) {
    if (isLifted(options)) return;
    for (const operation of operations) {
      for (const [name, body] of Object.entries(operation)) {
        if (name === 'insertOne' || (isRecord(body) && namesClient(body.filter))) continue;
        throw new TenantGuardError(`bulkWrite ${name}`, this.modelName);
      }
    }
  });
}

function operationOf(query: Query<unknown, unknown>): string {
  return 'op' in query && typeof query.op === 'string' ? query.op : 'query';
}

function isLifted(options: unknown): boolean {
  return isRecord(options) && options.allClients === true;
}

/** A value, or operators that pick clients: `$ne`, `$exists` and the like would let all others through. */
function namesClient(filter: unknown): boolean {
  if (!isRecord(filter)) return false;
  const { clientId, $and: branches } = filter;
  if (Array.isArray(branches) && branches.some(namesClient)) return true;
  if (clientId === undefined || clientId === null) return false;
  const operators = isRecord(clientId) ? Object.keys(clientId).filter((key) => key.startsWith('$')) : [];
  return operators.every((operator) => operator === '$eq' || operator === '$in');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
