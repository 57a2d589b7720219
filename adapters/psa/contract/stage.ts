import { type Connection, type Integration, secretFieldsOf } from '../../../core/integrations/integration.js';
import type { Outgoing, OutgoingRequest } from '../../../core/ports/outgoing.js';
import type { Psa } from '../../../core/ports/psa.js';
import { createFaults, type Fault, type Faults } from '../../../sandbox/faults.js';
import type { PretendPsa } from '../../../sandbox/psa/pretend-psa.js';
import { createRecords, type Records } from '../../../sandbox/records.js';
import { createRoutes, type Routes } from '../../../sandbox/routes.js';
import { createWorld, type World } from '../../../sandbox/world/world.js';
import { createOutgoing } from '../../http.js';
import { type OddAnswer, type OddServer, startOddServer } from './odd-server.js';

/** What not every PSA can do. One that cannot says so, and the contract then makes sure that it does not pretend to. */
export type Ability =
  | 'editNote'
  | 'addTime'
  | 'ticketOfNote'
  /** The pretend PSA has rights to take. */
  | 'rights'
  /** A ticket can be assigned to somebody who has left. */
  | 'assignToFormer'
  /** A ticket can be assigned to the user that Frontdesk works as. */
  | 'assignToOwn'
  /** Assets tell whose they are. */
  | 'assetOwners'
  /** Two contacts can have one e-mail address. */
  | 'sharedAddresses'
  /** A contact can be without an e-mail address. */
  | 'contactsWithoutAddress'
  /** Contacts who have left are still listed, as inactive. */
  | 'inactiveContacts';

export interface PsaUnderTest {
  integration: Integration;
  /** Starts the pretend PSA on a free port. */
  start(parts: PretendParts): Promise<PretendPsa>;
  cannot?: readonly Ability[];
  /** Rights of the pretend PSA that this connection does without. */
  unneededRights?: readonly string[];
  /** Ids of contacts beside one for each person: of people who belong to several companies. */
  furtherContacts?(pretend: PretendPsa, world: World): readonly string[];
  /** Beyond what the pretend PSA says of its credentials. */
  credentials?: Readonly<Record<string, string>>;
  /** Stands between the adapter and its way out. */
  through?(http: Outgoing): Outgoing;
}

export interface PretendParts {
  world: World;
  records: Records;
  faults: Faults;
  routes: Routes;
  clock: () => Date;
}

/** One pretend PSA and a Frontdesk connection to it. Each theme has its own; misbehaviour ends with the case. */
export interface Stage {
  pretend: PretendPsa;
  world: World;
  records: Records;
  integration: Integration;
  /** Connected with the right credentials. */
  readonly psa: Psa;
  readonly connection: Connection;
  /** From now on with the credentials that are right now. */
  reconnect(): void;
  /** Another one, as after a restart; with other credentials where some are given. */
  connect(credentials?: Readonly<Record<string, string>>): { connection: Connection; psa: Psa };
  /** What an error must never show: the secret fields, and every header that a request was sent with. */
  secrets(): string[];
  /** Both Frontdesk's and the PSA's. */
  now(): Date;
  advance(milliseconds: number): void;
  /** Makes the PSA misbehave at one kind of request. */
  fault(
    at: keyof PretendPsa['requests'],
    fault: Pick<Fault, 'kind' | 'status' | 'retryAfter' | 'delayMs' | 'times'>,
  ): void;
  /** From now on every request is answered like this, by somebody who stands before the PSA. */
  answerEverythingWith(answer: OddAnswer): void;
  /** From now on no answer is waited for longer. */
  patience(milliseconds: number): void;
  /** The answer to the next request that changes something at the PSA is lost. */
  loseAnswerOfNextWrite(): void;
  /** Resolves when the PSA has changed something since it was last told to misbehave, though nobody waited for it. */
  settled(): Promise<void>;
  /** How often a redirect was followed. */
  redirectsFollowed(): number;
  /** Everything behaves again. */
  behave(): void;
  cannot(ability: Ability): boolean;
  furtherContacts: readonly string[];
  unneededRights: readonly string[];
  stop(): Promise<void>;
}

