/** A small world in memory for tests of the core: one PSA, one directory, one model, and a desk built on a real store. */
import { randomBytes } from 'node:crypto';
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { createActivity } from '../activity/record.js';
import { createApprovals } from '../approvals/approval.js';
import { createApprovalLinks } from '../approvals/link.js';
import { type ClientSettings, clientSettings, createClients } from '../clients/client.js';
import { createConfigurations } from '../clients/configuration.js';
import { createDeployment } from '../clients/deployment.js';
import { createSettings, mspSettings } from '../clients/settings.js';
import { createWriteCounter } from '../clients/write-counter.js';
import { VendorError } from '../errors.js';
import { createConnections } from '../integrations/connections.js';
import type { Integration, IntegrationEvents } from '../integrations/integration.js';
import { createSecretLinks } from '../integrations/secret-links.js';
import { createSecrets } from '../integrations/secrets.js';
import { createSigner } from '../integrations/signer.js';
import { createVault } from '../integrations/vault.js';
import type { Queue } from '../jobs/queue.js';
import type { Directory, DirectoryUser } from '../ports/directory.js';
import type { Model, ModelMessage, ModelReply, ModelTool } from '../ports/model.js';
import type { Outgoing } from '../ports/outgoing.js';
import type { Contact, Note, Psa, Technician, Ticket } from '../ports/psa.js';
import { defineTool, type Observation, type Tool } from '../tools/tool.js';
import { createChallenges } from '../verification/challenge.js';
import { providerAmong } from '../verification/provider.js';
import { createVerifications } from '../verification/verification.js';
import { DIAGNOSIS_LIMITS } from './diagnose.js';
import type { AdvanceDeps } from './moves.js';
import { BASE_PROMPT_VERSION } from './prompt.js';
import type { Plan, PlanStep } from './run.js';
import { createRuns } from './runs.js';

/** A time that only tests move. */
export function createClock(start = '2026-03-02T09:00:00Z') {
  let at = new Date(start).getTime();
  return {
    now: () => new Date(at),
    pass(ms: number) {
      at += ms;
    },
  };
}
export type Clock = ReturnType<typeof createClock>;

/** What ends a process in the middle of its work. */
export class Crash extends Error {}

/** Lets `calls` calls pass; the next one, and all after it, find the process dead. */
export function createFuse(calls: number) {
  let left = calls;
  return {
    get blown() {
      return left < 0;
    },
    burn() {
      left -= 1;
      if (left < 0) throw new Crash('the process died here');
    },
  };
}

/** The same object, each of whose methods dies when the fuse is blown. */
export function withFuse<T extends object>(target: T, fuse: { burn(): void }): T {
  return new Proxy(target, {
    get(inner, key) {
      const value: unknown = Reflect.get(inner, key);
      if (typeof value !== 'function') return value;
      return async (...args: unknown[]): Promise<unknown> => {
        fuse.burn();
        return Reflect.apply(value, inner, args);
      };
    },
  });
}

export const JIN: Technician = { id: '7', identifier: 'jin', name: 'Jin Park', active: true };

