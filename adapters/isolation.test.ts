import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { VendorError } from '../core/errors.js';
import type { Tool, ToolScope } from '../core/tools/tool.js';
import { configurationFor } from '../sandbox/configuration.js';
import { type Sandbox, startSandbox } from '../sandbox/sandbox.js';
import { catalogue } from './catalogue.js';
import { createOutgoing } from './http.js';

/**
 * Every tool of every integration, called for client B (Larkmere) with what is client A's (Harbor Dental). A tool that is
 * not in the table fails.
 */
const A = { slug: 'harbor-dental', person: 'harbor-dental/dana-whitfield' };
const B = { slug: 'larkmere-logistics', person: 'larkmere-logistics/sarah-chen' };
const SECRET_WORDS = 'The safe combination is on the whiteboard';

/** What is A's, by the ids that tools take. */
type Foreign = Record<'ticketId' | 'contactId' | 'email' | 'alias' | 'userId' | 'name' | 'phone' | 'device', string>;
type Case =
  /** Refused with a VendorError, whatever of A's is named; so is reading back, where the tool changes something. */
  | { refused(foreign: Foreign): Record<string, unknown>[] }
  /** Answers, with nothing of A's: it searches or lists what is B's. */
  | { ofB(foreign: Foreign): Record<string, unknown>[] }
  /** Answers the same for every client: the MSP's own set-up, of no client. */
  | { ofNobody(foreign: Foreign): Record<string, unknown>[] };

const ticket = (more: Record<string, unknown> = {}): Case => ({
  refused: ({ ticketId }) => [{ ticketId, ...more }],
});
const user: Case = { refused: ({ email, alias, userId }) => [{ user: email }, { user: alias }, { user: userId }] };

/** Typed where a search is expected: words of A's, and what would widen the search if it got through unquoted. */
const WIDE = ['%', '%%', '" or company/id>0 or summary like "', "' or 1 eq 1 or startswith(displayName,'", '") OR ("'];
const searches =
  (field: string) =>
  ({ email, name, phone, device }: Foreign) =>
    [email, name, phone, device, 'Locked', SECRET_WORDS, ...WIDE].map((words) => ({ [field]: words.slice(0, 80) }));

const TABLE: Readonly<Record<string, Case>> = {
  'connectwise_psa:cw-get-ticket': ticket(),
  'connectwise_psa:cw-list-ticket-notes': ticket(),
  'connectwise_psa:cw-list-tickets': {
    ofB: (foreign) => [
      {},
      { includeClosed: true, limit: 50 },
      { contactId: foreign.contactId, includeClosed: true },
      ...searches('search')(foreign),
      ...WIDE.filter((words) => !words.includes('"')).map((status) => ({ status })),
    ],
  },
  'connectwise_psa:cw-add-ticket-note': {
    refused: ({ ticketId }) =>
      ['internal', 'public'].map((visibility) => ({ ticketId, text: 'A note of B', visibility })),
  },
  'connectwise_psa:cw-update-ticket': ticket({ summary: 'Changed by B' }),
  'connectwise_psa:cw-add-time-entry': ticket({ minutes: 5, notes: 'Time of B' }),
  'connectwise_psa:cw-search-contacts': {
    ofB: (foreign) => searches('query')(foreign).filter(({ query }) => (query?.length ?? 0) > 1),
  },
  'connectwise_psa:cw-get-contact': { refused: ({ contactId }) => [{ contactId }] },
  'connectwise_psa:cw-list-configurations': { ofB: (foreign) => [{ limit: 50 }, ...searches('search')(foreign)] },
  'connectwise_psa:cw-list-companies': { ofB: () => [{}] },
  'connectwise_psa:cw-list-members': { ofNobody: () => [{}] },
  'connectwise_psa:cw-list-boards': { ofNobody: () => [{}] },
  'connectwise_psa:cw-list-statuses': { ofNobody: () => [{ board: 'Help Desk' }] },
  'connectwise_psa:cw-list-priorities': { ofNobody: () => [{}] },
  'm365:find-users': { ofB: (foreign) => searches('query')(foreign).filter(({ query }) => (query?.length ?? 0) > 1) },
  'm365:get-user': user,
  'm365:list-user-groups': user,
  'm365:list-auth-methods': user,
  'm365:list-user-licenses': user,
  'm365:list-available-licenses': { ofB: () => [{}] },
  'm365:reset-password': user,
  'm365:unlock-account': user,
  'm365:revoke-sessions': user,
};

let sandbox: Sandbox;
let tools: ReadonlyMap<string, { tool: Tool; kind: string }>;
let foreign: Foreign;
let marks: string[];
const kept: unknown[] = [];
const http = createOutgoing({ allowPrivate: ['127.0.0.1'], wait: async () => {}, retries: 0 });