const LONGEST_WAIT_MS = 5_000;

export async function startStage(subject: PsaUnderTest): Promise<Stage> {
  const { integration } = subject;
  const world = createWorld();
  const records = createRecords();
  const faults = createFaults();
  let offset = 0;
  const now = () => new Date(Date.now() + offset);
  const pretend = await subject.start({ world, records, faults, routes: createRoutes(), clock: now });
  const outgoing = createOutgoing({ allowPrivate: ['127.0.0.1'], wait: async () => {} });
  const odd: OddServer = await startOddServer();
  const sentHeaders = new Set<string>();
  let answer: OddAnswer | undefined;
  let patience: number | undefined;
  let losing = false;

  const http: Outgoing = {
    async request(asked) {
      for (const value of Object.values(asked.headers ?? {})) sentHeaders.add(value);
      const request: OutgoingRequest = {
        ...asked,
        ...(answer ? { url: odd.address(answer, asked.url) } : {}),
        ...(patience === undefined ? {} : { timeoutMs: patience }),
      };
      const before = writes();
      const answered = await outgoing.request(request);
      if (!losing || writes() === before) return answered;
      losing = false;
      return outgoing.request({ ...request, url: odd.address('hang up', asked.url), repeatable: false });
    },
  };
  const through = subject.through?.(http) ?? http;

  function connect(credentials: Readonly<Record<string, string>> = {}): { connection: Connection; psa: Psa } {
    const given = { ...pretend.credentials, ...subject.credentials, ...credentials };
    const connection = integration.connect(given, { http: through, now });
    if (!connection.psa) throw new Error(`${integration.title} is no PSA`);
    return { connection, psa: connection.psa };
  }
  let current = connect();
  const writes = () => records.writes(pretend.vendor).length;
  let writesBefore = 0;

  return {
    pretend,
    world,
    records,
    integration,
    get psa() {
      return current.psa;
    },
    get connection() {
      return current.connection;
    },
    reconnect() {
      current = connect();
    },
    connect,
    secrets() {
      const fields = secretFieldsOf(integration.credentials);
      const values = fields.flatMap((field) => pretend.credentials[field] ?? []);
      const headers = [...sentHeaders].filter((value) => value.length >= 20 && !/^(application|text)\//.test(value));
      return [...values.filter((value) => value.length > 3), ...headers];
    },
    now,
    advance(milliseconds) {
      offset += milliseconds;
    },
    fault(at, fault) {
      writesBefore = writes();
      faults.add({ vendor: pretend.vendor, ...pretend.requests[at], ...fault });
    },
    settled() {
      if (writes() > writesBefore) return Promise.resolve();
      return new Promise<void>((resolve, reject) => {
        const unwatch = records.watch(() => {
          if (writes() === writesBefore) return;
          clearTimeout(late);
          unwatch();
          resolve();
        });
        const late = setTimeout(() => {
          unwatch();
          reject(new Error('The PSA never carried out what it was asked'));
        }, LONGEST_WAIT_MS);
      });
    },
    redirectsFollowed: odd.followed,
    answerEverythingWith(given) {
      answer = given;
    },
    patience(milliseconds) {
      patience = milliseconds;
    },
    loseAnswerOfNextWrite() {
      losing = true;
    },
    behave() {
      faults.clear();
      if (!subject.cannot?.includes('rights')) pretend.takeRights([]);
      answer = undefined;
      patience = undefined;
      losing = false;
    },
    cannot: (ability) => subject.cannot?.includes(ability) ?? false,
    unneededRights: subject.unneededRights ?? [],
    furtherContacts: subject.furtherContacts?.(pretend, world) ?? [],
    async stop() {
      await outgoing.close();
      await odd.stop();
      await pretend.stop();
    },
  };
}