/** A PSA in memory that keeps the port's promises: one ticket a reference, one note a text. */
export function createFakePsa(now: () => Date) {
  const tickets = new Map<string, Ticket>();
  const notes = new Map<string, Note[]>();
  const references = new Map<string, string>();
  const contacts = new Map<string, Contact>();
  const technicians: Technician[] = [JIN];
  const companies = [
    { id: '2', name: 'Harbor Dental', types: [], active: true },
    { id: '3', name: 'Summit Legal', types: [], active: true },
  ];
  /** Throw from it to make a call fail before it does anything. */
  const trouble: { before?: (operation: string) => void } = {};
  let lastId = 100;
  const nextId = () => String(++lastId);
  const notesOf = (ticketId: string) => notes.get(ticketId) ?? [];
  const found = (id: string) => {
    const ticket = tickets.get(id);
    if (!ticket) throw new VendorError('pretend_psa', 'not_found', `There is no ticket ${id}`);
    return ticket;
  };

  const psa: Psa = {
    title: 'Pretend PSA',
    async companies() {
      trouble.before?.('companies');
      return companies;
    },
    async *contacts(filter) {
      trouble.before?.('contacts');
      for (const contact of contacts.values()) {
        if (!filter?.companyId || contact.companyId === filter.companyId) yield contact;
      }
    },
    async findContacts() {
      return [...contacts.values()];
    },
    async contact(id) {
      return contacts.get(id);
    },
    async ticket(id) {
      trouble.before?.('ticket');
      return found(id);
    },
    async tickets({ updatedSince, limit }) {
      trouble.before?.('tickets');
      const at = (ticket: Ticket) => ticket.updatedAt?.getTime() ?? 0;
      return [...tickets.values()]
        .filter((ticket) => at(ticket) > updatedSince.getTime())
        .sort((a, b) => at(a) - at(b))
        .slice(0, limit);
    },
    async openTicket(ticket) {
      trouble.before?.('openTicket');
      const known = references.get(ticket.reference);
      if (known) return found(known);
      const id = fake.addTicket({
        summary: ticket.summary,
        companyId: ticket.companyId,
        ...(ticket.contactId ? { contactId: ticket.contactId } : {}),
        ...(ticket.contactName ? { contactName: ticket.contactName } : {}),
      });
      references.set(ticket.reference, id);
      return found(id);
    },
    async updateTicket(id) {
      return found(id);
    },
    async notes(ticketId) {
      trouble.before?.('notes');
      found(ticketId);
      return [...notesOf(ticketId)];
    },
    async addNote(ticketId, { text, visibility }) {
      trouble.before?.('addNote');
      const same = notesOf(ticketId).find((note) => note.author.kind === 'own' && note.text === text);
      return same ?? fake.addNote(ticketId, { text, visibility, author: { kind: 'own' } });
    },
    async editNote(ticketId, noteId, text) {
      trouble.before?.('editNote');
      const note = notesOf(ticketId).find((entry) => entry.id === noteId);
      if (!note) throw new VendorError('pretend_psa', 'not_found', `There is no note ${noteId}`);
      note.text = text;
      return note;
    },
    async technicians() {
      return technicians;
    },
    async approversOf() {
      trouble.before?.('approversOf');
      return { technicians: technicians.filter(({ active }) => active), rule: 'any active technician' };
    },
    async *resolvedTickets() {},
  };

  const fake = {
    psa,
    trouble,
    tickets,
    contacts,
    technicians,
    addTicket(ticket: Partial<Ticket> & { summary: string }): string {
      const id = ticket.id ?? nextId();
      tickets.set(id, {
        id,
        companyId: '2',
        companyName: 'Harbor Dental',
        status: 'New',
        closed: false,
        assignedTo: ['7'],
        createdAt: now(),
        updatedAt: now(),
        ...ticket,
      });
      return id;
    },
    addNote(ticketId: string, note: Pick<Note, 'text'> & Partial<Note>): Note {
      const added: Note = {
        id: nextId(),
        ticketId,
        visibility: 'internal',
        author: { kind: 'technician', id: JIN.id, name: JIN.name },
        createdAt: now(),
        ...note,
      };
      notes.set(ticketId, [...notesOf(ticketId), added]);
      const ticket = tickets.get(ticketId);
      if (ticket) tickets.set(ticketId, { ...ticket, updatedAt: now() });
      return added;
    },
    removeNote(ticketId: string, noteId: string) {
      notes.set(
        ticketId,
        notesOf(ticketId).filter(({ id }) => id !== noteId),
      );
    },
    notesOf: (ticketId: string) => [...notesOf(ticketId)],
    ownNotes: (ticketId: string) => notesOf(ticketId).filter((note) => note.author.kind === 'own'),
  };
  return fake;
}

export const DANA: DirectoryUser = {
  id: 'u-dana',
  userPrincipalName: 'dana.reyes@harbor.example',
  displayName: 'Dana Reyes',
  emails: ['dana.reyes@harbor.example'],
};
export const OMAR: DirectoryUser = {
  id: 'u-omar',
  userPrincipalName: 'omar.haddad@harbor.example',
  displayName: 'Omar Haddad',
  emails: ['omar.haddad@harbor.example'],
};
/** Works for another client. */
export const PRIYA: DirectoryUser = {
  id: 'u-priya',
  userPrincipalName: 'priya.nair@summit.example',
  displayName: 'Priya Nair',
  emails: ['priya.nair@summit.example'],
};

export const NEW_PASSWORD = 'Sunny-Harbor-4711';

