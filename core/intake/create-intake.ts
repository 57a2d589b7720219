import type { ContactDirectory } from '../clients/contact-directory.js';
import { reasonOf } from '../errors.js';
import { within } from '../jobs/within.js';
import type { LiveProof } from '../verification/proof-now.js';
import type { Conversation } from './conversation-model.js';
import type { ConversationEnd, Intake } from './intake.js';
import { createPersistentFiling, type PersistentFilingDeps } from './persistent-filing.js';

/** The job that ends conversations nobody ends: the process died, the line vanished. */
const RECOVER = 'intake.recover';

const RECOVER_EVERY_MS = 30_000;

export interface IntakeOptions extends PersistentFilingDeps {
  contacts: Pick<ContactDirectory, 'get' | 'identify'>;
  /** How long a caller waits for the ticket number before hearing that it will be made. Milliseconds. */
  openTimeoutMs?: number;
  /**
   * A conversation in which nothing happens for so long is over. Milliseconds; longer than a door is ever silent (Twilio
   * speaks a question and takes the answer, or a recording, for up to three minutes).
   */
  quietMs?: number;
  /** No other process works on the database: whoever held a conversation at the start is dead. */
  alone?: boolean;
  /**
   * After a start a door that was cut off comes back within so long (Twilio within 15 s, and once more), or never.
   * Milliseconds.
   */
  returnMs?: number;
  recoverEveryMs?: number;
  /** Follows the challenges of runs; without it nobody is asked for a code. */
  proof?: LiveProof;
}

export interface RunningIntake extends Intake {
  /** True when this ticket came out of a conversation, which wakes the agent itself. */
  owns(ticketId: string): Promise<boolean>;
  /** Whether somebody who agreed to be this contact is still there, on the conversation that this ticket came out of. */
  isLive(ticketId: string, contactId: string | undefined): Promise<boolean>;
  /** True while a conversation may have opened a ticket of which it does not know the number yet. */
  isOpening(): Promise<boolean>;
  /** Starts the recovery of conversations that were left open. */
  start(): Promise<void>;
}

