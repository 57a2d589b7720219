import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { deserialize, serialize } from 'bson';
import { connectStore, type Store } from '../connect.js';
import { createEmbeddedStore, type EmbeddedStore } from './server.js';

let dir: string;
let embedded: EmbeddedStore;
let port: number;
let bystander: Store;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'fd-wire-'));
  embedded = createEmbeddedStore({ dataDir: dir, port: 0 });
  const { uri } = await embedded.start();
  port = Number(new URL(uri).port);
  bystander = await connectStore({ mongodbUri: uri, dataDir: dir });
});
afterAll(async () => {
  await bystander.close();
  await embedded.stop();
  await rm(dir, { recursive: true, force: true });
});

function message(body: Buffer, opcode = 2013): Buffer {
  const header = Buffer.alloc(16);
  header.writeInt32LE(16 + body.length, 0);
  header.writeInt32LE(7, 4);
  header.writeInt32LE(opcode, 12);
  return Buffer.concat([header, body]);
}

const opMsg = (command: Record<string, unknown>, flags = 0) => {
  const head = Buffer.alloc(5);
  head.writeUInt32LE(flags, 0);
  return message(Buffer.concat([head, serialize(command)]));
};

async function dial(): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

async function replyTo(socket: Socket): Promise<Record<string, unknown>> {
  const [bytes]: Buffer[] = await once(socket, 'data');
  return deserialize(bytes?.subarray(21) ?? Buffer.alloc(0));
}

describe('the wire protocol of the embedded store', () => {
  const nonsense: ReadonlyArray<readonly [string, Buffer]> = [
    ['a length below the header', Buffer.from([3, 0, 0, 0])],
    ['a length beyond what is allowed', Buffer.from([0, 0, 0, 0x7f])],
    ['a negative length', Buffer.from([0xff, 0xff, 0xff, 0xff])],
    ['an unknown opcode', message(Buffer.alloc(8), 9999)],
    ['a compressed message', message(Buffer.alloc(9), 2012)],
    ['unknown required flags', opMsg({ ping: 1, $db: 'admin' }, 1 << 5)],
    ['an unknown section', message(Buffer.from([0, 0, 0, 0, 9, 1, 2, 3]))],
    ['a document longer than its message', message(Buffer.from([0, 0, 0, 0, 0, 0xff, 0, 0, 0, 0]))],
    ['a broken document', message(Buffer.from([0, 0, 0, 0, 0, 9, 0, 0, 0, 0x44, 0x61, 0, 1, 0]))],
    ['no command at all', message(Buffer.alloc(4))],
    ['an HTTP request', Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n')],
  ];

  it.each(nonsense)('closes a connection that sends %s, and no other', async (_name, bytes) => {
    const socket = await dial();
    const closed = once(socket, 'close');
    socket.write(bytes);
    await closed;
    expect(await bystander.connection.collection('rows').countDocuments()).toBe(0);
  });

  it('puts a message together that comes byte by byte, and answers several that come at once', async () => {
    const socket = await dial();
    const ping = opMsg({ ping: 1, $db: 'admin' });
    for (const byte of ping) socket.write(Buffer.from([byte]));
    expect(await replyTo(socket)).toEqual({ ok: 1 });
    socket.write(Buffer.concat([ping, opMsg({ bogus: 1, $db: 'admin' })]));
    let bytes = Buffer.alloc(0);
    while (bytes.length < 50 || bytes.length < bytes.readInt32LE(0) + bytes.readInt32LE(bytes.readInt32LE(0))) {
      const [piece]: Buffer[] = await once(socket, 'data');
      bytes = Buffer.concat([bytes, piece ?? Buffer.alloc(0)]);
    }
    expect(deserialize(bytes.subarray(bytes.readInt32LE(0) + 21))).toMatchObject({
      ok: 0,
      code: 59,
      codeName: 'CommandNotFound',
    });
    socket.destroy();
  });

  it('refuses options that it does not carry out, with a code', async () => {
    const { db } = bystander.connection;
    const refusals: ReadonlyArray<readonly [Record<string, unknown>, number]> = [
      [{ find: 'rows', filter: {}, collation: { locale: 'de' } }, 238],
      [{ find: 'rows', filter: { $where: 'true' } }, 238],
      [{ find: 'rows', filter: { place: { $near: [1, 2] } } }, 238],
      [{ find: 'rows', filter: {}, bogus: 1 }, 40415],
      [{ find: 'rows', filter: 'text' }, 14],
      [{ find: 'rows', tailable: true }, 238],
      [{ create: 'capped', capped: true, size: 100 }, 238],
      [{ createIndexes: 'rows', indexes: [{ key: { a: 'text' }, name: 'a_text' }] }, 67],
      [{ createIndexes: 'rows', indexes: [{ key: { a: 1 }, name: 'a', bogus: 1 }] }, 197],
      [{ aggregate: 'rows', pipeline: [{ $out: 'x' }], cursor: {} }, 238],
      [{ aggregate: 'rows', pipeline: [{ $match: {} }, { $project: { x: { $bogus: 1 } } }], cursor: {} }, 2],
      [{ insert: 'bad$name', documents: [{}] }, 73],
      [{ insert: 'rows', documents: [] }, 16],
      [{ insert: 'rows', documents: [{}], writeConcern: { w: 2 } }, 2],
    ];
    await bystander.connection.collection('rows').insertOne({ a: 1 });
    for (const [command, code] of refusals) {
      await expect(db?.command(command)).rejects.toMatchObject({ code });
    }
    await bystander.connection.collection('rows').deleteMany({});
  });

  it('listens where only this user can reach it', async () => {
    const own = await mkdtemp(join(tmpdir(), 'fd-sock-'));
    const store = await connectStore({ dataDir: own });
    expect(store.uri).toContain(encodeURIComponent(join(own, 'store.sock')));
    expect((await stat(own)).mode & 0o077).toBe(0);
    await store.close();
    await rm(own, { recursive: true, force: true });
  });
});
