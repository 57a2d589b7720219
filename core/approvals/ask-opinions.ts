import type { Model } from '../ports/model.js';
import type { Note, Technician } from '../ports/psa.js';
import type { Approval, Approvals } from './approval.js';
import { answersOf, readingOf } from './decide.js';
import { confirmApproval, type Meaning, opinionKey, wantsSecondOpinion } from './second-opinion.js';

/** What a model takes notes for, by `opinionKey`. */
export type Opinions = ReadonlyMap<string, Meaning>;

/**
 * Asks a model about those notes below a request that its opinion can matter for: answers of approvers, each once, at most
 * `MOST_ASKED` in one go. Answers are kept with the approval. A model that fails changes nothing. `asked` says whether
 * time has passed: then who may approve has to be asked again before anything is decided.
 */
export async function askOpinions({
  model,
  approvals,
  approval,
  notes,
  approvers,
  plan,
  lateAfterMs,
}: {
  model: Model | undefined;
  approvals: Pick<Approvals, 'keepOpinion'>;
  approval: Pick<Approval, 'id' | 'opinions'>;
  notes: readonly Note[];
  approvers: { technicians: readonly Technician[] };
  /** One sentence a step. */
  plan: readonly string[];
  lateAfterMs?: number;
}): Promise<{ opinions: Opinions; asked: number; tokens: { input: number; output: number } }> {
  const opinions = new Map((approval.opinions ?? []).map(({ key, meaning }) => [key, meaning]));
  const tokens = { input: 0, output: 0 };
  const open = model
    ? answersOf(notes, approvers).filter(
        ({ note }) => !opinions.has(opinionKey(note)) && wantsSecondOpinion(readingOf(note)),
      )
    : [];
  let asked = 0;
  for (const { note } of open.slice(-MOST_ASKED)) {
    if (!model) break;
    const { own } = readingOf(note);
    const opinion = await confirmApproval({ model, own, plan, ...(lateAfterMs ? { lateAfterMs } : {}) });
    asked += 1;
    tokens.input += opinion.tokens.input;
    tokens.output += opinion.tokens.output;
    if (!opinion.meaning) continue;
    opinions.set(opinionKey(note), opinion.meaning);
    await approvals.keepOpinion(approval.id, opinionKey(note), opinion.meaning);
  }
  return { opinions, asked, tokens };
}

/** Newest first: only the last words can approve. */
const MOST_ASKED = 3;
