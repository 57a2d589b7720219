import { effectiveMode } from '../clients/mode.js';
import { diagnose } from './diagnose.js';
import { type AdvanceDeps, handOver, idsOf, move, scopeOf } from './moves.js';
import { peoplesNotes, peoplesSummary } from './peoples-notes.js';
import { BASE_PROMPT_VERSION, systemPrompt, ticketPrompt } from './prompt.js';
import { oneLine } from './quoted-text.js';
import { findRequester } from './requester.js';
import type { Run } from './run.js';
import type { LeasedRun } from './runs.js';
import { screen, screenWithModel } from './screen.js';
import { type Situation, ticketText } from './situation.js';
import { askForVerification, canVerify } from './verify.js';

/** queued: who asks, and in which mode the client's agent works from now on. */
export async function begin(leased: LeasedRun, situation: Situation, deps: AdvanceDeps): Promise<'on'> {
  const requester = await findRequester(situation, deps.contactChangedAt);
  const mode = effectiveMode(situation.client, situation.msp);
  const { number: configuration } = await deps.configurationFor(leased.run.clientId);
  const { number: ticketNumber } = situation.ticket;
  await move(leased, deps, 'screening', { requester, mode, configuration, ...(ticketNumber ? { ticketNumber } : {}) });
  return 'on';
}

/** screening: is it sensitive? Then the requester is asked to prove who they are, before anything else. */
export async function screenRequest(leased: LeasedRun, situation: Situation, deps: AdvanceDeps): Promise<'on'> {
  const notes = await situation.psa.notes(leased.run.ticketId);
  const words = peoplesNotes(notes, await deps.runs.allOn(leased.run.psaKind, leased.run.ticketId));
  const text = ticketText(situation.ticket, words);
  const model = await deps.model();
  const { tokens, yes, reasons } = model
    ? await screenWithModel({ model, ticketText: text })
    : { ...screen(text), tokens: { inputTokens: 0, outputTokens: 0 } };
  await leased.change({
    sensitive: { yes, reasons },
    seenNotes: notes.map((note) => note.id),
    tokens: spent(leased.run, tokens),
  });
  // In plan mode there is one note and nothing else: nobody is challenged for what will not be done.
  if (yes && leased.run.mode === 'execute' && canVerify(situation)) {
    return askForVerification(leased, deps, 'diagnosis');
  }
  await move(leased, deps, 'diagnosing', {});
  return 'on';
}

function spent({ tokens }: Run, more: { inputTokens: number; outputTokens: number }): Run['tokens'] {
  return { input: tokens.input + more.inputTokens, output: tokens.output + more.outputTokens };
}

/** diagnosing: the model reads until there is a plan, or a person has to take over. */
export async function diagnoseTicket(leased: LeasedRun, situation: Situation, deps: AdvanceDeps): Promise<'on'> {
  const { run } = leased;
  const model = await deps.model();
  if (!model)
    return handOver(leased, situation, deps, 'No language model is connected, so nothing could be diagnosed.');
  const own = new Set(run.notes.map((row) => row.noteId));
  const all = await situation.psa.notes(run.ticketId);
  const notes = all.filter((note) => !own.has(note.id));
  const runs = await deps.runs.allOn(run.psaKind, run.ticketId);
  const words = peoplesNotes(all, runs);
  const answered = run.messages.length;
  const { client, msp, configuration, ticket, tools, directory } = situation;
  const diagnosis = await diagnose({
    model,
    system: systemPrompt({
      mspPrompt: (configuration?.msp ?? msp).prompt,
      clientPrompt: (configuration?.client ?? client).prompt,
      tools,
    }),
    ticket: ticketPrompt({ ticket, notes, requester: run.requester, messages: run.messages }),
    context: {
      clientId: run.clientId,
      ticketId: run.ticketId,
      ticketText: ticketText({ ...ticket, summary: peoplesSummary(ticket.summary, runs) }, words),
      requester: run.requester,
      tools,
      settings: situation.settings,
      directory: directory?.port,
      scope: scopeOf(run, deps),
    },
    planNumber: (run.plan?.number ?? 0) + 1,
    hasPlan: run.plan !== undefined,
    activity: deps.activity,
    ids: idsOf(run),
    limits: deps.limits,
    now: deps.now,
    async spend(tokens) {
      await leased.change({ tokens: spent(leased.run, tokens) });
    },
  });

  switch (diagnosis.outcome) {
    case 'person': {
      const reason = `The language model asks for a technician, in its words: "${oneLine(diagnosis.reason, 1_200)}"`;
      return handOver(leased, situation, deps, reason, { answered, ...diagnosis });
    }
    case 'gave_up': {
      return handOver(leased, situation, deps, diagnosis.reason, { answered, ...diagnosis });
    }
    case 'keep':
      await move(leased, deps, 'awaiting_approval', { answeredMessages: answered });
      return 'on';
    case 'plan': {
      const same = run.plan?.hash === diagnosis.plan.hash && run.approvalId !== undefined;
      if (same) {
        await move(leased, deps, 'awaiting_approval', { answeredMessages: answered });
        return 'on';
      }
      await deps.activity.add({
        ...idsOf(run),
        kind: 'plan.proposed',
        what: `Plan ${diagnosis.plan.number}: ${diagnosis.plan.steps.map((step) => step.sentence).join('; ')}`,
        detail: { plan: diagnosis.plan, promptVersion: BASE_PROMPT_VERSION },
      });
      await move(leased, deps, 'planned', { plan: diagnosis.plan, answeredMessages: answered });
      return 'on';
    }
  }
}