/** A directory of two tenants, and the tools that work in it. */
export function createFakeDirectory() {
  const tenants: Record<string, DirectoryUser[]> = { 'tenant-harbor': [DANA, OMAR], 'tenant-summit': [PRIYA] };
  const keysOf = (user: DirectoryUser) =>
    [user.id, user.userPrincipalName, ...user.emails].map((key) => key.toLowerCase());
  const directory: Directory = {
    async findUser(tenantId, key) {
      return tenants[tenantId]?.find((user) => keysOf(user).includes(key.toLowerCase()));
    },
  };
  const resets: { tenant: string; user: string }[] = [];
  const behaviour: {
    /** Called before a reset takes place. */
    before?: () => void;
    /** Called when it has taken place. */
    after?: () => void;
    observed: Observation;
  } = { observed: 'unknown' };

  const userArgs = z.strictObject({ user: z.string().min(1) });
  const findUser = defineTool({
    name: 'pretend_directory:find-user',
    description: 'Finds a user.',
    input: userArgs,
    effect: 'read',
    subject: ({ user }) => ({ kind: 'user', ref: user }),
    async run({ mapping }, { user }) {
      const found = await directory.findUser(mapping, user);
      return { output: found ?? null, summary: found ? `Found ${found.displayName}` : `No user ${user}` };
    },
  });
  const resetPassword = defineTool({
    name: 'pretend_directory:reset-password',
    description: 'Sets a new password.',
    input: z.strictObject({ user: z.string().min(1), force: z.boolean().optional() }),
    effect: 'write',
    sensitive: true,
    subject: ({ user }) => ({ kind: 'user', ref: user }),
    describe: ({ user }) => `Reset the password of ${user}`,
    undo: ({ user }) => `Reset the password of ${user} again`,
    async run({ mapping, secrets }, { user }) {
      behaviour.before?.();
      resets.push({ tenant: mapping, user });
      const { secretId } = await secrets.keep({ label: 'new password', value: NEW_PASSWORD, subject: user });
      behaviour.after?.();
      return { output: { user }, summary: `Reset the password of ${user}`, secretIds: [secretId] };
    },
    observe: async () => behaviour.observed,
  });
  const tools: Tool[] = [findUser, resetPassword];
  return { directory, tenants, tools, resets, behaviour };
}

export interface ModelRequest {
  messages: readonly ModelMessage[];
  tools: readonly ModelTool[];
}

/** Answers with what the script says, one entry a request; the last one again and again. */
export function createScriptedModel() {
  const requests: ModelRequest[] = [];
  let script: (() => Pick<ModelReply, 'text' | 'toolCalls'>)[] = [];
  const model: Model = {
    name: 'scripted',
    async complete({ messages, tools }) {
      requests.push({ messages: [...messages], tools });
      const next = script.length > 1 ? script.shift() : script[0];
      if (!next) throw new Error('The script is empty');
      return { ...next(), usage: USAGE };
    },
  };
  return {
    model,
    requests,
    /** Each entry: the calls of one answer, as name and arguments; a string answers in prose. */
    play(...answers: (string | readonly (readonly [name: string, args: unknown])[])[]) {
      script = answers.map((answer, turn) => () => ({
        text: typeof answer === 'string' ? answer : '',
        toolCalls:
          typeof answer === 'string'
            ? []
            : answer.map(([name, args], index) => ({
                id: `call-${turn}-${index}`,
                name,
                arguments: typeof args === 'string' ? args : JSON.stringify(args),
              })),
      }));
    },
  };
}

const USAGE = { inputTokens: 10, outputTokens: 5 };

/** Screening and second opinions are no part of a script: nothing is sensitive to this model, and it has no opinion. */
export function withoutSideQuestions(model: Model): Model {
  return {
    name: model.name,
    async complete(request) {
      const asked = request.tools.map(({ name }) => name).join();
      if (asked === 'read_reply') return { text: '', toolCalls: [], usage: USAGE };
      if (asked !== 'judge_request') return model.complete(request);
      const judged = JSON.stringify({ sensitive: false, reasons: [] });
      return { text: '', toolCalls: [{ id: 'judged', name: 'judge_request', arguments: judged }], usage: USAGE };
    },
  };
}

/** What a model sends to propose steps. */
export function proposal(...steps: { tool: string; arguments: unknown }[]): readonly [string, unknown] {
  return ['propose_plan', { diagnosis: 'The account is locked.', steps, expectedOutcome: 'Dana can sign in.' }];
}

export const RESET_DANA = { tool: 'pretend_directory:reset-password', arguments: { user: DANA.userPrincipalName } };

