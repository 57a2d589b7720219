import { MAX_DOCUMENT_BYTES } from '../document.js';
import type { Doc } from '../values.js';
import { MAX_MESSAGE_BYTES } from '../wire.js';
import { type Command, type Request, reading } from './command.js';
import { MAX_BATCH } from './write.js';

/** The version whose behaviour is meant. Wire version 21 is MongoDB 7.0. */
const VERSION = '7.0.0';
const MAX_WIRE_VERSION = 21;

/** A standalone server: no replica set, so drivers send no transaction numbers and do not retry writes. */
function hello({ engine, connectionId, name, args }: Request): Doc {
  return {
    ...(args.helloOk === undefined ? {} : { helloOk: true }),
    [name === 'hello' ? 'isWritablePrimary' : 'ismaster']: true,
    maxBsonObjectSize: MAX_DOCUMENT_BYTES,
    maxMessageSizeBytes: MAX_MESSAGE_BYTES,
    maxWriteBatchSize: MAX_BATCH,
    localTime: engine.now(),
    logicalSessionTimeoutMinutes: 30,
    connectionId,
    minWireVersion: 0,
    maxWireVersion: MAX_WIRE_VERSION,
    readOnly: false,
    ok: 1,
  };
}

function buildInfo(): Doc {
  return {
    version: VERSION,
    versionArray: VERSION.split('.').map(Number).concat(0),
    gitVersion: 'frontdesk-embedded-store',
    modules: [],
    bits: 64,
    debug: false,
    maxBsonObjectSize: MAX_DOCUMENT_BYTES,
    storageEngines: ['frontdesk'],
    ok: 1,
  };
}

const done = (): Doc => ({ ok: 1 });
const helloCommand: Command = { accepts: undefined, writes: false, run: hello };
const buildInfoCommand = reading([], buildInfo);

export const HANDSHAKE_COMMANDS: Readonly<Record<string, Command>> = {
  hello: helloCommand,
  isMaster: helloCommand,
  ismaster: helloCommand,
  ping: reading([], done),
  buildInfo: buildInfoCommand,
  buildinfo: buildInfoCommand,
  endSessions: reading([], done),
};
