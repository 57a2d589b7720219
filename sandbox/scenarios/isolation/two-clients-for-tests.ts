import { createHash, randomUUID } from 'node:crypto';
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import mongoose from 'mongoose';
import { z } from 'zod';
import { PUBLIC_BASE_URL } from '../../../admin/cli/stage.js';
import { connectStore, type Store } from '../../../core/store/connect.js';
import { until } from '../../../core/store/store-for-tests.js';
import { type Caller, callersOf } from './callers-for-tests.js';
import { composeProduct, type Product } from './product-for-tests.js';

const { EJSON } = mongoose.mongo.BSON;

/** What an id in a request can be an id of. */
export type IdKind =
  | ('client' | 'slug' | 'company' | 'tenant')
  | ('run' | 'approval' | 'plan' | 'link' | 'secret' | 'verification' | 'ticket')
  | ('account' | 'session' | 'token');
export type Ids = Readonly<Record<IdKind, string>>;

/** A client in the middle of its work: something in every collection that holds clients' data. */
export interface Side {
  name: string;
  person: string;
  ids: Ids;
  /** The run that waits for its approval, on the ticket of `ids`. */
  waiting: { runId: string; approvalId: string; ticketId: string };
  /** The run that is done; its secret waits to be opened. */
  done: { runId: string; approvalId: string; ticketId: string };
  /** Texts that nobody may see who may not see this client. */
  marks: readonly string[];
}

export interface TwoClients {
  product: Product;
  store: Store;
  a: Side;
  b: Side;
  /** Limited to client B: of every role, signed in and by API token. */
  callersOfB: readonly Caller[];
  /** May see every client. */
  everybodysAdmin: Caller;
  ask(caller: Caller | undefined, request: InjectOptions): Promise<LightMyRequestResponse>;
  /** Every stored document of the product that names the client or one of its records, as digests. */
  traceOf(side: Side): Promise<Readonly<Record<string, string>>>;
  /** The raw collection. */
  documents(collection: string): mongoose.mongo.Collection<Stored>;
  stop(): Promise<void>;
}

export type Stored = { _id: string; [field: string]: unknown };

const A = { slug: 'harbor-dental', personKey: 'harbor-dental/dana-whitfield', prompt: 'The quartz heron of Harbor' };
const B = { slug: 'larkmere-logistics', personKey: 'larkmere-logistics/sarah-chen', prompt: 'The amber otter' };
/** Has been deleted. */
export const GONE = 'quillfeather-press';
const REQUEST = { summary: 'Locked out', description: 'I am locked out. I forgot my password.', owner: 'rcastro' };

/** The whole product in the pretend world, with two clients at whose data the one must not get through the other. */
export async function setTwoClients(): Promise<TwoClients> {
  const product = await composeProduct([A, B, { slug: GONE, prompt: '' }]);
  const store = await joinStore(product);
  const documents = (name: string) => databaseOf(store).collection<Stored>(name);
  const ask: TwoClients['ask'] = (caller, { headers = {}, ...request }) =>
    product.frontdesk.server.inject({ ...request, headers: { ...caller?.headers, ...headers } });

  const clientOf = async (slug: string) => (await found(documents('clients'), { slug }))._id;
  const [clientA, clientB] = await Promise.all([clientOf(A.slug), clientOf(B.slug)]);
  const everybodysAdmin = await firstAdmin(product, ask);
  const [callers, a, b] = await Promise.all([
    callersOf(ask, everybodysAdmin, { a: clientA, b: clientB }),
    workOf(product, documents, A),
    workOf(product, documents, B),
  ]);
  await comeToRest(product, documents);
  return {
    product,
    store,
    a: { ...a, ids: { ...a.ids, ...callers.idsOfA } },
    b: { ...b, ids: { ...b.ids, ...callers.idsOfB } },
    callersOfB: callers.ofB,
    everybodysAdmin,
    ask,
    documents,
    traceOf: (side) => traceOf(store, side),
    async stop() {
      await store.close();
      await product.stop();
    },
  };
}

/** An id of this kind that nobody has. */
export function nobodys(kind: IdKind): string {
  switch (kind) {
    case 'ticket':
    case 'company':
      return '987654';
    case 'slug':
      return 'nobody-there';
    default:
      return randomUUID();
  }
}

async function joinStore({ data }: Product): Promise<Store> {
  const { MONGODB_URI: mongodbUri } = process.env;
  const { dataDir, dbName } = data;
  return connectStore({
    dataDir,
    joinRunning: true,
    ...(mongodbUri ? { mongodbUri } : {}),
    ...(dbName ? { dbName } : {}),
  });
}

function databaseOf({ connection }: Store) {
  if (!connection.db) throw new Error('the store is not connected');
  return connection.db;
}

