/** The requester's proof of who they are: before a sensitive request is begun, and again before a step that demands it. */
import { whoMayApprove } from '../approvals/approvers.js';
import { ownWords } from '../approvals/reply-intent/own-words.js';
import type { Tool } from '../tools/tool.js';
import { proofLine, resultNote, sentNote, type VouchInvitation } from '../verification/notes.js';
import { factorRefusal, personOf, type Resets, type VerifiedPerson } from '../verification/person.js';
import { anyProvider, type Wanted } from '../verification/provider.js';
import { type Verification, VOUCH } from '../verification/verification.js';
import { judgeVouch } from '../verification/vouch.js';
import { type AdvanceDeps, confirmLease, handOver, idsOf, move } from './moves.js';
import type { Plan, Run } from './run.js';
import type { LeasedRun } from './runs.js';
import { CREDENTIALS, SECOND_FACTOR } from './sensitive-words.js';
import type { Situation } from './situation.js';
import { endRun, stopPlan } from './stop-plan.js';
import { writeNoteOnce } from './write-note.js';

/** Whether a verification provider is connected: without one, what a technician approves is what there is. */
export function canVerify({ connected }: Pick<Situation, 'connected'>): boolean {
  return anyProvider(connected);
}

/** Whether nothing stands in the way of a step that demands a verified requester, by this tool. */
export async function isVerified(
  run: Run,
  situation: Situation,
  deps: AdvanceDeps,
  tool: Pick<Tool, 'changesFactors'>,
): Promise<boolean> {
  if (!canVerify(situation)) return true;
  const person = personOfRun(run);
  const resets = tool.changesFactors ? 'factors' : resetsOf(run, situation);
  return person !== undefined && (await heldBy(run, person, situation, deps, resets)) !== undefined;
}

/** One line for the note of a plan: how its requester is proven now; undefined when they are not, or not for such a plan. */
export async function provenWords(
  run: Run,
  plan: Plan,
  situation: Situation,
  deps: AdvanceDeps,
): Promise<string | undefined> {
  const person = personOfRun(run);
  if (!person) return undefined;
  const factors = plan.steps.some(({ tool }) => changesFactors(tool, situation));
  const proof = await heldBy(run, person, situation, deps, factors ? 'factors' : resetsOf(run, situation));
  return proof && proofLine(proof);
}

function changesFactors(name: string, { tools }: Pick<Situation, 'tools'>): boolean {
  return tools.some(({ tool }) => tool.name === name && tool.changesFactors);
}

/** What the request, or the plan that waits to be carried out, changes of how the requester proves who they are. */
function resetsOf({ sensitive, verification, plan }: Run, situation: Pick<Situation, 'tools'>): Resets | undefined {
  const reasons = sensitive?.reasons ?? [];
  const steps = verification?.before === 'execution' ? (plan?.steps ?? []) : [];
  const planned = steps.some(({ tool }) => changesFactors(tool, situation));
  if (planned || reasons.includes(SECOND_FACTOR)) return 'factors';
  return reasons.includes(CREDENTIALS) ? 'password' : undefined;
}

async function wantedOf({ leased: { run }, situation, deps }: Look): Promise<Wanted> {
  return {
    resets: resetsOf(run, situation),
    canTellCode: (await deps.canTellCode?.(run.ticketId, run.requester?.contactId)) ?? true,
    contactDays: situation.msp.verification.contactDays,
  };
}

/** Goes to sleep until the requester is verified. */
export async function askForVerification(
  leased: LeasedRun,
  deps: AdvanceDeps,
  before: 'diagnosis' | 'execution',
): Promise<'on'> {
  const round = (leased.run.verification?.round ?? 0) + 1;
  await move(leased, deps, 'awaiting_verification', { verification: { before, round } });
  return 'on';
}

/** One look at a verification under way. */
interface Look {
  leased: LeasedRun;
  situation: Situation;
  deps: AdvanceDeps;
  person: VerifiedPerson;
  round: number;
}

