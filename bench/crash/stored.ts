/** What the product's store holds after a run, read over a connection of our own. */
import path from 'node:path';
import mongoose from 'mongoose';
import { z } from 'zod';
import { readKeyFile } from '../../core/integrations/key-file.js';
import { createVault } from '../../core/integrations/vault.js';
import { socketPath, socketUri } from '../../core/store/embedded/server.js';

const DATABASE = 'frontdesk';
/** A process that does not answer has died. */
const ANSWERS_WITHIN_MS = 2_000;

const Run = z.object({
  _id: z.string(),
  state: z.string(),
  ending: z.string().optional(),
  trouble: z.object({ reason: z.string() }).nullish(),
  ledger: z.array(z.object({ state: z.string() })),
});
const Approval = z.object({ state: z.string() });
const Secret = z.object({ _id: z.string(), state: z.string(), sealed: z.string() });
const Job = z.object({ name: z.string() });

export async function openStored(dataDir: string) {
  const client = await mongoose.mongo.MongoClient.connect(socketUri(socketPath(dataDir)), {
    directConnection: true,
    serverSelectionTimeoutMS: ANSWERS_WITHIN_MS,
  });
  const db = client.db(DATABASE);
  const vault = createVault((await readKeyFile(path.join(dataDir, 'master.key'))) ?? new Map());
  const find = async <T>(collection: string, filter: object, shape: z.ZodType<T>): Promise<T[]> =>
    z.array(shape).parse(await db.collection(collection).find(filter).toArray());

  return {
    /** What is wrong with the store after a run on a ticket: one run, done; one approval, used up; the secret in force. */
    async problems(ticketId: number, password: string | undefined): Promise<string[]> {
      const runs = await find('runs', { ticketId: String(ticketId) }, Run);
      const [run] = runs;
      if (!run || runs.length > 1) return [`${runs.length} runs on the ticket, not 1`];
      const problems: string[] = [];
      if (run.state !== 'done') problems.push(`the run is ${run.state} (${run.ending ?? run.trouble?.reason ?? '?'})`);
      const steps = run.ledger.map(({ state }) => state).join(' ');
      if (steps !== 'confirmed confirmed confirmed') problems.push(`the steps are ${steps}`);
      const approvals = await find('approvals', { runId: run._id }, Approval);
      const used = approvals.filter(({ state }) => state === 'consumed').length;
      const open = approvals.filter(({ state }) => state === 'pending' || state === 'approved').length;
      if (used !== 1 || open > 0) problems.push(`the approvals are ${approvals.map(({ state }) => state).join(' ')}`);
      const secrets = await find('secrets', { runId: run._id }, Secret);
      const kept = secrets.map(({ _id, state, sealed }) => ({
        state,
        isPassword: vault.open(sealed, { owner: _id, field: 'value' }) === password,
      }));
      if (kept.length !== 1 || !kept.every(({ state, isPassword }) => state === 'confirmed' && isPassword)) {
        problems.push(`the secrets are ${JSON.stringify(kept)}, not the one password in force`);
      }
      return problems;
    },
    /** Jobs that wait though they are due, or are held by a process, or have failed; regular ones left out. */
    async stuckJobs(): Promise<string[]> {
      const due = { nextRunAt: { $ne: null, $lt: new Date() } };
      const filter = { type: { $ne: 'single' }, $or: [due, { lockedAt: { $ne: null } }, { failedAt: { $ne: null } }] };
      return (await find('jobs', filter, Job)).map(({ name }) => name);
    },
    /** As if its time had come: the next poll asks the PSA what has changed. */
    async pollIsDue(): Promise<void> {
      await db.collection('jobs').updateOne({ name: 'inbox.reconcile' }, { $set: { nextRunAt: new Date() } });
    },
    close: () => client.close(),
  };
}
