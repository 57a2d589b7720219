import { FRAME_MS } from '../speech/follow.js';
import { CHARACTERS_PER_SECOND, readingMs } from '../speech/voice.js';
import type { Utterance } from './conversation.js';
import type { Leg } from './leg.js';
import { ERROR } from './twiml.js';
import { textOf, type XmlElement } from './xml.js';

const ENDLESS = 1000;

/** Something Twilio itself plays: Say, Play or Pause. */
interface Prompt {
  text: string;
  ms: number;
}

/** What Say, Play and Pause verbs play, in order. Play knows only sound that the pretend voices made. */
export async function readPrompts(leg: Leg, verbs: readonly XmlElement[]): Promise<Prompt[]> {
  const prompts: Prompt[] = [];
  for (const verb of verbs) {
    const times = verb.attributes.loop === '0' ? ENDLESS : Number(verb.attributes.loop ?? 1);
    for (let turn = 0; turn < times; turn += 1) {
      const prompt = verb.name === 'Play' ? await readPlay(leg, verb) : readSaid(verb);
      if (prompt) prompts.push(prompt);
    }
  }
  return prompts;
}

function readSaid(verb: XmlElement): Prompt | undefined {
  if (verb.name === 'Pause') return { text: '', ms: Number(verb.attributes.length ?? 1) * 1000 };
  const text = textOf(verb);
  return text ? { text, ms: readingMs(text) } : undefined;
}

async function readPlay(leg: Leg, verb: XmlElement): Promise<Prompt | undefined> {
  const address = textOf(verb);
  const sound = address ? await leg.webhooks.fetch(leg.absolute(address)) : undefined;
  if (!sound) {
    if (address) leg.warn(ERROR.retrieval, `<Play> could not fetch ${address}`);
    return undefined;
  }
  const said = leg.spoken.find(sound).map((found) => found.heard);
  return { text: said.join(' ') || '(a sound)', ms: sound.length / 8 };
}

/** Plays prompts one after another, frame by frame. */
export class PromptPlayer {
  readonly #leg: Leg;
  readonly #prompts: Prompt[];
  #current: { prompt: Prompt; utterance: Utterance | undefined; playedMs: number } | undefined;

  constructor(leg: Leg, prompts: readonly Prompt[]) {
    this.#leg = leg;
    this.#prompts = [...prompts];
  }

  get done(): boolean {
    return !this.#current && this.#prompts.length === 0;
  }

  frame(): void {
    const prompt = this.#current ? undefined : this.#prompts.shift();
    if (prompt) {
      const utterance = prompt.text ? this.#leg.conversation.begins(prompt.text, this.#leg.now()) : undefined;
      this.#current = { prompt, utterance, playedMs: 0 };
    }
    const current = this.#current;
    if (!current) return;
    current.playedMs += FRAME_MS;
    if (current.playedMs < current.prompt.ms) return;
    current.utterance?.ends();
    this.#current = undefined;
  }

  /** Stops; what was being said breaks off at the last whole word. */
  stop(): void {
    const current = this.#current;
    this.#current = undefined;
    this.#prompts.length = 0;
    if (!current) return;
    const said = current.prompt.text.slice(0, Math.floor((current.playedMs / 1000) * CHARACTERS_PER_SECOND));
    current.utterance?.breaksOff(said.slice(0, said.lastIndexOf(' ') + 1).trimEnd());
  }
}

/** Plays to the end, or until the call goes elsewhere. */
export async function play(leg: Leg, verbs: readonly XmlElement[]): Promise<void> {
  const player = new PromptPlayer(leg, await readPrompts(leg, verbs));
  await leg.run({ step: () => player.frame(), until: () => player.done });
  player.stop();
}
