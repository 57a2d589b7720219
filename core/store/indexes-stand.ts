import type { Connection } from 'mongoose';
import { ConfigurationError, reasonOf } from '../errors.js';

/**
 * Resolves when every index of every model on this connection stands: one active run a ticket, one open request a run
 * and the end of secrets are kept by them. Throws ConfigurationError, a line a collection, where the database refuses
 * one: a server that lacks partial or TTL indexes, or stored documents that break a rule.
 */
export async function indexesStand(connection: Connection): Promise<void> {
  const problems: string[] = [];
  await Promise.all(
    Object.values(connection.models).map((model) =>
      model.init().catch((error: unknown) => {
        problems.push(
          `The database refuses an index of ${model.collection.name} (${reasonOf(error)}); ` +
            'MONGODB_URI must name a MongoDB server with unique, partial and TTL indexes, and data that keeps them.',
        );
      }),
    ),
  );
  if (problems.length > 0) throw new ConfigurationError(problems.sort());
}
