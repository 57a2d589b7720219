import { elementsOf, parseXml, textOf, type XmlElement } from './xml.js';

/** Twilio's error codes that this network raises. Source: Twilio facts; the error dictionary. */
export const ERROR = {
  retrieval: 11200,
  connection: 11205,
  badHost: 11210,
  tooLarge: 11750,
  notXml: 12100,
  schema: 12200,
  contentType: 12300,
  gatherTimeout: 13310,
  sayText: 13520,
  streamTls: 31910,
  streamHandshake: 31920,
  streamScheme: 31922,
  streamUrl: 31923,
  streamProtocol: 31924,
  streamMalformed: 31950,
} as const;

/** What Twilio would not do, with its error code. */
export class TwimlError extends Error {
  readonly code: number;
  constructor(code: number, message: string) {
    super(`${code}: ${message}`);
    this.code = code;
  }
}

interface Rule {
  attributes?: string;
  /** Elements that may stand inside. */
  inside?: string;
  /** Text may stand inside. */
  text?: boolean;
  required?: string;
}

const SSML = 'break emphasis lang p phoneme prosody s say-as sub w';
const RECORDING = 'recordingStatusCallback recordingStatusCallbackMethod recordingStatusCallbackEvent trim';

/** Attribute and element names of the verbs that this network knows. Source: Twilio facts, TwiML; twilio typings. */
const RULES: Record<string, Rule> = {
  Response: { inside: 'Say Play Pause Gather Record Dial Redirect Reject Hangup Connect Start' },
  Say: { attributes: 'voice language loop', inside: SSML, text: true },
  Play: { attributes: 'loop digits', text: true },
  Pause: { attributes: 'length' },
  Gather: {
    attributes:
      'input action method timeout speechTimeout maxSpeechTime numDigits finishOnKey actionOnEmptyResult hints language ' +
      'bargeIn partialResultCallback partialResultCallbackMethod profanityFilter speechModel enhanced debug',
    inside: 'Say Play Pause',
  },
  Record: {
    attributes: `action method timeout finishOnKey maxLength playBeep transcribe transcribeCallback ${RECORDING}`,
  },
  Dial: {
    attributes:
      'action method timeout hangupOnStar timeLimit callerId record answerOnBridge ringTone recordingTrack sequential ' +
      `referUrl referMethod ${RECORDING}`,
    inside: 'Number',
    text: true,
  },
  Number: {
    attributes: 'sendDigits url method statusCallback statusCallbackEvent statusCallbackMethod byoc',
    text: true,
  },
  Redirect: { attributes: 'method', text: true },
  Reject: { attributes: 'reason' },
  Hangup: {},
  Connect: { attributes: 'action method', inside: 'Stream' },
  Start: { inside: 'Recording' },
  Recording: { attributes: `channels track ${RECORDING}` },
  Stream: {
    attributes: 'url name track statusCallback statusCallbackMethod connectorName audioFormat sampleRate',
    inside: 'Parameter',
    required: 'url',
  },
  Parameter: { attributes: 'name value', required: 'name value' },
};

const VALUES: Record<string, RegExp> = {
  method: /^(GET|POST)$/,
  timeout: /^\d+$/,
  length: /^\d+$/,
  loop: /^\d+$/,
  numDigits: /^[1-9]\d*$/,
  maxLength: /^[1-9]\d*$/,
  speechTimeout: /^(auto|\d+)$/,
  finishOnKey: /^[0-9*#]*$/,
  input: /^(dtmf|speech|dtmf speech|speech dtmf)$/,
  track: /^(inbound_track|outbound_track|both_tracks|inbound|outbound|both)$/,
  actionOnEmptyResult: /^(true|false)$/,
  bargeIn: /^(true|false)$/,
  playBeep: /^(true|false)$/,
  reason: /^(busy|rejected)$/,
};

const LARGEST = 64 * 1024;
const LONGEST_SAY = 4096;

/**
 * Reads a TwiML document: its verbs, checked. Throws TwimlError with 12100 for what is no XML or no Response, and with
 * 12200 for elements, attributes or values outside the schema. Live Twilio lets some of the latter pass with a warning;
 * this network always refuses, so that they are found before a live call finds them.
 */
export function readTwiml(source: string): XmlElement[] {
  if (Buffer.byteLength(source) > LARGEST) throw new TwimlError(ERROR.tooLarge, 'the TwiML document is over 64 KB');
  let root: XmlElement;
  try {
    root = parseXml(source);
  } catch (error) {
    throw new TwimlError(ERROR.notXml, error instanceof Error ? error.message : 'the document cannot be parsed');
  }
  if (root.name !== 'Response') throw new TwimlError(ERROR.notXml, `the document element is <${root.name}>`);
  check(root);
  return elementsOf(root);
}

function check(node: XmlElement): void {
  const rule = RULES[node.name];
  if (!rule) return;
  const refuse = (what: string): never => {
    throw new TwimlError(ERROR.schema, `<${node.name}> ${what}`);
  };
  const allowed = new Set(rule.attributes?.split(' ') ?? []);
  for (const [name, value] of Object.entries(node.attributes)) {
    if (!allowed.has(name)) refuse(`knows no attribute ${name}`);
    if (VALUES[name] && !VALUES[name].test(value)) refuse(`cannot have ${name}="${value}"`);
  }
  for (const name of rule.required?.split(' ') ?? []) if (!node.attributes[name]) refuse(`needs ${name}`);
  const inside = new Set(rule.inside?.split(' ') ?? []);
  for (const child of node.children) {
    if (typeof child === 'string') {
      if (!rule.text && child.trim()) refuse('holds text');
    } else {
      if (!inside.has(child.name)) refuse(`cannot hold <${child.name}>`);
      check(child);
    }
  }
  if (node.name === 'Say' && textOf(node).length > LONGEST_SAY)
    throw new TwimlError(ERROR.sayText, 'Say text too long');
}
