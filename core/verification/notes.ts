/** The words of the internal notes about verification. They hold names and times, never a code or a reference. */
import { toMinute } from '../minute.js';
import type { Verification } from './verification.js';

/** As the agent's other notes begin. */
const HEADING = 'Frontdesk agent: verification';
const LONGEST_NAME = 120;
const LONGEST_REASON = 300;

type Told = Pick<
  Verification,
  'runId' | 'person' | 'expiresAt' | 'reason' | 'by' | 'proof' | 'sentTo' | 'fraud' | 'reference'
>;

/** What a technician can write; said where vouching is on. */
export interface VouchInvitation {
  /** One sentence: who may, from the PSA. */
  rule: string;
  until: Date;
}

/** A challenge is on its way. */
export function sentNote(verification: Told, providerTitle: string, vouch: VouchInvitation | undefined): string {
  const who = plain(verification.person.name, LONGEST_NAME);
  return note(verification, [
    `Sent a ${requestOf(verification, plain(providerTitle, LONGEST_NAME), who)}; waiting until ${toMinute(verification.expiresAt)} UTC. Until then nothing is looked at or done for this request.`,
    ...invitation(vouch, who),
  ]);
}

/** What came of it. `vouch` where a technician's word can still help. */
export function resultNote(
  verification: Told & Pick<Verification, 'state'>,
  providerTitle: string,
  vouch?: VouchInvitation,
): string {
  const who = plain(verification.person.name, LONGEST_NAME);
  const by = plain(providerTitle, LONGEST_NAME);
  const reason = verification.reason ? ` ${plain(verification.reason, LONGEST_REASON)}` : '';
  const technician = verification.by && plain(verification.by.technicianName, LONGEST_NAME);
  return note(verification, [
    `${outcomeOf(verification, { who, by, technician })}${reason}`,
    ...invitation(vouch, who),
  ]);
}

/** For the note of a plan: that, how and when its requester was proven to be who they are. */
export function proofLine({
  person,
  proof,
  sentTo,
  by,
  settledAt,
}: Pick<Verification, 'person' | 'proof' | 'sentTo' | 'by' | 'settledAt'>): string {
  const byCode = `by a code${sentTo ? ` to ${plain(sentTo, LONGEST_NAME)}` : ''}`;
  const byProvider = proof === 'code' ? byCode : 'by a request to their own device';
  const how = by ? `by the word of ${plain(by.technicianName, LONGEST_NAME)}` : byProvider;
  return `Identity: ${plain(person.name, LONGEST_NAME)} is verified, ${how}${settledAt ? `, ${toMinute(settledAt)} UTC` : ''}.`;
}

/** "verification request to Dana Reyes by Traceless", "verification code by text message to the mobile on file ending in 42". */
function requestOf({ proof, sentTo }: Told, by: string, who: string): string {
  if (proof !== 'code') return `verification request to ${who} by ${by}`;
  return `verification code to ${who} by ${by}${sentTo ? `, to ${plain(sentTo, LONGEST_NAME)}` : ''}`;
}

function outcomeOf(
  told: Told & Pick<Verification, 'state'>,
  { who, by, technician }: { who: string; by: string; technician: string | undefined },
): string {
  const byCode = told.proof === 'code';
  const sentTo = told.sentTo ? ` to ${plain(told.sentTo, LONGEST_NAME)}` : '';
  switch (told.state) {
    case 'approved':
      if (technician) return `${technician} vouched for ${who}.`;
      if (byCode) return `${who} is verified: told the code that was sent by ${by}${sentTo}.`;
      return `${who} approved the verification request in ${by}.`;
    case 'denied':
      if (technician) {
        return `${technician} says that this is not ${who}, or could not make sure. Nothing is done for this request.`;
      }
      if (told.fraud) {
        return `ATTENTION: ${who} reported the verification request in ${by} as fraud. Somebody else asks in their name. Nothing is done for this request; please look into it.`;
      }
      if (!told.reference) return `${who} is not asked to prove who they are, and nothing is done for this request.`;
      if (byCode) {
        return `Whoever asks for ${who} did not know the code that was sent by ${by}${sentTo}. Nothing is done for this request.`;
      }
      return `${who} denied the verification request in ${by}. Somebody else may have asked in their name. Nothing is done for this request.`;
    case 'expired':
      if (byCode) return `The code that was sent by ${by}${sentTo} was not told in time.`;
      return `${who} did not answer the verification request in ${by} in time.`;
    case 'unavailable':
      return `${who} could not be verified by ${by}.`;
    case 'intended':
    case 'pending':
      return `${who} has not answered the verification request in ${by} yet.`;
  }
}

function invitation(vouch: VouchInvitation | undefined, who: string): string[] {
  if (!vouch) return [];
  return [
    '',
    `If you have made sure yourself that it is ${who} (call back on the number on file, do not rely on this ticket), write "verified" in an internal note on this ticket. If it is not them: "not verified". Anything else is read as a remark; an approval of a plan is no verification.`,
    `Who may: ${plain(vouch.rule, LONGEST_REASON)}, and not ${who}. Without an answer this ends on ${toMinute(vouch.until)} UTC.`,
  ];
}

function note({ runId }: Pick<Told, 'runId'>, lines: readonly string[]): string {
  return [`${HEADING} (run ${runId.slice(0, 8)})`, '', ...lines].join('\n');
}

/** What others wrote, on one line without characters that are not seen. */
function plain(text: string, most: number): string {
  const characters = [...text.replace(/[\s\p{C}]+/gu, ' ').trim()];
  return characters.length <= most ? characters.join('') : `${characters.slice(0, most - 1).join('')}…`;
}
