/** What can happen to a ticket and around it, as plain values: a sequence that fails prints as a story. */

import type { Policy } from '../../../tools/tool.js';

export type Proposal = 'A' | 'B' | 'A then B' | 'keep' | 'person';
export type TicketChange =
  | 'other company'
  | 'own company'
  | 'closed'
  | 'open'
  | 'to jin'
  | 'to lee'
  | 'to nobody'
  | 'other contact'
  | 'own contact'
  | 'deleted';

export type Command =
  | { do: 'event'; times: number }
  | { do: 'note'; by: 'jin' | 'lee' | 'contact' | 'own'; says: string; customerSees: boolean }
  | { do: 'press'; choice: 'approve' | 'deny'; by: 'jin' | 'lee' | 'stranger' }
  | { do: 'model'; proposes: Proposal }
  | { do: 'policy'; is: Policy; whose: 'client' | 'msp' }
  | { do: 'rule'; forB: Policy }
  | { do: 'mode'; is: 'plan' | 'execute' }
  | { do: 'freeze'; whose: 'client' | 'msp'; on: boolean }
  | { do: 'ticket'; becomes: TicketChange }
  | { do: 'mapping'; tenant: 'first' | 'second' }
  | { do: 'pass'; minutes: number }
  | { do: 'crash'; atCall: number }
  | { do: 'taken over'; atCall: number }
  | { do: 'directory'; next: 'down' | 'answer lost' }
  | { do: 'wake'; times: number }
  | { do: 'end' }
  /** All is as it was at first, but for the policies. */
  | { do: 'calm' }
  | { do: 'destroy' }
  | { do: 'prove'; outcome: 'approved' | 'denied' | 'expired' | 'pending' };

/** What happens before the ticket is opened, and then. */
export interface Story {
  before: readonly Command[];
  after: readonly Command[];
}
