import { BSONError } from 'bson';
import { MongoError } from '../mongo-error.js';
import type { Doc } from '../values.js';
import type { Message } from '../wire.js';
import { ADMIN_COMMANDS } from './admin.js';
import { assertArguments } from './arguments.js';
import type { Command, Engine } from './command.js';
import { HANDSHAKE_COMMANDS } from './handshake.js';
import { READ_COMMANDS } from './read.js';
import { WRITE_COMMANDS } from './write.js';

const COMMANDS: ReadonlyMap<string, Command> = new Map([
  ...Object.entries(HANDSHAKE_COMMANDS),
  ...Object.entries(READ_COMMANDS),
  ...Object.entries(WRITE_COMMANDS),
  ...Object.entries(ADMIN_COMMANDS),
]);

/**
 * Carries out one command and gives its answer; a refusal is an answer too. A change is one synchronous step; its answer
 * waits until the journal has it on disk.
 */
export async function runCommand(engine: Engine, message: Message, connectionId: number): Promise<Doc | Buffer> {
  try {
    const [name = ''] = Object.keys(message.body);
    const command = COMMANDS.get(name);
    if (!command) throw new MongoError('CommandNotFound', `no such command: '${name}'`);
    const { body: args, sequences } = message;
    assertArguments(name, args, command.accepts);
    const database = args.$db;
    if (typeof database !== 'string') throw new MongoError('BadValue', 'OP_MSG requests require a $db argument');
    if (command.writes) engine.assertWritable();
    const answer = command.run({ engine, database, name, args, sequences, connectionId });
    if (command.writes) await engine.durable();
    return answer;
  } catch (error) {
    return refusal(error);
  }
}

function refusal(error: unknown): Doc {
  if (error instanceof MongoError) {
    return { ok: 0, errmsg: error.message, code: error.code, codeName: error.codeName, ...error.extra };
  }
  if (error instanceof BSONError)
    return { ok: 0, errmsg: `Invalid BSON: ${error.message}`, code: 22, codeName: 'InvalidBSON' };
  const reason = error instanceof Error ? error.message : String(error);
  return { ok: 0, errmsg: reason, code: 1, codeName: 'InternalError' };
}
