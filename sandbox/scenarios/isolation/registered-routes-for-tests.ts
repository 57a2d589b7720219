import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

const isServer = (value: unknown): value is FastifyInstance =>
  typeof value === 'object' && value !== null && 'addHook' in value;
const created = z.object({ fastify: z.custom<FastifyInstance>(isServer) });

/** Collects `METHOD /url` of every route of servers that are made while `work` is done; those for HEAD left out. */
export async function registeredRoutes<T>(work: () => Promise<T>): Promise<{ routes: string[]; result: T }> {
  const routes = new Set<string>();
  const listen = (message: unknown) => {
    created.parse(message).fastify.addHook('onRoute', ({ method, url }) => {
      for (const one of [method].flat()) if (one !== 'HEAD') routes.add(`${one} ${url}`);
    });
  };
  subscribe('fastify.initialization', listen);
  try {
    const result = await work();
    return { routes: [...routes].sort(), result };
  } finally {
    unsubscribe('fastify.initialization', listen);
  }
}
