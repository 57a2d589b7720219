import { z } from 'zod';
import { VendorError } from '../../core/errors.js';
import type { Connection } from '../../core/integrations/integration.js';
import type { ToolScope } from '../../core/tools/tool.js';
import { failureOf, type ServerName, withoutDoubt } from './failure.js';
import type { Inventory } from './inventory.js';
import type { Session } from './session.js';

/** What the client is called at a server that is one client's alone, and at one that every client may use. */
const MAPPINGS: Readonly<Record<NonNullable<Connection['reach']>, string>> = {
  one_client: 'own',
  every_client: 'shared',
};

/** What was listed longer ago than this is asked for again before a tool that reads is called, too. Milliseconds. */
const FRESH_MS = 15 * 60_000;

/** One connected server, as its tools need it. */
export interface Server {
  /** `docs` of `mcp:docs`. */
  server: string;
  name: ServerName;
  session: Session;
  /** Throws VendorError when this client is none of the server's. */
  assertReaches(scope: Pick<ToolScope, 'mapping'>): void;
  /**
   * Throws VendorError when the tool is no longer what it was when the call was planned. `always`: asks the server, however
   * lately it was asked.
   */
  assertStillAs(tool: string, hash: string, how: { always: boolean }): Promise<void>;
  argumentsOf(args: unknown): Record<string, unknown>;
}

export interface ServerOptions {
  server: string;
  name: ServerName;
  session: Session;
  inventory: Inventory;
  reach: NonNullable<Connection['reach']>;
  now(): Date;
  /** The server said that its list has changed, and it was not asked for since. */
  staleness: { listChanged: boolean };
}

export function createServer({ server, name, session, inventory, reach, now, staleness }: ServerOptions): Server {
  function isFresh(): boolean {
    const stock = inventory.known();
    return !staleness.listChanged && stock !== undefined && now().getTime() - Date.parse(stock.at) < FRESH_MS;
  }

  return {
    server,
    name,
    session,
    assertReaches({ mapping }) {
      if (mapping === MAPPINGS[reach]) return;
      throw new VendorError(
        name.vendor,
        'forbidden',
        `${name.start} is not there for this client; look at its mapping`,
      );
    },
    async assertStillAs(tool, hash, { always }) {
      if (!always && isFresh()) return;
      staleness.listChanged = false;
      const { tools } = await inventory.take().catch((error: unknown) => {
        throw withoutDoubt(failureOf(error, name));
      });
      const found = tools.find((one) => one.name === tool)?.now;
      if (found?.hash === hash) return;
      const what = found ? 'says something else of it than when this was planned' : 'no longer has it';
      throw new VendorError(
        name.vendor,
        'conflict',
        `The tool ${tool} has changed: ${name.title} ${what}. Nothing was done; an admin looks at it under the integration`,
      );
    },
    argumentsOf: (args) => z.record(z.string(), z.unknown()).parse(args),
  };
}
