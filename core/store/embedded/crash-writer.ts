import { connectStore } from '../connect.js';

/**
 * The process that the kill test kills: writes without pause into the directory of its first argument and prints a line
 * for each write once it is acknowledged, `<id> <version>`.
 */
const [dataDir = '', round = '0'] = process.argv.slice(2);
const store = await connectStore({ dataDir, dbName: 'crash' });
const rows = store.connection.collection<{ _id: string; version: number; filler: string }>('rows');
await rows.createIndex({ version: 1 });

const WRITERS = 8;
const MAX_WRITES = 100_000;

async function write(writer: number): Promise<void> {
  for (let i = 0; i < MAX_WRITES; i++) {
    // Every third write updates the one before it, so that lost updates would show as well.
    const isUpdate = i % 3 === 2;
    const id = `${round}-${writer}-${isUpdate ? i - 1 : i}`;
    const version = isUpdate ? 2 : 1;
    if (isUpdate) await rows.updateOne({ _id: id }, { $set: { version } });
    else await rows.insertOne({ _id: id, version, filler: 'x'.repeat((i * 37) % 500) });
    process.stdout.write(`${id} ${version}\n`);
  }
}

await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)));