/** awaiting_verification: asleep until there is a result, a technician gives their word, or time is over. */
export async function awaitVerification(
  leased: LeasedRun,
  situation: Situation,
  deps: AdvanceDeps,
): Promise<'on' | 'wait'> {
  const { run } = leased;
  if (situation.ticket.closed) return endRun(leased, situation, deps, 'The ticket was closed meanwhile.');
  const person = personOfRun(run);
  if (!person) return giveUp(leased, situation, deps, 'It is not known who asks, so nobody could be verified.');
  const look: Look = { leased, situation, deps, person, round: run.verification?.round ?? 1 };
  const held = await heldBy(run, person, situation, deps, resetsOf(run, situation));
  if (held) {
    // A code that was told settles its challenge where it was told; the ticket hears of it here.
    if (held.id === run.verification?.id) await tell(look, held, 'result');
    return goOn(leased, deps);
  }
  const challenge = await challengeOf(look);
  if (!challenge) return goOn(leased, deps); // The provider has been disconnected meanwhile.
  if (challenge.reference) await tell(look, challenge, 'sent');
  const asked = challenge.state === 'pending' ? await deps.challenges.poll(challenge) : challenge;
  if (asked.state === 'pending' || asked.state === 'intended') {
    const word = await technicianWord(look);
    return word ? settled(look, word) : sleepUntil(look, deps.challenges.nextPollAt(asked));
  }
  return settled(look, asked);
}

/** The challenge of this round, sent now unless it was before. Undefined when no provider is connected. */
async function challengeOf(look: Look): Promise<Verification | undefined> {
  const { leased, deps, person, round } = look;
  const { run } = leased;
  const before = run.verification?.before ?? 'diagnosis';
  const known = run.verification?.id;
  const found = known ? await deps.verifications.get({ id: known, clientId: run.clientId }) : undefined;
  if (found?.resendAskedAt && found.state === 'pending') return sendAnother(look, found);
  if (found && found.state !== 'intended') return found;
  await confirmLease(leased);
  const started = await deps.challenges.start(run, person, await wantedOf(look));
  if (!started) return undefined;
  if (started.id !== known) {
    await leased.change({ verification: { before, round, id: started.id } });
    const what = `${person.name} is asked to prove who they are`;
    const detail = { verificationId: started.id, provider: started.provider };
    await deps.activity.add({ ...idsOf(run), kind: 'verification.requested', what, detail });
  }
  return started;
}

/** The requester did not get the code, and asked for another one. */
async function sendAnother({ leased, deps, person }: Look, known: Verification): Promise<Verification> {
  await confirmLease(leased);
  const again = await deps.challenges.resend(known);
  if ((again.sends ?? 0) > (known.sends ?? 0)) {
    const what = `${person.name} asked for another code, which was sent`;
    const detail = { verificationId: again.id, provider: again.provider, sends: again.sends };
    await deps.activity.add({ ...idsOf(leased.run), kind: 'verification.requested', what, detail });
  }
  return again;
}

/** There is a result: tell it, and go on, give up, or wait for a technician's word. */
async function settled(look: Look, result: Verification): Promise<'on' | 'wait'> {
  const { leased, situation, deps, person } = look;
  await tell(look, result, result.by ? 'word' : 'result');
  if (result.state === 'approved') return goOn(leased, deps);
  if (result.state === 'denied') {
    const why = result.fraud
      ? 'they reported it as an attack. Please look into who asks in their name'
      : 'it was denied';
    return giveUp(leased, situation, deps, `The request could not be proven to come from ${person.name}: ${why}.`);
  }
  const word = await technicianWord(look);
  if (word) return settled(look, word);
  const until = waitsUntil(look, result);
  if (until) return sleepUntil(look, until);
  return giveUp(
    leased,
    situation,
    deps,
    `The request could not be proven to come from ${person.name} (${result.state}).`,
  );
}

/** Until when a technician's word is waited for; undefined when it is not (any more). */
function waitsUntil({ situation, deps }: Look, { settledAt, createdAt }: Verification): Date | undefined {
  const { vouch, waitHours } = situation.msp.verification;
  const until = new Date((settledAt ?? createdAt).getTime() + waitHours * 3_600_000);
  return vouch && until > deps.now() ? until : undefined;
}

