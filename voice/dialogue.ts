/**
 * The conversation of a phone call as a pure state machine: no clock, no sound, no network. `step` takes what happened
 * and gives the next state and what is to be done. What holds whatever happens:
 * - no contact's name is spoken before the evidence accepted that contact and the caller had given a name;
 * - at most one ticket is asked for; at most one `end` is given, and it is the last effect;
 * - a question is asked a bounded number of times; then the caller is served without a match.
 */
import { codeIn } from '../core/verification/code-in-words.js';
import { close, type Draft, end, join, say } from './dialogue/draft.js';
import {
  agree,
  disagree,
  lookAhead,
  takeConfirmation,
  takeIdentification,
  takeIdentity,
} from './dialogue/identifying.js';
import {
  isCodeAhead,
  NOTHING_TO_PROVE,
  takeCodeAhead,
  takeCodeAnswer,
  takeCodeKey,
  takeCodeWords,
  takeProof,
  takeProofOverdue,
  takeResendAnswer,
} from './dialogue/proving.js';
import {
  askAgain,
  takeMore,
  takePending,
  takePersonWish,
  takeProblem,
  takeSilence,
  takeSpoken,
  takeTicket,
} from './dialogue/serving.js';
import type { Dialogue, DialogueEvent, DialogueOptions, Step } from './dialogue/state.js';
import {
  asksForPerson,
  asksToWait,
  isDone,
  isEmergency,
  isEmptyTalk,
  isUnfinished,
  yesOrNo,
} from './dialogue/words.js';

export type * from './dialogue/state.js';

/** A call's conversation before its first word. */
export function createDialogue(options: DialogueOptions): Dialogue {
  return {
    stage: 'name',
    options,
    who: { name: '', company: '', spelling: '' },
    rejected: [],
    failedRounds: 0,
    asked: { name: 1, company: 0, spelling: 0, confirm: 0 },
    candidate: undefined,
    confirmed: undefined,
    claimed: false,
    problem: '',
    turn: '',
    interim: '',
    ticket: 'none',
    ticketNumber: undefined,
    numberHeard: 'no',
    message: false,
    silences: 0,
    additions: 0,
    proving: NOTHING_TO_PROVE,
    ending: undefined,
  };
}

/** The next state and what is to be done now. Never throws; an ended conversation stays as it is. */
export function step(state: Dialogue, event: DialogueEvent): Step {
  if (state.stage === 'ended') return { state, effects: [] };
  const draft: Draft = { s: { ...state }, out: [] };
  take(draft, event);
  return { state: draft.s, effects: draft.out };
}

function take(draft: Draft, event: DialogueEvent): void {
  const { s } = draft;
  switch (event.type) {
    case 'started':
      if (!event.resumed) draft.out.push({ do: 'say', phrase: 'greeting', text: s.options.greeting });
      else {
        say(draft, 'backAgain');
        askAgain(draft);
      }
      return;
    case 'words':
      takeWords(draft, event.text.trim(), event.final);
      return;
    case 'endpoint':
      if (s.turn !== '' && !mayGoOn(s)) takeTurn(draft);
      return;
    case 'pause':
      if (join(s.turn, s.interim) !== '') takeTurn(draft);
      return;
    case 'digit':
      takeDigit(draft, event.digit);
      return;
    case 'silence':
      if (join(s.turn, s.interim) !== '') takeTurn(draft);
      else takeSilence(draft);
      return;
    case 'identified':
      takeIdentification(draft, event.identification, event.final);
      return;
    case 'ticketOpened':
      takeTicket(draft, event.number);
      return;
    case 'ticketPending':
      takePending(draft);
      return;
    case 'ticketFailed':
      draft.out.push({ do: 'remark', text: `The ticket could not be opened during the call: ${event.detail}` });
      takePending(draft);
      return;
    case 'proof':
      takeProof(draft, event.proof);
      return;
    case 'codeAnswer':
      takeCodeAnswer(draft, event.answer);
      return;
    case 'resendAnswer':
      takeResendAnswer(draft, event.answer);
      return;
    case 'proofOverdue':
      takeProofOverdue(draft);
      return;
    case 'spoken':
      takeSpoken(draft, event.interrupted);
      return;
    case 'hungUp':
      end(draft, s.ending ?? { how: s.stage === 'more' || s.stage === 'closing' ? 'finished' : 'dropped' });
      return;
    case 'mediaLost':
      end(draft, { how: 'failed', detail: event.detail });
      return;
    case 'timeUp':
      close(draft, 'goodbyeTimeUp', { how: 'finished', detail: 'The longest time for a call was over.' });
      return;
  }
}

function takeWords(draft: Draft, text: string, final: boolean): void {
  const { s } = draft;
  if (text === '') {
    if (final) s.interim = '';
    return;
  }
  s.silences = 0;
  if (final) {
    s.turn = join(s.turn, text);
    s.interim = '';
  } else s.interim = text;
  if (s.stage === 'name' || s.stage === 'company') lookAhead(draft);
}

/** After a short pause: is this a place where people think on? A longer pause then ends the turn. */
function mayGoOn(s: Dialogue): boolean {
  if (isUnfinished(s.turn)) return true;
  switch (s.stage) {
    case 'name':
      return isEmptyTalk(s.turn);
    case 'spelling':
    case 'problem':
      return true;
    case 'code':
      return codeIn(s.turn) === undefined;
    case 'more':
      return !(isDone(s.turn) || yesOrNo(s.turn) !== undefined);
    default:
      return false;
  }
}

function takeTurn(draft: Draft): void {
  const { s } = draft;
  const text = join(s.turn, s.interim);
  s.turn = '';
  s.interim = '';
  s.silences = 0;
  if (s.stage === 'closing' || s.stage === 'transferring' || s.stage === 'ended') return;
  if (asksToWait(text)) {
    say(draft, 'takeYourTime');
    return;
  }
  if (isEmergency(text) && !s.message) {
    takePersonWish(draft, 'emergency', text);
    return;
  }
  if (asksForPerson(text)) {
    takePersonWish(draft, 'asked', text);
    return;
  }
  switch (s.stage) {
    case 'name':
    case 'company':
    case 'spelling':
      takeIdentity(draft, text);
      return;
    case 'confirming':
      takeConfirmation(draft, text);
      return;
    case 'problem':
      takeProblem(draft, text);
      return;
    case 'more':
      takeMore(draft, text);
      return;
    case 'code':
      takeCodeWords(draft, text);
      return;
    case 'proving':
      takeCodeAhead(draft, text);
      return;
    case 'opening':
      // Kept by the transcript, which the ticket's note is brought up to date with.
      return;
  }
}

function takeDigit(draft: Draft, digit: string): void {
  const { s } = draft;
  s.silences = 0;
  if (s.stage === 'code' || isCodeAhead(draft)) takeCodeKey(draft, digit);
  else if (digit === '0' && s.stage !== 'closing' && s.stage !== 'transferring') takePersonWish(draft, 'asked', '');
  else if (s.stage === 'confirming' && digit === '1') agree(draft, 'Pressed 1 for yes');
  else if (s.stage === 'confirming' && digit === '2') disagree(draft);
}
