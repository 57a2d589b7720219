/** Carries a dialogue out: tells the core what was said, asks it who is calling, opens the ticket, and speaks. */
import { reasonOf } from '../core/errors.js';
import type { Intake } from '../core/intake/intake.js';
import { withoutCode } from '../core/verification/code-in-words.js';
import { join } from './dialogue/draft.js';
import {
  createDialogue,
  type Dialogue,
  type DialogueEffect,
  type DialogueEvent,
  type DialogueOptions,
  step,
} from './dialogue.js';
import type { VoiceLog } from './log.js';
import { isFixed } from './phrases.js';
import { createProofWatch } from './proof-watch.js';

/** How the dialogue is heard at the moment: a media stream, or Twilio's own voice. */
export interface Mouth {
  /** `keep`: the same words are said on every call. */
  say(text: string, keep: boolean): void;
  prepare(text: string): void;
  /** The conversation is over. `transfer`: the caller is to be put through. */
  end(outcome: 'finished' | 'transfer'): void;
  /** False where words can be said only as an answer; then `lookAtProof` is called when there is one. */
  atAnyTime: boolean;
}

export interface Talk {
  take(event: DialogueEvent): void;
  /** From now on this is how it speaks. */
  speakBy(mouth: Mouth): void;
  remark(text: string): void;
  state(): Dialogue;
  /** Resolves when the core has stored everything told so far. */
  stored(): Promise<void>;
  /** Resolves when the ticket that was asked for is there, or after the given time. */
  ticketOrAfter(ms: number): Promise<void>;
  /** Asks the core now how it stands with the proof of who is calling. Never throws. */
  lookAtProof(): Promise<void>;
  /** Resolves when a code that was told has been checked, or after the given time. */
  codeOrAfter(ms: number): Promise<void>;
}

export interface TalkOptions {
  intake: Intake;
  conversationId: string;
  dialogue: DialogueOptions;
  now(): Date;
  log: VoiceLog;
  /** How often the core is asked about the proof of who is calling. Milliseconds; 1 000 by default. */
  proofEveryMs?: number | undefined;
}

/** A caller hears within this time whether the ticket is there. Milliseconds. */
const TICKET_WAIT_MS = 10_000;

const PROOF_EVERY_MS = 1_000;
/** Longest that a caller who wants to go is held for a challenge. Milliseconds. */
const PROOF_WAIT_MS = 10_000;

/** After these nobody can still be in the middle of what they said. */
const ENDS_A_TURN: ReadonlySet<DialogueEvent['type']> = new Set(['pause', 'silence', 'hungUp', 'mediaLost', 'timeUp']);

