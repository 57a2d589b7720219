import type { Lookups } from './lookups.js';

/** What an action is called in its body: by the id that this tenant gave its button, else by name. */
export type Outcome = { outcome_id: number } | { outcome: string };

export interface Outcomes {
  internal(ticketTypeId: number | null | undefined): Promise<Outcome>;
  public(ticketTypeId: number | null | undefined): Promise<Outcome>;
  closing(ticketTypeId: number | null | undefined): Promise<Outcome>;
}

/** Names that tenants have, the most usual first. Ids are the tenant's own. Source: HaloPSA facts, conversation. */
const NAMES = {
  internal: ['Internal Note', 'Private Note', 'Add Note', 'Note'],
  public: ['Email User', 'Email End User', 'Email', 'Reply', 'Public Note'],
  closing: ['Close', 'Close Ticket', 'Closed', 'Resolve', 'Internal Note', 'Private Note'],
} as const;

/** Finds the actions that Frontdesk writes among the buttons of a kind of ticket. */
export function createOutcomes(lookups: Lookups): Outcomes {
  async function named(names: readonly string[], fallback: string, ticketTypeId: number | null | undefined) {
    const rows = await lookups.outcomes(ticketTypeId ?? undefined);
    for (const name of names) {
      const wanted = name.toLowerCase();
      const found = rows.find((row) => row.name.toLowerCase() === wanted || row.button.toLowerCase() === wanted);
      if (found) return { outcome_id: found.id };
    }
    return { outcome: fallback };
  }

  return {
    internal: (type) => named(NAMES.internal, NAMES.internal[0], type),
    public: (type) => named(NAMES.public, NAMES.public[0], type),
    closing: (type) => named(NAMES.closing, NAMES.closing[2], type),
  };
}
