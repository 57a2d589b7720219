import { FrontdeskError } from '../../core/errors.js';
import type { ConnectionState } from '../../core/integrations/integration.js';
import type { ServerName } from './failure.js';
import { listTools } from './listed-tools.js';
import type { Session } from './session.js';
import { lookedAt, type Stock, stock, takeStock } from './stock.js';

const KEY = 'tools';
/** How often it is tried anew when other processes take stock at the same time. */
const TRIES = 10;

/** What is known of a server's tools, the same in every process. */
export interface Inventory {
  /** As it was last read or taken here; undefined while nothing is known. */
  known(): Stock | undefined;
  /** Reads what another process may have taken. */
  read(): Promise<void>;
  /** Asks the server, and keeps what it lists. Throws VendorError. */
  take(): Promise<Stock>;
  /** Keeps that an admin has looked at this. False when the tool says something else. */
  look(name: string, hash: string): Promise<boolean>;
}

export function createInventory({
  state,
  session,
  url,
  name,
  hide,
  now,
}: {
  /** Absent while credentials are only tried: then nothing is kept. */
  state: ConnectionState | undefined;
  session: Session;
  url: string;
  name: ServerName;
  hide(text: string): string;
  now(): Date;
}): Inventory {
  let known: { stock: Stock; version: number } | undefined;

  async function read(): Promise<void> {
    const kept = await state?.read(KEY);
    if (kept?.version === known?.version && kept !== undefined) return;
    const parsed = stock.safeParse(kept?.data);
    // Of another address, or of a release that kept it in another form: it is found anew.
    known =
      kept && parsed.success && parsed.data.url === url ? { stock: parsed.data, version: kept.version } : undefined;
  }

  /** Keeps what becomes of what is known; undefined from `change`: nothing. */
  async function keep(change: (before: Stock | undefined) => Stock | undefined): Promise<Stock | undefined> {
    if (!state) {
      const next = change(known?.stock);
      if (next) known = { stock: next, version: 0 };
      return next;
    }
    for (let tries = 0; tries < TRIES; tries += 1) {
      const kept = await state.read(KEY);
      const parsed = stock.safeParse(kept?.data);
      const next = change(parsed.success ? parsed.data : undefined);
      if (!next) return undefined;
      const over = kept?.version ?? 0;
      if (!(await state.write(KEY, { data: next }, over))) continue;
      known = { stock: next, version: over + 1 };
      return next;
    }
    throw new FrontdeskError('mcp_stock', 'What an MCP server lists could not be kept: others keep it all the time', {
      status: 503,
    });
  }

  return {
    known: () => known?.stock,
    read,
    async take() {
      const listed = await listTools(session, { hide, name, now });
      const taken = await keep((before) => takeStock(before, listed, { url, at: now().toISOString() }));
      if (!taken) throw new Error('Taking stock gives a stock');
      return taken;
    },
    async look(name, hash) {
      return (
        (await keep((before) => (before && before.url === url ? lookedAt(before, name, hash) : undefined))) !==
        undefined
      );
    },
  };
}
