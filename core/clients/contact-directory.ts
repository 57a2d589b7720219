import { type Connection, Schema } from 'mongoose';
import { type ContactIndex, createContactIndex } from '../matching/contact-index.js';
import { type Heard, type Identification, identify } from '../matching/identify.js';
import type { Contact, Psa } from '../ports/psa.js';

interface StoredContact extends Omit<Contact, 'id'> {
  _id: string;
  /** Kind of the PSA that it came from. */
  psaKind: string;
  /** When a sync that met it began. */
  seenAt: Date;
  /** When it was last written here: what other processes look for. */
  writtenAt: Date;
  /** When a sync met other addresses or numbers than the one before it, or the contact for the first time. */
  changedAt?: Date;
}

interface SyncState {
  _id: string;
  syncedAt: Date;
  /** When everything was last read. */
  wholeAt?: Date | null;
}

/** How far back an incremental sync looks beyond the last one: clocks differ, writes take time. */
const OVERLAP_MS = 5 * 60 * 1000;

/** Changes alone never tell what was deleted, so everything is read again after so long. */
const WHOLE_EVERY_MS = 24 * 60 * 60 * 1000;

const FOLLOW_EVERY_MS = 60_000;

/**
 * The PSA's contacts, kept in our store and in memory so that a caller is recognised in milliseconds, also while the PSA
 * is down.
 */
