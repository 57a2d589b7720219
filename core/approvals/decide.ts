import type { Note, Technician } from '../ports/psa.js';
import type { Decided } from './approval.js';
import { ownWords } from './reply-intent/own-words.js';
import { type ReplyReading, readReply } from './reply-intent.js';
import { combine, type Meaning, opinionKey } from './second-opinion.js';

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

/** Those who may decide at this moment. */
interface MayDecide {
  technicians: readonly Technician[];
}

type Opinions = ReadonlyMap<string, Meaning>;
const NO_OPINIONS: Opinions = new Map();

/** A bare "approved" this soon after a later plan may mean the earlier one, still on the screen. Milliseconds. */
const MAY_MEAN_THE_LAST_PLAN_MS = 60_000;

/**
 * Judges all that was written below a request, in the order of the ticket. Only internal notes of technicians whom the
 * PSA names as approvers at this moment can decide. One denial outweighs every approval; an approval holds only when no
 * technician has written anything else after it. `opinions`: a model's, by `opinionKey`; they never make an approval.
 */
export function judge(
  notes: readonly Note[],
  approvers: MayDecide,
  plan: AskedPlan,
  opinions: Opinions = NO_OPINIONS,
): Verdict {
  const ignored: { note: Note; intent: 'approve' | 'deny' }[] = [];
  let approval: Verdict | undefined;
  for (const note of notes) {
    if (!isWord(note)) continue;
    const { intent, because } = readAnswer(note, plan, opinions);
    const technician = approverOf(note, approvers);
    if (!technician) {
      if (intent !== 'neutral') ignored.push({ note, intent });
      continue;
    }
    if (intent === 'deny') return { outcome: 'denied', note, technician, because };
    approval = intent === 'approve' ? { outcome: 'approved', note, technician, because } : undefined;
  }
  return approval ?? { outcome: 'open', ignored };
}

/** The notes that can decide, and whose they are. */
export function answersOf(notes: readonly Note[], approvers: MayDecide): { note: Note; technician: Technician }[] {
  return notes.filter(isWord).flatMap((note) => {
    const technician = approverOf(note, approvers);
    return technician ? [{ note, technician }] : [];
  });
}

/** Words at the start of a note that stop a plan, whatever follows; more than a denial needs, because stopping is safe. */
const STOP =
  /^\W*(?:please,? )?(?:den(?:y|ied)|stop|don'?t|do not|cancel|abort|wait|hold|no\b(?! (?:problem|worries|rush|issue)))/i;

/**
 * The note by which an approver stops a plan that is approved and not yet carried out, if there is one: whoever agreed,
 * everybody who may decide can still say no. `notes`: those below the request; `decided`: how it was approved. Below the
 * approval every word that stops counts. Above an approval by link or page only a clear denial does: that it was not yet
 * read when the button was pressed does not undo it.
 */
export function withdrawal(
  notes: readonly Note[],
  approvers: MayDecide,
  plan: AskedPlan,
  decided?: Pick<Decided, 'noteId' | 'lastNoteId'>,
): { note: Note; technician: Technician } | undefined {
  const decidedBy = notes.findIndex(({ id }) => id === decided?.noteId);
  const lastSeen = notes.findIndex(({ id }) => id === decided?.lastNoteId);
  const since = Math.max(decidedBy, lastSeen) + 1;
  const before = decidedBy === -1 ? answersOf(notes.slice(0, since), approvers) : [];
  return (
    before.find(({ note }) => readAnswer(note, plan).intent === 'deny') ??
    answersOf(notes.slice(since), approvers).find(({ note }) => {
      const { intent } = readAnswer(note, plan);
      return intent === 'deny' || (intent === 'neutral' && STOP.test(note.text));
    })
  );
}

/** The first clear denial of an approver below the note that asked. */
export function deniedBelow(
  notes: readonly Note[],
  requestNoteId: string | undefined,
  technicians: readonly Technician[],
): { note: Note; technician: Technician } | undefined {
  const at = notes.findIndex(({ id }) => id === requestNoteId);
  if (at === -1) return undefined;
  return answersOf(notes.slice(at + 1), { technicians }).find(({ note }) => readingOf(note).intent === 'deny');
}

const isWord = ({ author, visibility }: Note): boolean => author.kind === 'technician' && visibility === 'internal';

const approverOf = ({ author }: Note, { technicians }: MayDecide): Technician | undefined =>
  technicians.find(({ id, active }) => active && id === author.id);

/** The rules' reading of a note as people see it there, whichever plan it names; `plan` is the number of that plan. */
export function readingOf({ text, html }: Pick<Note, 'text' | 'html'>): ReplyReading & { plan?: number } {
  const [seen, shownAs] = html === undefined ? ([text, 'text'] as const) : ([html, 'html'] as const);
  const reading = readReply(seen, shownAs);
  const named = namedPlan(reading.own);
  if (!named || ownWords(seen, shownAs).doubts.length > 0) return reading;
  return { ...readReply(named.words, 'text'), plan: named.number };
}

/** The reply's intent for this very plan. */
function readAnswer(
  note: Note,
  plan: AskedPlan,
  opinions: Opinions = NO_OPINIONS,
): Pick<ReplyReading, 'intent' | 'because'> {
  const reading = readingOf(note);
  const { intent, because, own } = combine(reading, opinions.get(opinionKey(note)));
  const named = reading.plan;
  if (intent !== 'approve') return { intent, because };
  if (named !== undefined && named !== plan.number) return { intent: 'neutral', because: 'another-plan' };
  if (because === 'approval-naming-an-action' && !plan.tools.every((tool) => namesAction(own, tool))) {
    return { intent: 'neutral', because: 'another-action' };
  }
  if (named === undefined && plan.number > 1 && isHasty(note, plan))
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
