import { type Connection, Schema } from 'mongoose';
import { type ContactIndex, createContactIndex } from '../matching/contact-index.js';
import { type Heard, type Identification, identify } from '../matching/identify.js';
import type { Contact, Psa } from '../ports/psa.js';

interface StoredContact extends Omit<Contact, 'id'> {
  _id: string;
}

interface SyncState {
  _id: string;
  syncedAt: Date;
}

/** How far back an incremental sync looks beyond the last one: clocks differ, writes take time. */
const OVERLAP_MS = 5 * 60 * 1000;

/**
 * The PSA's contacts, kept in our store and in memory so that a caller is recognised in milliseconds, also while the PSA
 * is down.
 */
export interface ContactDirectory {
  /** Loads what is stored into memory. */
  load(): Promise<number>;
  /**
   * Fetches what changed since the last sync (everything, the first time). Those who ask while one is going on share the
   * next one. Returns how many contacts were read.
   */
  sync(psaKind: string, psa: Psa): Promise<number>;
  identify(heard: Heard): Identification;
  get(contactId: string): Contact | undefined;
  size(): number;
}

export function createContactDirectory({
  connection,
  now,
}: {
  connection: Connection;
  now: () => Date;
}): ContactDirectory {
  const contactSchema = new Schema<StoredContact>(
    {
      _id: { type: String, required: true },
      companyId: { type: String, required: true },
      companyName: { type: String, default: '' },
      firstName: { type: String, default: '' },
      lastName: { type: String, default: '' },
      nickname: String,
      emails: [String],
      phones: [String],
      active: { type: Boolean, required: true },
    },
    { collection: 'contacts', versionKey: false },
  );
  const syncSchema = new Schema<SyncState>(
    { _id: { type: String, required: true }, syncedAt: { type: Date, required: true } },
    { collection: 'contact_syncs', versionKey: false },
  );
  const contactModel = connection.model('Contact', contactSchema);
  const syncModel = connection.model('ContactSync', syncSchema);
  const contacts = new Map<string, Contact>();
  const index: ContactIndex = createContactIndex();

  function keep(contact: Contact): void {
    if (!contact.active) {
      contacts.delete(contact.id);
      index.remove(contact.id);
      return;
    }
    contacts.set(contact.id, contact);
    index.put({
      id: contact.id,
      firstName: contact.firstName,
      lastName: contact.lastName,
      ...(contact.nickname ? { nickname: contact.nickname } : {}),
      company: { id: contact.companyId, name: contact.companyName },
      emails: contact.emails,
      phones: contact.phones,
    });
  }

  async function store(batch: Contact[]): Promise<void> {
    if (batch.length === 0) return;
    await contactModel.bulkWrite(
      batch.map(({ id, ...contact }) => ({
        replaceOne: { filter: { _id: id }, replacement: { _id: id, ...contact }, upsert: true },
      })),
    );
  }

  /** By PSA: the sync that is going on, and the one that waits behind it. */
  const running = new Map<string, Promise<number>>();
  const next = new Map<string, Promise<number>>();

  async function fetchChanges(psaKind: string, psa: Psa): Promise<number> {
    const started = now();
    const last = await syncModel.findById(psaKind).lean();
    const filter = last ? { updatedSince: new Date(last.syncedAt.getTime() - OVERLAP_MS) } : {};
    let batch: Contact[] = [];
    let count = 0;
    for await (const contact of psa.contacts(filter)) {
      keep(contact);
      batch.push(contact);
      count += 1;
      if (batch.length === 500) {
        await store(batch);
        batch = [];
      }
    }
    await store(batch);
    await syncModel.updateOne({ _id: psaKind }, { $set: { syncedAt: started } }, { upsert: true });
    return count;
  }

  return {
    async load() {
      for await (const { _id, ...contact } of contactModel.find({ active: true }).lean().cursor())
        keep({ id: _id, ...contact });
      return contacts.size;
    },
    sync(psaKind, psa) {
      const waiting = next.get(psaKind);
      if (waiting) return waiting;
      const before = running.get(psaKind) ?? Promise.resolve();
      const mine = before
        .catch(() => undefined)
        .then(() => {
          next.delete(psaKind);
          running.set(psaKind, mine);
          return fetchChanges(psaKind, psa);
        });
      next.set(psaKind, mine);
      return mine;
    },
    identify: (heard) => identify(index, heard),
    get: (contactId) => contacts.get(contactId),
    size: () => contacts.size,
  };
}