/** The core's side of every front door: see `Intake` for the promises. */
export function createIntake({
  conversations,
  queue,
  now,
  log,
  openTimeoutMs = 6_000,
  quietMs = 300_000,
  alone = false,
  returnMs = 45_000,
  recoverEveryMs = RECOVER_EVERY_MS,
  proof,
  ...deps
}: IntakeOptions): RunningIntake {
  const { contacts, activity } = deps;
  const filing = createPersistentFiling({ conversations, queue, now, log, ...deps });

  async function end(
    id: string,
    how: ConversationEnd,
    detail = '',
    options: { quietSince?: Date } = {},
  ): Promise<void> {
    const { conversation, ended } = await conversations.end(id, how, detail, options);
    if (ended) {
      await activity.add({
        kind: 'conversation.ended',
        what: `The conversation ended: ${how}`,
        conversationId: id,
        ...(conversation.ticketId ? { ticketId: conversation.ticketId } : {}),
        detail: { detail },
      });
    }
    if (conversation.end) await fileSoon(id);
  }

  /** What comes after the end goes onto the note soon, not with the next recovery. */
  async function keep(told: Promise<Conversation>): Promise<void> {
    const conversation = await told;
    if (conversation.end) await fileSoon(conversation.id);
  }

  /** What is stored is not lost when the queue is away: recovery finds it. */
  async function fileSoon(id: string): Promise<void> {
    await filing.soon(id).catch((error: unknown) => {
      log.warn(
        { conversationId: id, reason: reasonOf(error) },
        'the ticket of a conversation waits for the next recovery',
      );
    });
  }

  async function recover(): Promise<void> {
    await endQuiet(new Date(now().getTime() - quietMs), 'Nothing more was heard from the line.');
    if (alone && now().getTime() - startedAt.getTime() >= returnMs) {
      await endQuiet(startedAt, 'The assistant was restarted, and the line did not come back.');
    }
    for (const id of await conversations.unfiled()) await fileSoon(id);
  }

  /** The conversation that may be asked for a proof: somebody on file agreed to, its ticket is open, and it still goes on. */
  async function asking(id: string) {
    const { ticketId, end: ended, contactId, contact, problem } = await conversations.get(id);
    if (!proof || !ticketId || !contactId || ended) return undefined;
    const { kind: psaKind } = await deps.psa();
    const companyId = contact?.companyId;
    return { proof, ticket: { psaKind, ticketId, contactId, ...(companyId ? { companyId } : {}), problem } };
  }

  async function endQuiet(quietSince: Date, detail: string): Promise<void> {
    for (const id of await conversations.quietSince(quietSince)) {
      await end(id, 'dropped', detail, { quietSince }).catch((error: unknown) =>
        log.warn({ conversationId: id, reason: reasonOf(error) }, 'a quiet conversation could not be ended yet'),
      );
    }
  }

  let startedAt = now();
  queue.define(RECOVER, recover);

  return {
    async begin(opening) {
      const opened = await conversations.begin(opening);
      if (opened.isNew) {
        await activity.add({
          kind: 'conversation.started',
          what: 'A call came in',
          conversationId: opened.conversationId,
          detail: { from: opening.from, to: opening.to },
        });
      }
      return opened;
    },
    said: (id, turn) => keep(conversations.addTurn(id, turn)),
    identify: (heard) => contacts.identify(heard),
    async confirm(id, contactId, evidence) {
      const contact = contacts.get(contactId);
      await keep(
        conversations.update(id, {
          contactId,
          evidence: [...evidence],
          ...(contact ? { contact: asConfirmed(contact) } : {}),
        }),
      );
      await activity.add({
        kind: 'conversation.matched',
        what: `The caller is ${contact?.firstName ?? ''} ${contact?.lastName ?? ''} of ${contact?.companyName ?? ''}`,
        conversationId: id,
        detail: { contactId, evidence },
      });
    },
    unconfirmed: (id, claimed) => keep(conversations.update(id, { claimed })),
    async openTicket(id, problem) {
      await conversations.update(id, { problem, wanted: true });
      const opening = filing.open(id);
      try {
        const opened = await within(opening, openTimeoutMs);
        await fileSoon(id);
        return { state: 'open', ...opened };
      } catch (error) {
        log.warn({ conversationId: id, reason: reasonOf(error) }, 'ticket not opened yet; it stays queued');
        await fileSoon(id);
        return { state: 'pending' };
      }
    },
    async verificationOf(id) {
      const asked = await asking(id);
      return asked ? asked.proof.of(asked.ticket) : { state: 'none' };
    },
    async submitCode(id, code) {
      const asked = await asking(id);
      return asked ? asked.proof.submit(asked.ticket, code) : { state: 'over' };
    },
    async resendCode(id) {
      const asked = await asking(id);
      return asked ? asked.proof.resend(asked.ticket) : 'over';
    },
    remark: (id, remark) => keep(conversations.addRemark(id, remark)),
    end: (id, how, detail) => end(id, how, detail),
    async owns(ticketId) {
      return Boolean(await conversations.byTicket(ticketId));
    },
    async isLive(ticketId, contactId) {
      const conversation = await conversations.byTicket(ticketId);
      if (!conversation || conversation.end) return false;
      return conversation.contactId !== undefined && conversation.contactId === contactId;
    },
    isOpening: () => conversations.opening(),
    async start() {
      startedAt = now();
      if (alone) await conversations.releaseLeases();
      await queue.every(RECOVER, recoverEveryMs);
    },
  };
}

function asConfirmed({ id, companyId, companyName, firstName, lastName }: NonNullable<Conversation['contact']>) {
  return { id, companyId, companyName, firstName, lastName };
}
