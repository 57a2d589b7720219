import type { Heard, Identification } from '../../core/matching/identify.js';
import type { CodeAnswer, ProofNow, ResendAnswer } from '../../core/verification/proof-now.js';
import type { PhraseName } from '../phrases.js';

export type Stage =
  | 'name'
  | 'company'
  | 'spelling'
  | 'confirming'
  | 'problem'
  | 'opening'
  /** The number (or that a ticket will follow) is being read out, and "anything else?" asked. */
  | 'more'
  /** Nothing more is wanted, and the caller is about to be challenged: held for a moment. */
  | 'proving'
  /** A code was sent to the caller, who is to say or key it. */
  | 'code'
  | 'transferring'
  | 'closing'
  | 'ended';

export interface Candidate {
  id: string;
  firstName: string;
  lastName: string;
  company: string | undefined;
  evidence: readonly string[];
}

/** How far the caller has proven who they are. No code is ever in it longer than it takes to hand it on. */
export interface Proving {
  /** As the core last told it. */
  readonly now: ProofNow | undefined;
  /** The challenge that the caller was told of last. */
  readonly told: string;
  /** They have heard what came of it. */
  readonly settled: boolean;
  /** From now on digits in the caller's words are a code's, and kept nowhere. */
  readonly discreet: boolean;
  /** Held on the line once. */
  readonly held: boolean;
  /** Where the code was sent, in words. */
  readonly sentTo: string;
  /** Keys so far; and digits said so far, where a pause came between. */
  readonly keyed: string;
  readonly pieces: string;
  /** A code is being checked. */
  readonly checking: boolean;
  /** Answers without a code. */
  readonly misses: number;
  /** Wanted to go while the code was awaited, and was told what it is for. */
  readonly leaving: boolean;
}

/** Everything one call's conversation knows. Plain data: it can be kept, compared and replayed. */
export interface Dialogue {
  readonly stage: Stage;
  readonly options: DialogueOptions;
  /** What was heard about who is calling. */
  readonly who: { readonly name: string; readonly company: string; readonly spelling: string };
  /** Contacts that the caller said they are not. */
  readonly rejected: readonly string[];
  /** Identification rounds that led nowhere; after two the caller is served without a match. */
  readonly failedRounds: number;
  /** Questions already asked, so that none is asked for ever. */
  readonly asked: {
    readonly name: number;
    readonly company: number;
    readonly spelling: number;
    readonly confirm: number;
  };
  /** Accepted by the evidence and put to the caller, not yet agreed to. */
  readonly candidate: Candidate | undefined;
  /** Agreed to by the caller. */
  readonly confirmed: Candidate | undefined;
  /** The core was told what an unmatched caller gave as name and company. */
  readonly claimed: boolean;
  /** What the caller wants, in their words. */
  readonly problem: string;
  /** Final words of the turn that is still being spoken, and the tail that may still change. */
  readonly turn: string;
  readonly interim: string;
  readonly ticket: 'none' | 'asked' | 'pending' | 'open';
  /** What people call the ticket, once it is open. */
  readonly ticketNumber: string | undefined;
  /** Whether the number was read out to its end, and not talked over. */
  readonly numberHeard: 'no' | 'saying' | 'yes';
  /** Asked for a person, or called it an emergency: no more questions about who they are. */
  readonly message: boolean;
  /** Silences in a row. */
  readonly silences: number;
  /** Times the caller added something after the ticket. */
  readonly additions: number;
  readonly proving: Proving;
  /** How the call will be said to have ended once the good-bye is spoken. */
  readonly ending: Ending | undefined;
}

export interface DialogueOptions {
  /** The settings' greeting, `{msp}` already filled in. */
  greeting: string;
  /** The caller's number as Twilio tells it (E.164), when it is one. */
  callerNumber: string | undefined;
  /** Contacts of these companies only, where a number belongs to one client. */
  companyIds: readonly string[] | undefined;
  /** Silences in a row before the call is closed kindly. */
  patience: number;
  /** A person can be reached. */
  canTransfer: boolean;
}

export interface Ending {
  how: 'finished' | 'dropped' | 'failed';
  detail?: string;
}

export type DialogueEvent =
  /** The line is open. `resumed`: after a lost stream, with the same conversation. */
  | { type: 'started'; resumed?: boolean }
  /** Transcribed words: final ones are added to the turn, interim ones replace each other. */
  | { type: 'words'; text: string; final: boolean }
  /** A short pause after words (the transcriber's endpoint). */
  | { type: 'endpoint' }
  /** A pause long enough that nobody is in the middle of a sentence. */
  | { type: 'pause' }
  | { type: 'digit'; digit: string }
  /** Nobody has said anything for the settings' silence. */
  | { type: 'silence' }
  /** The answer to an `identify` effect. `final`: the whole answer was heard; else it is a look ahead. */
  | { type: 'identified'; identification: Identification; final: boolean }
  | { type: 'ticketOpened'; number: string }
  | { type: 'ticketPending' }
  | { type: 'ticketFailed'; detail: string }
  /** How it stands with the proof of who is calling; told when it changes. */
  | { type: 'proof'; proof: ProofNow }
  /** The answer to `submitCode`, and to `resendCode`. `failed`: the core could not be asked. */
  | { type: 'codeAnswer'; answer: CodeAnswer | { state: 'failed' } }
  | { type: 'resendAnswer'; answer: ResendAnswer | 'failed' }
  /** The challenge that an `awaitProof` waits for did not come. */
  | { type: 'proofOverdue' }
  /** Everything to be said has been said, or the caller interrupted it. */
  | { type: 'spoken'; interrupted: boolean }
  | { type: 'hungUp' }
  /** Neither we nor the caller ended it: a vendor or the network did, for good. */
  | { type: 'mediaLost'; detail: string }
  /** The longest time a call may take is over. */
  | { type: 'timeUp' };

export type DialogueEffect =
  | { do: 'say'; phrase: PhraseName | 'greeting'; text: string }
  /** May be said next: worth having its audio ready. */
  | { do: 'prepare'; text: string }
  | { do: 'identify'; heard: Heard; final: boolean }
  | { do: 'confirm'; contactId: string; evidence: readonly string[] }
  | { do: 'claim'; name?: string; company?: string }
  | { do: 'openTicket'; problem: string }
  | { do: 'remark'; text: string }
  /** Hold the caller for some seconds, until a challenge has come or `proofOverdue`. */
  | { do: 'awaitProof' }
  /** Hand the code on to the core, and keep it nowhere. */
  | { do: 'submitCode'; code: string }
  | { do: 'resendCode' }
  /** Put the caller through to a person; the conversation is over for the assistant. */
  | { do: 'transfer' }
  /** The conversation is over: hang up (unless they did) and tell the core. Comes exactly once, last. */
  | { do: 'end'; how: Ending['how']; detail?: string };

export interface Step {
  state: Dialogue;
  effects: readonly DialogueEffect[];
}
