/** A code that is told in a chat, where the same message could be anything else. */
import { CODE_ENTERED, codeIn, withoutCode } from '../verification/code-in-words.js';
import type { CodeAnswer, ProofNow } from '../verification/proof-now.js';
import type { Intake } from './intake.js';

export interface ChatMessage {
  /** What may be stored and shown of it: never the code. */
  keep: string;
  /** It was meant for us alone, and is no words of the requester for anybody else. */
  isCode: boolean;
  /** What to answer at once; absent where it was no code. */
  reply?: string;
}

/**
 * Takes an employee's message while a code may be awaited. One that tells six digits is tried as the code; any digits in
 * another are left out of what is kept. While none is awaited a message is kept as it is. Whoever calls this does so before
 * the message is stored anywhere.
 */
export async function takeChatMessage(
  intake: Pick<Intake, 'verificationOf' | 'submitCode' | 'resendCode'>,
  conversationId: string,
  text: string,
): Promise<ChatMessage> {
  const proof = await intake.verificationOf(conversationId);
  if (proof.state !== 'code' && proof.state !== 'coming') return { keep: text, isCode: false };
  const code = codeIn(text);
  if (code !== undefined) {
    const answer = await intake.submitCode(conversationId, code);
    return { keep: CODE_ENTERED, isCode: true, reply: REPLIES[answer.state](answer) };
  }
  if (proof.state === 'code' && asksForAnother(text)) {
    const resent = await intake.resendCode(conversationId);
    return { keep: withoutCode(text), isCode: true, reply: RESENT[resent] };
  }
  return { keep: withoutCode(text), isCode: false };
}

/** What a chat says when a code was sent. */
export function askForCode({ sentTo }: Extract<ProofNow, { state: 'code' }>): string {
  return `Before I go on, I need to verify that it is you. I have sent a six-digit code to ${sentTo}. Please type it here. I never ask for a password.`;
}

/** "I didn't get it", "send another one". */
export function asksForAnother(text: string): boolean {
  const words = text.toLowerCase().replace(/[’]/g, "'");
  return /\b(?:(?:did not|didn't|have not|haven't|never) (?:get|got|receive|received|gotten|seen?)|(?:nothing|no (?:text|message|code|sms)) (?:has |yet|came|come|arrived|here)|not (?:arrived|come|received)|(?:send|text) (?:it |me |the code |another|a new|one )?(?:\w+ ){0,3}(?:again|another|new)|re-?send|another code|new code)\b/.test(
    words,
  );
}

const REPLIES: Readonly<Record<CodeAnswer['state'], (answer: CodeAnswer) => string>> = {
  approved: () => 'Thank you, you are verified. A technician will look at your request and is asked to approve it.',
  wrong: (answer) => {
    const left = answer.state === 'wrong' ? answer.triesLeft : 0;
    return `That is not the code. Please look again and type it once more (${left === 1 ? 'one try' : `${left} tries`} left).`;
  },
  denied: () => 'I could not verify that it is you, so nothing was done. A technician will get in touch with you.',
  over: () => 'That code is not valid any more. A technician will make sure that it is you, and then take care of it.',
};

const RESENT = {
  asked: 'I am sending you another code. Only the newest one works.',
  limit: 'I cannot send another code now. A technician will make sure that it is you, and then take care of it.',
  over: REPLIES.over({ state: 'over' }),
} as const;
