/** One live call: the media stream's sound to the transcriber, its words to the dialogue, the answers back as sound. */
import type { WebSocket } from 'ws';
import type { VoiceSettings } from '../core/clients/settings.js';
import type { Deepgram } from './deepgram/client.js';
import { BYTES_PER_MS } from './deepgram/recent-audio.js';
import { createSpeaker } from './deepgram/speaker.js';
import type { SpeechCache } from './deepgram/speech-cache.js';
import { createTranscriber } from './deepgram/transcriber.js';
import { isFiller } from './dialogue/words.js';
import type { VoiceLog } from './log.js';
import { createPlayback } from './playback.js';
import type { Talk } from './talk.js';
import { createTurnTimer, type TurnMetrics } from './turn-metrics.js';
import { type MediaCommand, type MediaMessage, readMediaMessage } from './twilio/messages.js';

/** Why the stream is over: it decides what the caller meets next. */
export type StreamEnd =
  /** The conversation is over. */
  | 'finished'
  | 'transfer'
  /** The caller hung up. */
  | 'hung-up'
  /** The line to Twilio broke; Twilio asks what to do next. */
  | 'lost'
  /** A speech service is gone; Twilio's own takes over. */
  | 'fallback';

export interface LiveCallOptions {
  socket: WebSocket;
  callSid: string;
  streamSid: string;
  talk: Talk;
  resumed: boolean;
  deepgram: Promise<Deepgram>;
  settings: VoiceSettings;
  keyterms: readonly string[];
  cache: SpeechCache;
  /** Call audio heard on earlier streams of the same call. Milliseconds. */
  alreadyMs: number;
  log: VoiceLog;
  onTurn(metrics: TurnMetrics): void;
  /** The caller has heard the first words, or spoken over them: they need not be said again. */
  onGreeted(): void;
  /** Comes once. `heardMs`: call audio heard on this stream. */
  onEnd(end: StreamEnd, heardMs: number): void;
}

/** A pause after words in which nobody is thinking any more, should the transcriber not tell. Milliseconds. */
const PAUSE_MS = 1_300;
/** No sound at all for so long: the line is dead. Twilio sends a frame every 20 ms, in silence too. Milliseconds. */
const DEAD_LINE_MS = 15_000;
const NORMAL = 1000;

/** Runs until the socket is closed; whatever breaks inside ends in the fallback, never in silence. */
export function runLiveCall(options: LiveCallOptions): { close(end: StreamEnd): void } {
  const { socket, callSid, streamSid, talk, settings, log } = options;
  let heardMs = 0;
  /** When anybody last did something: words, keys, the end of our own speech. On the call's clock. */
  let activeMs = 0;
  let wordsMs = 0;
  let wordsOpen = false;
  let timeIsUp = false;
  let over = false;
  const clock = () => heardMs;
  const send = (command: MediaCommand) => {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(command));
  };
  const timer = createTurnTimer({ callSid, clock, onTurn: options.onTurn });
  const deadLine = setTimeout(() => finish('lost'), DEAD_LINE_MS);

  const speaker = createSpeaker(options.deepgram, settings.voice, options.cache);
  const playback = createPlayback({
    speaker,
    sendAudio: (audio) => send({ event: 'media', streamSid, media: { payload: audio.toString('base64') } }),
    sendMark: (name) => send({ event: 'mark', streamSid, mark: { name } }),
    sendClear: () => send({ event: 'clear', streamSid }),
    clock,
    onFirstByte: timer.firstByte,
    onSpoken: guarded(() => {
      activeMs = heardMs;
      options.onGreeted();
      talk.take({ type: 'spoken', interrupted: false });
    }),
    onFailed: (detail) => fallBack(`The assistant's voice could not be had: ${detail}`),
  });
  const transcriber = createTranscriber(
    options.deepgram,
    { ...settings.transcription, keyterms: options.keyterms },
    {
      onWords: guarded((words: { text: string; final: boolean; endMs: number }) => {
        activeMs = heardMs;
        wordsMs = heardMs;
        wordsOpen = true;
        options.onGreeted();
        if (words.final) timer.finalWords(words.endMs);
        if (!isFiller(words.text) && playback.interrupt()) talk.take({ type: 'spoken', interrupted: true });
        talk.take({ type: 'words', text: words.text, final: words.final });
      }),
      onEndpoint: guarded(() => {
        timer.turnOver();
        talk.take({ type: 'endpoint' });
      }),
      onUtteranceEnd: guarded(pause),
      onRetry: (detail) => log.warn({ callSid, detail }, 'transcription broke off; trying once more'),
      onLost: (detail) => fallBack(`The transcription could not be had: ${detail}`),
    },
  );

  function pause(): void {
    wordsOpen = false;
    timer.turnOver();
    talk.take({ type: 'pause' });
  }

  function guarded<Args extends unknown[]>(work: (...args: Args) => void): (...args: Args) => void {
    return (...args) => {
      if (over) return;
      try {
        work(...args);
      } catch (error) {
        log.error({ callSid, err: error }, 'a live call met an error; falling back');
        fallBack('The assistant met an error of its own.');
      }
    };
  }

  function fallBack(remark: string): void {
    if (over) return;
    talk.remark(`${remark} The call went on with the keypad and Twilio's own speech recognition.`);
    log.warn({ callSid }, 'falling back to Twilio for this call');
    finish('fallback');
  }

  function finish(end: StreamEnd): void {
    if (over) return;
    over = true;
    clearTimeout(deadLine);
    playback.stop();
    transcriber.close();
    if (socket.readyState === socket.OPEN || socket.readyState === socket.CONNECTING) socket.close(NORMAL);
    options.onEnd(end, heardMs);
  }

  function hear(payload: string): void {
    const audio = Buffer.from(payload, 'base64');
    if (audio.length === 0) return;
    deadLine.refresh();
    heardMs += audio.length / BYTES_PER_MS;
    transcriber.hear(audio);
    playback.tick();
    if (wordsOpen && heardMs - wordsMs >= PAUSE_MS) pause();
    if (playback.speaking()) activeMs = heardMs;
    else if (heardMs - activeMs >= settings.silenceMs) {
      activeMs = heardMs;
      talk.take({ type: 'silence' });
    }
    if (!timeIsUp && options.alreadyMs + heardMs >= settings.maxMinutes * 60_000) {
      timeIsUp = true;
      playback.interrupt();
      talk.take({ type: 'timeUp' });
    }
  }

  const receive = guarded((message: MediaMessage) => {
    switch (message.event) {
      case 'media':
        if (message.media.track === undefined || message.media.track === 'inbound') hear(message.media.payload);
        return;
      case 'mark':
        playback.mark(message.mark.name);
        return;
      case 'dtmf':
        activeMs = heardMs;
        if (playback.interrupt()) talk.take({ type: 'spoken', interrupted: true });
        talk.take({ type: 'digit', digit: message.dtmf.digit });
        return;
      case 'stop':
        talk.take({ type: 'hungUp' });
        finish('hung-up');
        return;
      case 'connected':
      case 'start':
        return;
    }
  });
  socket.on('message', (data, binary) => {
    const message = binary ? undefined : readMediaMessage(String(data));
    if (message) receive(message);
  });
  socket.on('close', () => finish('lost'));
  socket.on('error', () => finish('lost'));

  talk.speakBy({ say: playback.say, prepare: speaker.prepare, end: (outcome) => finish(outcome), atAnyTime: true });
  guarded(() => talk.take({ type: 'started', resumed: options.resumed }))();
  return { close: finish };
}