beforeAll(async () => {
  sandbox = await startSandbox();
  const { connectwise, microsoft, world } = sandbox;
  const credentials: Readonly<Record<string, unknown>> = configurationFor(sandbox, 'execute').integrations;
  tools = new Map(
    catalogue.flatMap(({ kind, connect }) =>
      connect(credentials[kind], { http, now: () => new Date() })
        .tools()
        .map((tool): [string, { tool: Tool; kind: string }] => [tool.name, { tool, kind }]),
    ),
  );
  const dana = world.person(A.person);
  const made = connectwise.technicianCreatesTicket({
    member: 'mbell',
    personKey: A.person,
    summary: 'Locked out again',
    description: SECRET_WORDS,
  });
  for (const personKey of [A.person, B.person]) {
    connectwise.technicianCreatesTicket({ member: 'mbell', personKey, summary: 'Locked door' });
  }
  const [alias = ''] = microsoft.user(A.person).proxyAddresses.filter((address) => address.startsWith('smtp:'));
  foreign = {
    ticketId: String(made.id),
    contactId: String(connectwise.contactId(A.person)),
    email: dana.email,
    alias: alias.replace('smtp:', ''),
    userId: microsoft.userId(A.person),
    name: dana.lastName,
    phone: dana.phone,
    device: 'HAR-WS-01',
  };
  const { name, domain } = world.company(A.slug);
  // Namesakes work at both.
  const nameOf = ({ firstName, lastName }: { firstName: string; lastName: string }) => `${firstName} ${lastName}`;
  const namesOf = (slug: string) => world.people.filter(({ company }) => company === slug).map(nameOf);
  marks = [name, domain, 'HAR-WS-', SECRET_WORDS, 'Locked out again', microsoft.tenantId(A.slug)];
  marks.push(foreign.userId, ...namesOf(A.slug).filter((person) => !namesOf(B.slug).includes(person)));
});
afterAll(async () => {
  await sandbox?.stop();
  await http.close();
});

function scopeOf(slug: string, kind: string): ToolScope {
  const mapped: Readonly<Record<string, string>> = {
    connectwise_psa: String(sandbox.connectwise.companyId(slug)),
    m365: sandbox.microsoft.tenantId(slug),
  };
  const mapping = mapped[kind];
  if (!mapping) throw new Error(`Say what a client is called at ${kind}`);
  const keep = async (secret: unknown) => {
    kept.push(secret);
    return { secretId: 'kept' };
  };
  return { clientId: slug, mapping, secrets: { keep } };
}

/** What of A stands in an answer to B, but for what B itself said. */
function shown(answer: unknown, said: Record<string, unknown>): string[] {
  const text = Object.values(said).reduce<string>(
    (rest, value) => (typeof value === 'string' && value.length > 3 ? rest.replaceAll(value, '«said»') : rest),
    JSON.stringify(answer),
  );
  return marks.filter((mark) => text.includes(mark));
}

const outcomeOf = (work: Promise<unknown>) =>
  work.then(
    (answer) => ({ answer }),
    (error: unknown) => ({ error }),
  );

it('knows every tool of every integration', () => {
  expect([...tools.keys()].sort()).toEqual(Object.keys(TABLE).sort());
});

describe.each(Object.entries(TABLE))('the tool %s, called for client B with what is A’s', (name, given) => {
  const toolNamed = () => {
    const found = tools.get(name);
    if (!found) throw new Error(`There is no tool ${name}`);
    return found;
  };

  it('changes nothing and reveals nothing', async () => {
    const { tool, kind } = toolNamed();
    const { connectwise, microsoft, records } = sandbox;
    const state = () => ({
      writes: records.writes().length,
      kept: kept.length,
      ticket: connectwise.ticket(Number(foreign.ticketId)),
      notes: connectwise.notes(Number(foreign.ticketId)),
      user: microsoft.user(A.person),
    });
    const before = state();
    const calls =
      'refused' in given ? given.refused(foreign) : 'ofB' in given ? given.ofB(foreign) : given.ofNobody(foreign);
    expect(calls.length).toBeGreaterThan(0);
    for (const args of calls) {
      const run = await outcomeOf(tool.run(scopeOf(B.slug, kind), args));
      const looks = 'refused' in given && tool.observe ? [tool.observe(scopeOf(B.slug, kind), args, new Date(0))] : [];
      for (const outcome of [run, ...(await Promise.all(looks.map(outcomeOf)))]) {
        if ('error' in outcome || 'refused' in given) {
          const { error } = 'error' in outcome ? outcome : { error: 'it was not refused' };
          expect({ args, error }).toEqual({ args, error: expect.any(VendorError) });
          if (!(error instanceof VendorError)) continue;
          expect(['forbidden', 'not_found', 'invalid']).toContain(error.failure);
          expect(shown([error.message, error.details, String(error.cause ?? '')], args)).toEqual([]);
        } else expect({ args, shown: shown(outcome.answer, args) }).toEqual({ args, shown: [] });
      }
    }
    expect(state()).toEqual(before);
  });

  it('answers A, so that it was the client that kept B out', async () => {
    const { tool, kind } = toolNamed();
    if (tool.effect !== 'read') {
      const [args = {}] = 'refused' in given ? given.refused(foreign) : [];
      expect(tool.observe && (await tool.observe(scopeOf(A.slug, kind), args, new Date()))).toMatch(/happened|unknown/);
      return;
    }
    const [args = {}] =
      'refused' in given ? given.refused(foreign) : 'ofB' in given ? given.ofB(foreign) : given.ofNobody(foreign);
    const answer = await tool.run(scopeOf(A.slug, kind), args);
    expect(answer.summary).not.toBe('');
    if ('refused' in given && /get-|notes/.test(name)) expect(shown(answer, {})).not.toEqual([]);
  });
});
