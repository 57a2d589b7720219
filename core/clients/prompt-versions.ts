import { type Connection, Schema } from 'mongoose';
import { isDuplicateKey } from '../errors.js';
import { tenantGuard } from '../store/tenant-guard.js';
import type { PromptVersion } from './client-model.js';

/** One prompt as it once was. */
export interface PromptRecord extends PromptVersion {
  text: string;
}

interface StoredPrompt extends PromptRecord {
  clientId: string;
}

/**
 * Every version of a prompt. The prompt in force stands in its owner's document together with its number; whoever changes
 * it keeps the old one here before, and the new one after. So a crash between the two loses nothing: what is missing is
 * the prompt in force itself, which the next reader or writer keeps.
 */
export interface PromptVersions {
  /** Repeating it changes nothing. */
  keep(ownerId: string, version: PromptRecord): Promise<void>;
  /** Newest first. */
  list(ownerId: string, page: { before?: number; limit: number }): Promise<PromptRecord[]>;
  get(ownerId: string, number: number): Promise<PromptRecord | undefined>;
}

/** The MSP's own prompts are kept under an owner of their own, `msp`. */
export const MSP_PROMPT = 'msp';

export function createPromptVersions({
  connection,
  of,
}: {
  connection: Connection;
  of: 'client' | 'msp';
}): PromptVersions {
  const schema = new Schema<StoredPrompt>(
    {
      clientId: { type: String, required: true },
      number: { type: Number, required: true },
      text: { type: String, default: '' },
      at: { type: Date, required: true },
      by: { type: Schema.Types.Mixed, required: true },
      note: String,
    },
    { collection: `${of}_prompts`, versionKey: false },
  );
  schema.index({ clientId: 1, number: 1 }, { unique: true });
  schema.plugin(tenantGuard);
  const model = connection.model(of === 'client' ? 'ClientPrompt' : 'MspPrompt', schema);
  const fields = { _id: 0, clientId: 0 } as const;
  return {
    async keep(clientId, { number, text, at, by, note }) {
      await model.init();
      if (await model.findOne({ clientId, number }).lean()) return;
      await model
        .create({ clientId, number, text, at, by, ...(note === undefined ? {} : { note }) })
        .catch((error: unknown) => {
          if (!isDuplicateKey(error)) throw error;
        });
    },
    async list(clientId, { before, limit }) {
      const older = before === undefined ? {} : { number: { $lt: before } };
      return model
        .find({ clientId, ...older }, fields)
        .sort({ number: -1 })
        .limit(limit)
        .lean();
    },
    async get(clientId, number) {
      return (await model.findOne({ clientId, number }, fields).lean()) ?? undefined;
    },
  };
}

/** What a prompt's owner has after a change of its text; the same version while the text stays. */
export function nextPromptVersion(
  { text, version }: { text: string; version: PromptVersion },
  next: { text: string; at: Date; by: PromptVersion['by']; note?: string },
): PromptVersion {
  if (text === next.text) return version;
  const { at, by, note } = next;
  return { number: version.number + 1, at, by, ...(note === undefined ? {} : { note }) };
}