/** What a technician who may approve has written about the requester since they were asked. */
async function technicianWord({ leased, situation, deps, person, round }: Look): Promise<Verification | undefined> {
  const { run } = leased;
  const { psa, ticket, msp } = situation;
  const first = run.notes.find(({ key }) => key.startsWith(`verify-${round}-`))?.noteId;
  const notes = await psa.notes(run.ticketId);
  const at = notes.findIndex(({ id }) => id === first);
  if (at === -1) return undefined;
  const below = notes.slice(at + 1).filter(({ author }) => author.kind === 'technician');
  if (below.length === 0) return undefined; // Polled every few seconds: who may is asked when somebody wrote.
  const approvers = await whoMayApprove(psa, ticket, msp.approvals);
  const verdict = judgeVouch(below, approvers, person, { ownWords, enabled: msp.verification.vouch });
  if (verdict.outcome === 'open') return undefined;
  await confirmLease(leased);
  const open = await deps.verifications.openOf(run);
  if (open) await deps.verifications.settle(open, 'unavailable', { reason: 'A technician gave their word first.' });
  return deps.verifications.vouch(run, {
    person,
    state: verdict.outcome === 'vouched' ? 'approved' : 'denied',
    settledAt: deps.now(),
    by: {
      technicianId: verdict.technician.id,
      technicianName: verdict.technician.name,
      noteId: verdict.note.id,
    },
  });
}

/** One internal note for the challenge, one for each result. */
async function tell(look: Look, verification: Verification, what: 'sent' | 'result' | 'word'): Promise<void> {
  const { leased, situation, deps, round } = look;
  const key = `verify-${round}-${what}`;
  if (leased.run.notes.some((row) => row.key === key && row.state === 'written')) return;
  const { connected, psa } = situation;
  const title = connected.find(({ kind }) => kind === verification.provider)?.title ?? verification.provider;
  const helps = what === 'sent' || verification.state === 'expired' || verification.state === 'unavailable';
  const invitation = helps ? await invite(look, verification) : undefined;
  const text =
    what === 'sent' ? sentNote(verification, title, invitation) : resultNote(verification, title, invitation);
  await writeNoteOnce(leased, { key, text, psa, activity: deps.activity });
  if (what === 'sent') return;
  const { id: verificationId, person, provider, state, factor, sentTo, fraud = false } = verification;
  const by = verification.by?.technicianName ?? title;
  await deps.activity.add({
    ...idsOf(leased.run),
    kind: fraud ? 'verification.fraud' : 'verification.result',
    what: `${person.name}: ${fraud ? 'reported as an attack' : state} (${by})`,
    detail: { verificationId, provider, state, ...(factor ? { factor } : {}), ...(sentTo ? { sentTo } : {}) },
  });
}

async function invite(look: Look, verification: Verification): Promise<VouchInvitation | undefined> {
  const { psa, ticket, msp } = look.situation;
  const until = waitsUntil(look, { ...verification, settledAt: verification.settledAt ?? verification.expiresAt });
  if (!until) return undefined;
  return { rule: (await whoMayApprove(psa, ticket, msp.approvals)).rule, until };
}

async function sleepUntil({ leased, deps }: Look, when: Date): Promise<'wait'> {
  await leased.change({ sleepUntil: when });
  await deps.wakeAt(leased.run.id, when);
  return 'wait';
}

async function goOn(leased: LeasedRun, deps: AdvanceDeps): Promise<'on'> {
  const next = leased.run.verification?.before === 'execution' ? 'executing' : 'diagnosing';
  await move(leased, deps, next, { sleepUntil: null });
  return 'on';
}

async function giveUp(leased: LeasedRun, situation: Situation, deps: AdvanceDeps, reason: string): Promise<'on'> {
  const ends = leased.run.verification?.before === 'execution' ? stopPlan : handOver;
  return ends(leased, situation, deps, reason);
}

function personOfRun({ requester }: Run): VerifiedPerson | undefined {
  return requester && personOf(requester);
}

function heldBy(run: Run, person: VerifiedPerson, { msp }: Situation, deps: AdvanceDeps, resets: Resets | undefined) {
  const { holdMinutes } = msp.verification;
  const proves = ({ provider, factor = 'authenticator', person: proven }: Verification) =>
    provider === VOUCH || factorRefusal(factor, resets, proven) === undefined;
  return deps.verifications.holds({ run, person, at: deps.now(), holdMinutes, proves });
}
