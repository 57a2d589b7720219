import { VendorError } from '../errors.js';
import type { Psa } from '../ports/psa.js';
import type { LeasedConversation } from './lease.js';
import { type Opened, type OpeningDeps, openTicket } from './open-ticket.js';
import { isRefusal } from './ticket-owner.js';
import { complete, writeFirst } from './write-transcript.js';

export interface FilingDeps extends OpeningDeps {
  /** Tells the agent that a ticket is ready for it. May be told twice. */
  wakeAgent(ticket: { psaKind: string; ticketId: string; number?: string; companyId: string }): Promise<void>;
}

/** Makes and keeps the ticket of a conversation, under its lease. Every function may be repeated after any failure. */
export interface Filing {
  /** See `openTicket`. */
  open(leased: LeasedConversation): Promise<Opened>;
  /**
   * Writes the transcript's first note, wakes the agent (also when that note is refused for good), and once the
   * conversation has ended brings the note up to date. Throws what stood in the way. `gone`: people have deleted the
   * ticket, so there is nothing left to file.
   */
  note(leased: LeasedConversation): Promise<'noted' | 'gone'>;
}

/** A ticket that is not there is looked for so often before it counts as deleted. */
const LOOKS_FOR_A_TICKET = 4;

export function createFiling(deps: FilingDeps): Filing {
  const { wakeAgent, contacts } = deps;

  async function wake(leased: LeasedConversation, ticketId: string, connected: { kind: string; psa: Psa }) {
    const { companyId, number } = await connected.psa.ticket(ticketId);
    await wakeAgent({ psaKind: connected.kind, ticketId, ...(number ? { number } : {}), companyId });
    await leased.change({ agentWoken: true });
  }

  async function isGone(leased: LeasedConversation, psa: Psa): Promise<boolean> {
    const { ticketId, end, trouble, revision } = await leased.read();
    if (!ticketId || !end || (trouble?.tries ?? 0) + 1 < LOOKS_FOR_A_TICKET) return false;
    const gone = await psa.ticket(ticketId).then(
      () => false,
      (error: unknown) => error instanceof VendorError && error.failure === 'not_found',
    );
    return gone && leased.markFiled(revision);
  }

  return {
    open: (leased) => openTicket(leased, deps),
    async note(leased) {
      const { ticketId, agentWoken } = await leased.read();
      if (!ticketId) return 'noted';
      const connected = await deps.psa();
      const { psa } = connected;
      let inTheWay: unknown;
      const tryTo = async (work: () => Promise<void>) => {
        try {
          await work();
        } catch (error) {
          if (error instanceof VendorError && !isRefusal(error)) throw error;
          inTheWay ??= error;
        }
      };
      await tryTo(() => writeFirst(leased, { psa, contacts }));
      if (!agentWoken) await tryTo(() => wake(leased, ticketId, connected));
      await tryTo(() => complete(leased, { psa, contacts }));
      if (inTheWay === undefined) return 'noted';
      if (isRefusal(inTheWay) && (await isGone(leased, psa))) return 'gone';
      throw inTheWay;
    },
  };
}