export function createTalk({
  intake,
  conversationId,
  dialogue,
  now,
  log,
  proofEveryMs = PROOF_EVERY_MS,
}: TalkOptions): Talk {
  let state = createDialogue(dialogue);
  let mouth: Mouth | undefined;
  let transfer = false;
  /** The caller's words since the last stored turn; the tail may still change. */
  let segment = '';
  let tail = '';
  let work: Promise<void> = Promise.resolve();
  let ticket: Promise<void> = Promise.resolve();
  let checking: Promise<void> = Promise.resolve();
  const proof = createProofWatch({
    look: () => intake.verificationOf(conversationId),
    everyMs: proofEveryMs,
    // Where words are said only as an answer, whoever answers looks.
    listens: () => mouth?.atAnyTime ?? false,
    onChange: (proof) => take({ type: 'proof', proof }),
    onTrouble: (error) =>
      log.warn({ conversationId, reason: reasonOf(error) }, 'it is not known how a verification stands'),
  });
  const events: DialogueEvent[] = [];
  let taking = false;

  /** One after another, in order; one that fails is told and does not stop the next. */
  function store(what: string, doIt: () => Promise<void>): Promise<void> {
    work = work.then(doIt).catch((error: unknown) => {
      log.error({ conversationId, what, reason: reasonOf(error) }, 'the core did not take what a call told it');
    });
    return work;
  }

  function said(who: 'requester' | 'assistant', text: string): void {
    const at = now();
    void store('said', () => intake.said(conversationId, { who, text, at }));
  }

  /** The caller's turn so far becomes a stored utterance. */
  function keepSegment(withTail: boolean): void {
    const text = join(segment, withTail ? tail : '');
    if (withTail) tail = '';
    segment = '';
    // From when a code may be told, no digit of the caller's is kept.
    if (text !== '') said('requester', state.proving.discreet ? withoutCode(text) : text);
  }

  function listen(event: DialogueEvent): void {
    if (event.type === 'words') {
      if (event.final) {
        segment = join(segment, event.text);
        tail = '';
      } else tail = event.text;
    } else if (event.type === 'endpoint') keepSegment(false);
    else if (ENDS_A_TURN.has(event.type)) keepSegment(true);
  }

  function openTicket(problem: string): void {
    const opened = store('openTicket', async () => {
      try {
        const answer = await intake.openTicket(conversationId, problem);
        take(answer.state === 'open' ? { type: 'ticketOpened', number: answer.number } : { type: 'ticketPending' });
        if (answer.state === 'open') proof.start();
      } catch (error) {
        take({ type: 'ticketFailed', detail: reasonOf(error) });
      }
    });
    const timer = setTimeout(() => take({ type: 'ticketPending' }), TICKET_WAIT_MS);
    ticket = opened.finally(() => clearTimeout(timer));
  }

  function carryOut(effect: DialogueEffect): void {
    switch (effect.do) {
      case 'say':
        said('assistant', effect.text);
        mouth?.say(effect.text, effect.phrase === 'greeting' || isFixed(effect.phrase));
        return;
      case 'prepare':
        mouth?.prepare(effect.text);
        return;
      case 'identify':
        events.push({ type: 'identified', identification: identify(effect.heard), final: effect.final });
        return;
      case 'confirm':
        void store('confirm', () => intake.confirm(conversationId, effect.contactId, effect.evidence));
        return;
      case 'claim': {
        const { do: _, ...claimed } = effect;
        void store('unconfirmed', () => intake.unconfirmed(conversationId, claimed));
        return;
      }
      case 'openTicket':
        openTicket(effect.problem);
        return;
      case 'remark':
        remark(effect.text);
        return;
      case 'awaitProof':
        setTimeout(() => {
          if (mouth?.atAnyTime) take({ type: 'proofOverdue' });
        }, PROOF_WAIT_MS).unref();
        return;
      case 'submitCode':
        checking = submit(effect.code);
        return;
      case 'resendCode':
        checking = resend();
        return;
      case 'transfer':
        transfer = true;
        return;
      case 'end':
        proof.stop();
        void store('end', () => intake.end(conversationId, effect.how, effect.detail));
        mouth?.end(transfer ? 'transfer' : 'finished');
        return;
    }
  }

  function identify(heard: Parameters<Intake['identify']>[0]): ReturnType<Intake['identify']> {
    try {
      return intake.identify(heard);
    } catch (error) {
      log.error({ conversationId, reason: reasonOf(error) }, 'identification failed; the caller is served without');
      return { decision: 'none', score: 0, margin: 0, evidence: [], candidates: [] };
    }
  }

  async function submit(code: string): Promise<void> {
    const answer = await intake.submitCode(conversationId, code).catch((error: unknown) => {
      log.error({ conversationId, reason: reasonOf(error) }, 'a code that a caller told could not be checked');
      return { state: 'failed' as const };
    });
    take({ type: 'codeAnswer', answer });
  }

  async function resend(): Promise<void> {
    const answer = await intake.resendCode(conversationId).catch((error: unknown) => {
      log.error({ conversationId, reason: reasonOf(error) }, 'another code could not be asked for');
      return 'failed' as const;
    });
    take({ type: 'resendAnswer', answer });
  }

  function remark(text: string): void {
    void store('remark', () => intake.remark(conversationId, text));
  }

  function take(event: DialogueEvent): void {
    events.push(event);
    if (taking) return;
    taking = true;
    try {
      for (let next = events.shift(); next; next = events.shift()) {
        listen(next);
        const result = step(state, next);
        state = result.state;
        for (const effect of result.effects) carryOut(effect);
      }
    } finally {
      taking = false;
    }
  }

  return {
    take,
    speakBy: (next) => {
      mouth = next;
    },
    remark,
    state: () => state,
    stored: () => work,
    ticketOrAfter: (ms) => orAfter(ticket, ms),
    lookAtProof: proof.look,
    codeOrAfter: (ms) => orAfter(checking, ms),
  };
}

async function orAfter(work: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}