export function stepOf(step: Partial<PlanStep> = {}): PlanStep {
  const target = { kind: 'user', id: DANA.id, name: DANA.displayName } as const;
  const base = { why: '', policy: 'approval_needed', mapping: 'tenant-harbor', target } as const;
  return { ...RESET_DANA, ...base, sentence: 'Reset the password', ...step };
}

export function planOf(steps: PlanStep[], hash = 'hash-1'): Plan {
  return { number: 1, hash, diagnosis: 'Locked out', steps, expectedOutcome: '' };
}

/** Work that runs when the test says so. Keys join as in the real queue. */
export function createHandQueue() {
  const works = new Map<string, (data: Record<string, unknown>) => Promise<void>>();
  let dying = false;
  const waiting: { name: string; data: Record<string, unknown>; key?: string }[] = [];
  const timed = new Map<string, { name: string; when: Date; data: Record<string, unknown> }>();
  const queue: Queue = {
    define<T extends Record<string, unknown>>(name: string, work: (data: T) => Promise<void>) {
      works.set(name, (data) => Reflect.apply(work, undefined, [data]));
    },
    async now(name, data, { key } = {}) {
      if (dying) throw new Crash('the process died here');
      if (key && waiting.some((job) => job.name === name && job.key === key)) return;
      waiting.push({ name, data, ...(key ? { key } : {}) });
    },
    async at(name, when, data, { key } = {}) {
      timed.set(`${name} ${key ?? when.toISOString()}`, { name, when, data });
    },
    async every() {},
    async cancel() {},
    async start() {},
    async stop() {},
    depth: async () => ({ waiting: waiting.length, running: 0, failed: 0 }),
  };
  return {
    queue,
    timed,
    waiting: () => waiting.map(({ name, data }) => ({ name, data })),
    run: (name: string, data: Record<string, unknown> = {}) => works.get(name)?.(data),
    /** Runs what waits until nothing does; bounded. */
    async drain() {
      for (let rounds = 0; waiting.length > 0 && rounds < 100; rounds += 1) {
        const job = waiting.shift();
        if (job) await works.get(job.name)?.(job.data);
      }
    },
    /** While true, whoever adds work dies. */
    deadly(is: boolean) {
      dying = is;
    },
    /** Runs timed work that is due. */
    async ring(now: Date) {
      for (const [slot, { name, when, data }] of [...timed]) {
        if (when > now) continue;
        timed.delete(slot);
        await works.get(name)?.(data);
      }
    },
  };
}

const http: Outgoing = {
  request: () => Promise.reject(new VendorError('nobody', 'unavailable', 'There is no network here')),
};

export const SECRET_KEY = 'k3y-that-nobody-may-see';

/** Three integrations in one: a PSA, a directory, a model; each wants a site and a secret key. */
export function createFakeCatalogue(parts: {
  psa: Psa;
  directory: Directory;
  directoryTools: readonly Tool[];
  psaTools?: readonly Tool[];
  model: Model;
  events?: IntegrationEvents;
}): Integration[] {
  const credentials = z.strictObject({
    site: z.string().min(1),
    key: z.string().min(4, 'is too short').meta({ secret: true }),
    login: z.string().optional(),
  });
  const nothing = { check: async () => [{ ok: true, what: 'Read something' }], mappings: async () => [] };
  return [
    {
      kind: 'pretend_psa',
      title: 'Pretend PSA',
      category: 'psa',
      credentials,
      connect: () => ({
        ...nothing,
        tools: () => parts.psaTools ?? [],
        psa: parts.psa,
        ...(parts.events ? { events: parts.events } : {}),
      }),
    },
    {
      kind: 'pretend_directory',
      title: 'Pretend directory',
      category: 'identity',
      credentials,
      connect: () => ({ ...nothing, tools: () => parts.directoryTools, directory: parts.directory }),
    },
    {
      kind: 'pretend_model',
      title: 'Pretend model',
      category: 'model',
      credentials,
      connect: () => ({ ...nothing, tools: () => [], model: parts.model }),
    },
  ];
}

export const HARBOR: ClientSettings = clientSettings.parse({
  slug: 'harbor',
  name: 'Harbor Dental',
  mode: 'execute',
  mappings: { pretend_psa: '2', pretend_directory: 'tenant-harbor' },
});