export interface ContactDirectory {
  /** Loads what is stored into memory. */
  load(): Promise<number>;
  /** Takes into memory what other processes wrote since the last time (or `load`). Returns how many contacts those were. */
  refresh(): Promise<number>;
  /** Refreshes every minute until the returned function is called. */
  follow(onTrouble: (error: unknown) => void): () => void;
  /**
   * Fetches what changed since the last sync; everything the first time and once a day, and then contacts that the PSA no
   * longer has become inactive (not when it shows none at all: that is a missing right). Those who ask while one is going on share the
   * next one. Returns how many contacts were read.
   */
  sync(psaKind: string, psa: Psa): Promise<number>;
  identify(heard: Heard): Identification;
  get(contactId: string): Contact | undefined;
  /**
   * When the addresses or numbers of a contact, as the PSA has it now, were last seen to change: now when they are not those
   * of the last sync. Undefined when they stand since the first sync, which is where we began to look.
   */
  changedAt(contact: Contact): Promise<Date | undefined>;
  /** How many of a company's contacts can be recognised. */
  countOf(companyId: string): number;
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
      mobile: String,
      active: { type: Boolean, required: true },
      psaKind: { type: String, required: true },
      seenAt: { type: Date, required: true },
      writtenAt: { type: Date, required: true },
      changedAt: Date,
    },
    { collection: 'contacts', versionKey: false },
  );
  contactSchema.index({ writtenAt: 1 });
  const syncSchema = new Schema<SyncState>(
    { _id: { type: String, required: true }, syncedAt: { type: Date, required: true }, wholeAt: Date },
    { collection: 'contact_syncs', versionKey: false },
  );
  const contactModel = connection.model('Contact', contactSchema);
  const syncModel = connection.model('ContactSync', syncSchema);
  const contacts = new Map<string, Contact>();
  const index: ContactIndex = createContactIndex();

  function keep(contact: Contact): void {
    if (!contact.active) {
      drop(contact.id);
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

  function drop(id: string): void {
    contacts.delete(id);
    index.remove(id);
  }

  async function store(
    batch: Contact[],
    { psaKind, seenAt, isFirst }: { psaKind: string; seenAt: Date; isFirst: boolean },
  ): Promise<void> {
    if (batch.length === 0) return;
    const written = { psaKind, seenAt, writtenAt: now() };
    const before = await contactModel.find({ _id: { $in: batch.map(({ id }) => id) } }).lean();
    const known = new Map(before.map((contact) => [contact._id, contact]));
    await contactModel.bulkWrite(
      batch.map(({ id, ...contact }) => {
        const stored = known.get(id);
        const isSame = stored ? sameDetails(stored, contact) : isFirst;
        const changedAt = isSame ? stored?.changedAt : now();
        const replacement = { _id: id, ...contact, ...written, ...(changedAt ? { changedAt } : {}) };
        return { replaceOne: { filter: { _id: id }, replacement, upsert: true } };
      }),
    );
  }

  /** What a sync that read everything did not meet. */
  async function inactivateUnseen(psaKind: string, since: Date): Promise<void> {
    const gone = { psaKind, active: true, seenAt: { $lt: since } };
    const ids = await contactModel.find(gone, { _id: 1 }).lean();
    await contactModel.updateMany(gone, { $set: { active: false, writtenAt: now() } });
    for (const { _id } of ids) drop(_id);
  }

  async function takeIn(filter: { active?: true; writtenAt?: { $gt: Date } }): Promise<number> {
    const began = now();
    let count = 0;
    for await (const { _id, psaKind, seenAt, writtenAt, changedAt, ...contact } of contactModel
      .find(filter)
      .lean()
      .cursor()) {
      keep({ id: _id, ...contact });
      count += 1;
    }
    takenAt = began;
    return count;
  }
  let takenAt: Date | undefined;

  /** By PSA: the sync that is going on, and the one that waits behind it. */
  const running = new Map<string, Promise<number>>();
  const next = new Map<string, Promise<number>>();

  async function fetchChanges(psaKind: string, psa: Psa): Promise<number> {
    const started = now();
    const last = await syncModel.findById(psaKind).lean();
    const isWhole = !last?.wholeAt || started.getTime() - last.wholeAt.getTime() >= WHOLE_EVERY_MS;
    const filter = last && !isWhole ? { updatedSince: new Date(last.syncedAt.getTime() - OVERLAP_MS) } : {};
    const how = { psaKind, seenAt: started, isFirst: !last };
    let batch: Contact[] = [];
    let count = 0;
    for await (const contact of psa.contacts(filter)) {
      keep(contact);
      batch.push(contact);
      count += 1;
      if (batch.length === 500) {
        await store(batch, how);
        batch = [];
      }
    }
    await store(batch, how);
    if (isWhole && count > 0) await inactivateUnseen(psaKind, started);
    const done = { syncedAt: started, ...(isWhole && count > 0 ? { wholeAt: started } : {}) };
    await syncModel.updateOne({ _id: psaKind }, { $set: done }, { upsert: true });
    return count;
  }

  /** A little further back than the last time: clocks differ. */
  const refresh = () => takeIn(takenAt ? { writtenAt: { $gt: new Date(takenAt.getTime() - FOLLOW_EVERY_MS) } } : {});

  return {
    async load() {
      await takeIn({ active: true });
      return contacts.size;
    },
    refresh,
    follow(onTrouble) {
      let busy = false;
      const timer = setInterval(() => {
        if (busy) return;
        busy = true;
        refresh()
          .catch(onTrouble)
          .finally(() => {
            busy = false;
          });
      }, FOLLOW_EVERY_MS);
      timer.unref();
      return () => clearInterval(timer);
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
    async changedAt(contact) {
      const stored = await contactModel.findById(contact.id).lean();
      return stored && sameDetails(stored, contact) ? stored.changedAt : now();
    },
    countOf: (companyId) => [...contacts.values()].filter((contact) => contact.companyId === companyId).length,
    size: () => contacts.size,
  };
}

type Details = Pick<Contact, 'emails' | 'phones' | 'mobile'>;

function sameDetails(one: Details, other: Details): boolean {
  const told = ({ emails, phones, mobile = '' }: Details) =>
    JSON.stringify([[...emails].map((email) => email.toLowerCase()).sort(), [...phones].sort(), mobile]);
  return told(one) === told(other);
}
