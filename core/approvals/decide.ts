import type { Approvers, Note, Technician } from '../ports/psa.js';
import { readReply } from './reply-intent.js';

/** What the notes below a request for approval come to. */
export type Verdict =
  | { outcome: 'approved' | 'denied'; note: Note; technician: Technician; because: string }
  /** Nobody has decided. `ignored`: answers of people who may not. */
  | { outcome: 'open'; ignored: readonly { note: Note; intent: 'approve' | 'deny' }[] };

export interface AskedPlan {
  number: number;
  /** `integration:tool-name` of each step. */
  tools: readonly string[];
  /** When its request was noted, by the PSA's clock. */
  notedAt?: Date;
}

/** A bare "approved" this soon after a later plan may mean the earlier one, still on the screen. Milliseconds. */
const MAY_MEAN_THE_LAST_PLAN_MS = 60_000;

/**
 * Judges all that was written below a request, in the order of the ticket. Only internal notes of technicians whom the
 * PSA names as approvers at this moment can decide. One denial outweighs every approval; an approval holds only when no
 * technician has written anything else after it.
 */
export function judge(notes: readonly Note[], approvers: Approvers, plan: AskedPlan): Verdict {
  const ignored: { note: Note; intent: 'approve' | 'deny' }[] = [];
  let approval: Verdict | undefined;
  for (const note of notes) {
    if (note.author.kind !== 'technician' || note.visibility !== 'internal') continue;
    const { intent, because } = readAnswer(note, plan);
    const technician = approvers.technicians.find(({ id, active }) => active && id === note.author.id);
    if (!technician) {
      if (intent !== 'neutral') ignored.push({ note, intent });
      continue;
    }
    if (intent === 'deny') return { outcome: 'denied', note, technician, because };
    approval = intent === 'approve' ? { outcome: 'approved', note, technician, because } : undefined;
  }
  return approval ?? { outcome: 'open', ignored };
}

/** Words at the start of a note that stop a plan, whatever follows; more than a denial needs, because stopping is safe. */
const STOP =
  /^\W*(?:please,? )?(?:den(?:y|ied)|stop|don'?t|do not|cancel|abort|wait|hold|no\b(?! (?:problem|worries|rush|issue)))/i;

/**
 * The note by which an approver stops a plan that is approved and not yet carried out, if there is one: whoever agreed,
 * everybody who may decide can still say no. `notes`: those below the note that approved.
 */
export function withdrawal(
  notes: readonly Note[],
  approvers: Approvers,
  plan: AskedPlan,
): { note: Note; technician: Technician } | undefined {
  for (const note of notes) {
    if (note.author.kind !== 'technician' || note.visibility !== 'internal') continue;
    const technician = approvers.technicians.find(({ id, active }) => active && id === note.author.id);
    if (!technician) continue;
    const { intent } = readAnswer(note, plan);
    if (intent === 'deny' || (intent === 'neutral' && STOP.test(note.text))) return { note, technician };
  }
  return undefined;
}

/** The reply's intent for this very plan. */
function readAnswer(note: Note, plan: AskedPlan): { intent: 'approve' | 'deny' | 'neutral'; because: string } {
  const named = namedPlan(note.text);
  const { intent, because, own } = readReply(named?.words ?? note.text);
  if (intent !== 'approve') return { intent, because };
  if (named && named.number !== plan.number) return { intent: 'neutral', because: 'another-plan' };
  if (because === 'approval-naming-an-action' && !plan.tools.every((tool) => namesAction(own, tool))) {
    return { intent: 'neutral', because: 'another-action' };
  }
  if (!named && plan.number > 1 && isHasty(note, plan))
    return { intent: 'neutral', because: 'too-soon-after-an-earlier-plan' };
  return { intent, because };
}

/** "approved 2", "deny plan 2.": up to three words and the number of a plan. */
function namedPlan(text: string): { words: string; number: number } | undefined {
  const found = /^\s*([a-z']+(?: [a-z']+){0,2}?),?\s+(?:plan\s+)?#?(\d{1,3})[.!]*\s*$/i.exec(text);
  return found?.[1] && found[2] ? { words: found[1], number: Number(found[2]) } : undefined;
}

/** Whether words name what a tool does: "reset her password" and `m365:reset-password`. */
function namesAction(words: string, tool: string): boolean {
  const verb = tool.slice(tool.lastIndexOf(':') + 1).split('-', 1)[0] ?? '';
  return new RegExp(`\\b${verb.replace(/[^a-z0-9]/gi, '')}`, 'i').test(words);
}

function isHasty(note: Note, { notedAt }: AskedPlan): boolean {
  if (!note.createdAt || !notedAt) return true;
  return note.createdAt.getTime() - notedAt.getTime() < MAY_MEAN_THE_LAST_PLAN_MS;
}