/** A PSA tool that changes a ticket; its subject is the ticket it names. */
export const closeTicket = defineTool({
  name: 'pretend_psa:close-ticket',
  description: 'Closes a ticket.',
  input: z.strictObject({ ticketId: z.string(), status: z.string().optional() }),
  effect: 'write',
  subject: ({ ticketId }) => ({ kind: 'ticket', ref: ticketId }),
  describe: ({ ticketId }) => `Close ticket ${ticketId}`,
  observe: async () => 'unknown',
  undo: ({ ticketId }) => `Open ticket ${ticketId} again`,
  run: async (_scope, { ticketId }) => ({ output: {}, summary: `Closed ticket ${ticketId}` }),
});

/** The core on a real store, with one mapped client in execute mode and everything connected. */
export async function createDesk({
  connection,
  clock = createClock(),
  events,
}: {
  connection: Connection;
  clock?: Clock;
  events?: IntegrationEvents;
}) {
  const { now } = clock;
  const psa = createFakePsa(now);
  const identity = createFakeDirectory();
  const script = createScriptedModel();
  const vault = createVault(new Map([[1, randomBytes(32)]]));
  const connections = createConnections({
    connection,
    vault,
    deps: { http, now },
    catalogue: createFakeCatalogue({
      psa: psa.psa,
      directory: identity.directory,
      directoryTools: identity.tools,
      psaTools: [closeTicket],
      model: script.model,
      ...(events ? { events } : {}),
    }),
  });
  for (const kind of ['pretend_psa', 'pretend_directory', 'pretend_model']) {
    await connections.save(kind, { site: 'https://vendor.example', key: SECRET_KEY });
  }
  const settings = createSettings({ connection });
  await settings.write(mspSettings.parse({ name: 'Lakeside IT', mode: 'execute' }));
  const clients = createClients({ connection });
  const { client } = await clients.save(HARBOR);
  psa.contacts.set('41', {
    id: '41',
    companyId: '2',
    companyName: 'Harbor Dental',
    firstName: 'Dana',
    lastName: 'Reyes',
    emails: [DANA.userPrincipalName],
    phones: ['+14155550101'],
    active: true,
  });
  const approvals = createApprovals({ connection, now });
  const activity = createActivity({ connection, now });
  const runs = createRuns({ connection, now });
  const secrets = createSecrets({ connection, vault, now });
  const verifications = createVerifications({ connection, now });
  const challenges = createChallenges({
    verifications,
    providerFor: async (clientId) =>
      providerAmong(await connections.all(), (await clients.get(clientId))?.mappings ?? {}),
    now,
  });
  const signer = createSigner(new Map([[1, randomBytes(32)]]), 'approval-link');
  const wakeUps: { runId: string; when: Date }[] = [];
  const configurations = createConfigurations({ connection });
  const { configurationFor } = createDeployment({
    clients,
    settings,
    connections,
    configurations,
    basePromptVersion: BASE_PROMPT_VERSION,
    queue: createHandQueue().queue,
    activity,
    now,
    log: { warn() {} },
  });
  const deps: AdvanceDeps = {
    clients,
    settings,
    connections,
    configurations,
    configurationFor,
    approvals,
    activity,
    secrets,
    verifications,
    challenges,
    writes: createWriteCounter({ connection, now }),
    links: createApprovalLinks({ signer, publicBaseUrl: 'https://frontdesk.example', approvals, now }),
    secretUrl: createSecretLinks({ publicBaseUrl: 'https://frontdesk.example' }).urlOf,
    runs,
    model: async () => withoutSideQuestions(script.model),
    ended: async () => {},
    wakeAt: async (runId, when) => void wakeUps.push({ runId, when }),
    now,
    limits: DIAGNOSIS_LIMITS,
  };
  return {
    clock,
    psa,
    identity,
    script,
    vault,
    connections,
    settings,
    clients,
    client,
    approvals,
    activity,
    runs,
    secrets,
    wakeUps,
    deps,
    /** A ticket of Dana's, and a run on it that is leased. */
    async leasedRun(ticketId = psa.addTicket({ summary: 'I am locked out', contactId: '41' })) {
      const { run } = await runs.open({
        clientId: client.id,
        psaKind: 'pretend_psa',
        ticketId,
        configuration: client.configuration,
        seenNotes: [],
      });
      const leased = await runs.lease(run.id);
      if (!leased) throw new Error(`Run ${run.id} is leased already`);
      return { ticketId, runId: run.id, leased };
    },
  };
}
export type Desk = Awaited<ReturnType<typeof createDesk>>;
