/** The product with one PSA behind a front gate, its store open to be looked at: for what has to hold with every PSA. */
import { z } from 'zod';
import { catalogue } from '../../../adapters/catalogue.js';
import { PUBLIC_BASE_URL, setStage } from '../../../admin/cli/stage.js';
import { connectStore } from '../../../core/store/connect.js';
import { until } from '../../../core/store/store-for-tests.js';
import type { SeenNote } from '../../psa/pretend-psa.js';
import { PSA_KINDS } from '../../psas.js';
import { eventually } from '../scenario.js';
import { ownNotes, quiet } from '../ticket-desk.js';
import { openFrontGate } from './front-gate.js';

/** Kinds of PSAs that have an adapter and a pretend one. */
export const PSAS_AT_WORK = PSA_KINDS.filter((kind) => catalogue.some((entry) => entry.kind === kind));

const TUNING = { reconcileEveryMs: 1_000, reconcileOftenMs: 500, youngMs: 300 };
/** Work that is done once and now, in contrast to what comes again and again, and to what is due in hours. */
const due = () => ({ type: { $ne: 'single' }, nextRunAt: { $lte: new Date() } });
const PROBLEM = { summary: 'Locked out', description: 'I am locked out. I forgot my password.' };

export type WorkPlace = Awaited<ReturnType<typeof openWorkPlace>>;

export async function openWorkPlace(kind: string) {
  const stage = await setStage({ mode: 'execute', psa: kind, tuning: TUNING });
  const gate = await openFrontGate(() => stage.frontdesk.url);
  const { sandbox } = stage;
  sandbox.routes.add(PUBLIC_BASE_URL, gate.url);
  const { MONGODB_URI: mongodbUri } = process.env;
  const { dataDir, dbName } = stage.data;
  const store = await connectStore({
    dataDir,
    joinRunning: true,
    ...(mongodbUri ? { mongodbUri } : {}),
    ...(dbName ? { dbName } : {}),
  });
  const { psa } = sandbox;
  const documents = (name: string) => store.connection.collection<{ _id: string }>(name);
  const told = { sandbox, speed: 1, tell: () => undefined };

  const place = {
    stage,
    sandbox,
    psa,
    gate,
    documents,
    title: catalogue.find((entry) => entry.kind === kind)?.title ?? kind,
    sendsEvents: psa.eventAddresses().length > 0,
    /** Somebody at a client is locked out, and a technician types it in. */
    ticketOf: (personKey: string, words: { summary?: string } = {}) =>
      psa.technicianCreatesTicket({ technician: 'mbell', personKey, owner: 'rcastro', ...PROBLEM, ...words }),
    /** A note of the product's own on this ticket. */
    note: (ticketId: string, pattern: RegExp): Promise<SeenNote> =>
      eventually(() => place.notes(ticketId, pattern)[0], `a note ${pattern} on ticket ${ticketId}`, 25_000),
    notes: (ticketId: string, pattern: RegExp) => ownNotes(told, ticketId).filter(({ text }) => pattern.test(text)),
    runsOn: (ticketId: string) => documents('runs').find({ ticketId }).toArray(),
    entriesOf: (ticketId: string) => documents('activity').find({ ticketId }).toArray(),
    inbox: () => documents('inbox').countDocuments(),
    async hookPath() {
      const found = await documents('integrations').findOne({ _id: kind });
      return `/hooks/${kind}/${z.object({ hookToken: z.string() }).parse(found).hookToken}`;
    },
    /** Resolves when every event is delivered and the product has nothing left to do. */
    async settled() {
      await psa.eventsIdle();
      await until(async () => (await documents('jobs').countDocuments(due())) === 0, 20_000);
      await quiet(told, 150);
    },
    async stop() {
      await store.close();
      await stage.stop();
      await gate.stop();
    },
  };
  return place;
}