async function firstAdmin({ frontdesk }: Product, ask: TwoClients['ask']): Promise<Caller> {
  const token = new URL(frontdesk.setupLink() ?? 'nowhere:').searchParams.get('token');
  const payload = { token, email: 'boss@tallowmere.example', name: 'The boss', password: 'correct horse battery' };
  const headers = { origin: PUBLIC_BASE_URL };
  const made = await ask(undefined, { method: 'POST', url: '/api/setup', payload, headers });
  const cookie = made.cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  return { kind: 'account', role: 'admin', headers: { ...headers, cookie } };
}

/** Two requests of one person: one done, its password not yet fetched; one that waits for its approval. */
async function workOf(
  { sandbox }: Product,
  documents: TwoClients['documents'],
  { slug, personKey, prompt }: typeof A,
): Promise<Side> {
  const { connectwise, microsoft, verifier, world } = sandbox;
  const { firstName, lastName, email } = world.person(personKey);
  verifier.answer(personKey, 'approve', { times: Number.POSITIVE_INFINITY });
  const asks = async () => {
    const { id } = connectwise.technicianCreatesTicket({ member: 'mbell', personKey, ...REQUEST });
    await connectwise.noteAppears(id, ({ text }) => text.includes('waiting for approval'), 20_000);
    return id;
  };
  const [first, second] = await Promise.all([asks(), asks()]);
  connectwise.technicianAddsNote(first, { member: 'rcastro', text: 'approved' });
  await connectwise.noteAppears(first, ({ text }) => text.startsWith('Frontdesk agent: done'), 20_000);
  await until(async () => (await documents('runs').findOne({ ticketId: String(first) }))?.state === 'done');
  await until(async () => (await documents('runs').findOne({ ticketId: String(second) }))?.leaseUntil === undefined);

  const { _id: client, name } = await found(documents('clients'), { slug });
  const [done, waiting] = await Promise.all([recordsOf(documents, first), recordsOf(documents, second)]);
  const secret = await found(documents('secrets'), { runId: done.runId });
  const verification = await found(documents('verifications'), { runId: waiting.runId });
  const planHash = z.string().parse((await found(documents('approvals'), { _id: waiting.approvalId })).planHash);
  const link = linkIn(connectwise.notes(second).map(({ text }) => text));
  const ids = {
    ...{ client, slug, run: waiting.runId, approval: waiting.approvalId, ticket: waiting.ticketId },
    ...{ secret: secret._id, verification: verification._id, link, plan: planHash },
    company: String(connectwise.companyId(slug)),
    tenant: microsoft.tenantId(slug),
    ...{ account: '', session: '', token: '' },
  };
  const marks = [
    ...[client, slug, z.string().parse(name), prompt, ids.tenant, email, email.split('@')[1] ?? email],
    ...[`${firstName} ${lastName}`, secret._id, verification._id, planHash, link],
    ...[done, waiting].flatMap(({ runId, approvalId, ticketId }) => [runId, approvalId, `"${ticketId}"`]),
  ];
  return { name: z.string().parse(name), person: personKey, ids, done, waiting, marks };
}

/** What is due is done; what would look at these runs again later is taken back, so that only tests change anything. */
async function comeToRest({ sandbox }: Product, documents: TwoClients['documents']): Promise<void> {
  await sandbox.connectwise.callbacksIdle();
  const once = { type: { $ne: 'single' } };
  await until(async () => {
    await documents('jobs').deleteMany({ ...once, lockedAt: null, nextRunAt: { $gt: new Date() } });
    return (await documents('jobs').countDocuments(once)) === 0;
  }, 20_000);
}

/** The token of the link that approves. */
function linkIn(notes: readonly string[]): string {
  const [, token] = /\/approve\?t=([\w%.~-]+)/.exec(notes.join('\n')) ?? [];
  if (!token) throw new Error('No note has a link');
  return decodeURIComponent(token);
}

async function recordsOf(documents: TwoClients['documents'], ticket: number) {
  const ticketId = String(ticket);
  const { _id: runId } = await found(documents('runs'), { ticketId });
  const { _id: approvalId } = await found(documents('approvals'), { runId });
  return { runId, approvalId, ticketId };
}

async function found(collection: mongoose.mongo.Collection<Stored>, filter: object): Promise<Stored> {
  const document = await collection.findOne(filter);
  if (!document) throw new Error(`Nothing in ${collection.collectionName} has ${JSON.stringify(filter)}`);
  return document;
}

async function traceOf(store: Store, { ids, done, waiting }: Side): Promise<Record<string, string>> {
  const names = [ids.client, ids.secret, ids.verification, ...Object.values(done), ...Object.values(waiting)];
  const wanted = names.map((id) => JSON.stringify(id));
  const db = databaseOf(store);
  const trace: Record<string, string> = {};
  for (const { name } of await db.listCollections().toArray()) {
    for await (const document of db.collection(name).find()) {
      const text = EJSON.stringify(document, { relaxed: false });
      if (!wanted.some((id) => text.includes(id))) continue;
      trace[`${name} ${String(document._id)}`] = createHash('sha256').update(text).digest('hex').slice(0, 16);
    }
  }
  return trace;
}
