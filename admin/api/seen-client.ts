import type { FastifyRequest } from 'fastify';
import type { Client, Clients } from '../../core/clients/client.js';
import { assertMaySee, callerOf, noSuchClient } from './access.js';

/** Finds the client that a request is about. */
export type SeenClient = (request: FastifyRequest, clientId: string) => Promise<Client>;

/**
 * For every route of one client: throws the same NotFound for one that is another's and for one that is not there, before
 * anything else is looked at. Destroyed clients are found.
 */
export function createSeenClient(clients: Pick<Clients, 'get'>): SeenClient {
  return async (request, clientId) => {
    assertMaySee(callerOf(request), clientId);
    const client = await clients.get(clientId);
    if (!client) throw noSuchClient(clientId);
    return client;
  };
}
