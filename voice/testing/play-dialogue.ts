/** Plays conversations against the pure dialogue, without any sound. */
import type { Identification } from '../../core/matching/identify.js';
import { createDialogue, type DialogueEffect, type DialogueEvent, step } from '../dialogue.js';

export const DANA = { id: '11', firstName: 'Dana', lastName: 'Whitfield', company: { id: '1', name: 'Harbor Dental' } };
export const SEAN = {
  id: '22',
  firstName: 'Sean',
  lastName: 'Smith',
  company: { id: '2', name: 'Quillfeather Press' },
};
export const SHAWN = {
  id: '23',
  firstName: 'Shawn',
  lastName: 'Smyth',
  company: { id: '2', name: 'Quillfeather Press' },
};

export function accepts(contact: typeof DANA): Identification {
  return { decision: 'accept', contact, score: 0.97, margin: 0.4, evidence: ['name'], candidates: [] };
}
export function asks(what: 'name' | 'company' | 'spelling'): Identification {
  return { decision: 'ask', ask: what, score: 0.7, margin: 0.02, evidence: [], candidates: [] };
}
export const NONE: Identification = { decision: 'none', score: 0.1, margin: 0, evidence: [], candidates: [] };

/** Plays a call: a string is a whole turn of the caller, `answers` are given to the identify effects in order. */
export function play(
  script: readonly (string | DialogueEvent)[],
  answers: readonly Identification[] = [],
  options: { canTransfer?: boolean } = {},
) {
  let state = createDialogue({
    greeting: 'Thank you for calling Tallowmere IT. Who am I speaking with?',
    callerNumber: '+12065550110',
    companyIds: undefined,
    patience: 2,
    canTransfer: options.canTransfer ?? false,
  });
  const left = [...answers];
  const effects: DialogueEffect[] = [];
  const take = (event: DialogueEvent): void => {
    const next = step(state, event);
    state = next.state;
    effects.push(...next.effects);
    for (const effect of next.effects) {
      if (effect.do !== 'identify' || !effect.final) continue;
      const identification = left.shift();
      if (!identification) throw new Error(`Nobody told what to answer to ${JSON.stringify(effect.heard)}`);
      take({ type: 'identified', identification, final: true });
    }
  };
  take({ type: 'started' });
  for (const item of script) {
    if (typeof item !== 'string') {
      take(item);
      continue;
    }
    take({ type: 'words', text: item, final: true });
    take({ type: 'endpoint' });
    take({ type: 'pause' });
  }
  const of = <K extends DialogueEffect['do']>(what: K) =>
    effects.filter((effect): effect is Extract<DialogueEffect, { do: K }> => effect.do === what);
  return {
    state: () => state,
    effects,
    of,
    said: of('say').map((effect) => effect.phrase),
    words: of('say')
      .map((effect) => effect.text)
      .join('\n'),
  };
}
export const SPOKEN: DialogueEvent = { type: 'spoken', interrupted: false };
export const SILENCE: DialogueEvent = { type: 'silence' };
export const opened: DialogueEvent = { type: 'ticketOpened', number: '1042' };
