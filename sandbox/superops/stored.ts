/** What the pretend SuperOps remembers: one table per resource, gone when it stops. Ids are 19 digits, as strings. */

export interface StoredClient {
  id: string;
  name: string;
  stage: string;
  status: string | null;
  emailDomains: string[];
  accountManager: string | null;
  primaryContact: string | null;
  hqSite: string;
}
export interface StoredSite {
  id: string;
  name: string;
  client: string;
  city: string | null;
  phone: string | null;
}
export interface StoredUser {
  id: string;
  firstName: string;
  lastName: string | null;
  email: string;
  phone: string | null;
  role: string;
  reportingManager: string | null;
  /** Whether the record itself tells its client and site; the associations always do. */
  tellsClient: boolean;
  /** Login taken away: in no list, found by nobody. */
  inactive: boolean;
}
export interface StoredAssociation {
  id: string;
  client: string;
  site: string;
  user: string;
}
export interface StoredTechnician {
  id: string;
  identifier: string;
  firstName: string;
  lastName: string;
  email: string;
  groups: string[];
  /** The type has no flag for it; a technician without one is in no list. */
  active: boolean;
}
export interface StoredAsset {
  id: string;
  name: string;
  hostName: string;
  serialNumber: string;
  client: string;
  site: string;
  requester: string;
  loggedInUser: string;
  lastCommunicated: Date;
}
export interface StoredTicket {
  id: string;
  displayId: string;
  subject: string;
  requestType: string;
  source: string;
  client: string;
  site: string;
  requester: string | null;
  additionalRequesters: string[];
  followers: string[];
  techGroup: string | null;
  technician: string | null;
  status: string;
  priority: string | null;
  impact: string | null;
  urgency: string | null;
  category: string | null;
  subcategory: string | null;
  cause: string | null;
  subcause: string | null;
  resolutionCode: string | null;
  sla: string | null;
  created: Date;
  updated: Date;
  firstResponse: Date | null;
  resolution: Date | null;
  customFields: unknown;
  assets: string[];
  subSource: string | null;
  sourceReferenceId: string | null;
  /** In the trash: in no list, found by nobody. */
  trashed: boolean;
}
export interface StoredNote {
  id: string;
  ticket: string;
  content: string;
  privacy: 'PUBLIC' | 'PRIVATE';
  addedBy: string;
  added: Date;
}
export type ConversationType = 'DESCRIPTION' | 'REQ_REPLY' | 'REQ_NOTIFICATION' | 'TECH_REPLY' | 'TECH_NOTIFICATION';
export interface StoredConversation {
  id: string;
  ticket: string;
  type: ConversationType;
  content: string;
  time: Date;
  /** A technician's or a client user's id. */
  user: string;
  to: string[];
  cc: string[];
  bcc: string[];
  mailed: boolean;
}
export interface StoredWorklog {
  id: string;
  ticket: string;
  serviceItem: string;
  billable: boolean;
  afterHours: boolean;
  qty: string;
  unitPrice: string | null;
  billed: string;
  technician: string;
  notes: string | null;
}

export interface Table<T extends { id: string }> {
  get(id: string): T | undefined;
  /** Oldest first. */
  all(): T[];
  nextId(): string;
  put(record: T): T;
  remove(id: string): void;
}

export interface Stored {
  clients: Table<StoredClient>;
  sites: Table<StoredSite>;
  users: Table<StoredUser>;
  associations: Table<StoredAssociation>;
  technicians: Table<StoredTechnician>;
  assets: Table<StoredAsset>;
  tickets: Table<StoredTicket>;
  notes: Table<StoredNote>;
  conversations: Table<StoredConversation>;
  worklogs: Table<StoredWorklog>;
  /** Rises with every change, so that a request can tell whether it wrote. */
  revision(): number;
}

/** Empty tables. Ids that follow each other differ only where a double no longer tells them apart. */
export function createStored(changed: () => void): Stored {
  let revision = 0;
  const table = <T extends { id: string }>(firstId: bigint): Table<T> => {
    const records = new Map<string, T>();
    let next = firstId;
    const touched = () => {
      revision += 1;
      changed();
    };
    return {
      get: (id) => records.get(id),
      all: () => [...records.values()],
      nextId() {
        next += 1n;
        return next.toString();
      },
      put(record) {
        records.set(record.id, record);
        touched();
        return record;
      },
      remove(id) {
        if (records.delete(id)) touched();
      },
    };
  };
  return {
    clients: table(7928838372746166400n),
    sites: table(7928838372746169800n),
    users: table(5928838372746169100n),
    associations: table(6128838372746161200n),
    technicians: table(5928838372746160900n),
    assets: table(9001114136934215600n),
    tickets: table(7928838372746177000n),
    notes: table(8134411298872049600n),
    conversations: table(8134411298872081300n),
    worklogs: table(6633120945127730100n),
    revision: () => revision,
  };
}
