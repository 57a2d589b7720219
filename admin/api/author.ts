import type { FastifyRequest } from 'fastify';
import type { Author } from '../../core/clients/author.js';
import { callerOf } from './access.js';

/** Who changes something by this request, for the records. */
export function authorOf(request: FastifyRequest): Author {
  const { kind, id, name } = callerOf(request);
  return { kind, id, name };
}
