import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { VendorError } from '../core/errors.js';
import type { Psa } from '../core/ports/psa.js';
import type { Tool, ToolScope } from '../core/tools/tool.js';
import { configurationFor } from '../sandbox/configuration.js';
import type { PretendPsa } from '../sandbox/psa/pretend-psa.js';
import { type Sandbox, startSandbox } from '../sandbox/sandbox.js';
import { isolationTable, toolCasesOf } from './all-tool-cases-for-tests.js';
import { catalogue } from './catalogue.js';
import { createOutgoing } from './http.js';
import { callsOf, type Foreign, SECRET_WORDS } from './tool-cases-for-tests.js';

/**
 * Every tool of every integration, called for client B (Larkmere) with what is client A's (Harbor Dental). A tool that is
 * not in the table fails.
 */
const A = { slug: 'harbor-dental', person: 'harbor-dental/dana-whitfield' };
const B = { slug: 'larkmere-logistics', person: 'larkmere-logistics/sarah-chen' };

let sandbox: Sandbox;
let psas: PretendPsa[];
let tools: ReadonlyMap<string, { tool: Tool; kind: string }>;
/** What is A's, by the kind of the integration whose ids these are. */
const foreign = new Map<string, Foreign>();
const marks: string[] = [];
let others: Readonly<Record<string, Other>>;
const kept: unknown[] = [];
const http = createOutgoing({ allowPrivate: ['127.0.0.1'], wait: async () => {}, retries: 0 });

beforeAll(async () => {
  sandbox = await startSandbox();
  psas = [...sandbox.psas.values()];
  const { microsoft, world } = sandbox;
  others = othersOf(sandbox);
  const credentials: Readonly<Record<string, unknown>> = {
    ...configurationFor(sandbox, { mode: 'execute', needs: ['traceless', 'sms_verification'] }).integrations,
    ...Object.fromEntries(psas.map((psa) => [psa.kind, psa.credentials])),
    ...Object.fromEntries(Object.entries(others).map(([kind, { credentials: given }]) => [kind, given])),
    mcp: { ...sandbox.mcp.credentials, shared: true },
  };
  const connections = catalogue.map(({ kind, connect }) => ({
    kind,
    connection: connect(credentials[kind] ?? toolCasesOf(kind).credentials, {
      http,
      now: () => new Date(),
      ...instanceNameOf(kind),
    }),
  }));
  // What a vendor decides is known once it was asked.
  for (const { connection } of connections) if (connection.prepare) await connection.check();
  tools = new Map(
    connections.flatMap(({ kind, connection }) =>
      connection.tools().map((tool): [string, { tool: Tool; kind: string }] => [tool.name, { tool, kind }]),
    ),
  );
  const { email, lastName, phone } = world.person(A.person);
  const [alias = ''] = microsoft.user(A.person).proxyAddresses.filter((address) => address.startsWith('smtp:'));
  const everywhere = {
    email,
    alias: alias.replace('smtp:', ''),
    userId: microsoft.userId(A.person),
    name: lastName,
    phone,
    device: world.devices.find((device) => device.person === A.person)?.name ?? '',
  };
  const nowhere = {
    companyId: '',
    ticketId: '',
    ticketNumber: '',
    noteId: '',
    contactId: '',
    deviceId: '',
    documentId: '',
    assetId: '',
    passwordId: '',
    procedureId: '',
  };
  for (const { kind, connection } of connections) {
    const pretend = psas.find((psa) => psa.kind === kind);
    if (connection.psa && !pretend) throw new Error(`There is no pretend PSA for ${kind}`);
    const records = pretend && connection.psa ? await recordsOfA(pretend, connection.psa) : nowhere;
    foreign.set(kind, { ...everywhere, ...nowhere, ...records, ...others[kind]?.ofA });
  }
  const { name, domain } = world.company(A.slug);
  // Namesakes work at both.
  const nameOf = ({ firstName, lastName: last }: { firstName: string; lastName: string }) => `${firstName} ${last}`;
  const namesOf = (slug: string) => world.people.filter(({ company }) => company === slug).map(nameOf);
  marks.push(name, domain, SECRET_WORDS, 'Locked out again', microsoft.tenantId(A.slug), everywhere.userId);
  marks.push(...namesOf(A.slug).filter((person) => !namesOf(B.slug).includes(person)));
});
afterAll(async () => {
  await Promise.all((psas ?? []).map((psa) => psa.stop()));
  await sandbox?.stop();
  await http.close();
});

/** A vendor that is neither a PSA nor Microsoft. */
interface Other {
  credentials: Readonly<Record<string, unknown>>;
  /** What a client is called there. */
  mapping(slug: string): string;
  /** Ids there of what is A's. */
  ofA: Partial<Foreign>;
}

function othersOf({ hudu, itglue, ninjaone }: Sandbox): Readonly<Record<string, Other>> {
  const id = (rows: readonly { id: number }[]) => String(rows[0]?.id);
  return {
    hudu: {
      credentials: hudu.credentials,
      mapping: hudu.companyId,
      ofA: {
        companyId: hudu.companyId(A.slug),
        documentId: id(hudu.articles(A.slug)),
        deviceId: id(hudu.assets(A.slug)),
        passwordId: id(hudu.passwords(A.slug)),
        procedureId: id(hudu.procedures(A.slug)),
      },
    },
    itglue: {
      credentials: itglue.credentials,
      mapping: itglue.organizationId,
      ofA: {
        companyId: itglue.organizationId(A.slug),
        documentId: id(itglue.documents(A.slug)),
        assetId: id(itglue.flexibleAssets(A.slug)),
        passwordId: id(itglue.passwords(A.slug)),
        deviceId: id(itglue.configurations(A.slug)),
        contactId: id(itglue.contacts(A.slug)),
      },
    },
    ninjaone: {
      credentials: { ...ninjaone.credentials, requestsPerMinute: '6000', allowedScripts: '12' },
      mapping: ninjaone.organizationId,
      ofA: {
        companyId: ninjaone.organizationId(A.slug),
        deviceId: id(ninjaone.devices(A.slug).filter(({ offline }) => !offline)),
      },
    },
  };
}

/** Makes tickets of A and B in a PSA, and tells what is A's there. */
async function recordsOfA(pretend: PretendPsa, psa: Psa) {
  const technician = 'mbell';
  const made = pretend.technicianCreatesTicket({
    technician,
    personKey: A.person,
    summary: 'Locked out again',
    description: SECRET_WORDS,
  });
  for (const personKey of [A.person, B.person]) {
    pretend.technicianCreatesTicket({ technician, personKey, summary: 'Locked door' });
  }
  const note = pretend.technicianAddsNote(made.id, { technician, text: SECRET_WORDS });
  const companyId = pretend.companyId(A.slug);
  const devices = await psa.assets({ companyId, limit: 50 });
  const [device] = devices;
  if (!device) throw new Error(`${pretend.kind} has no device of ${A.slug}`);
  marks.push(...devices.map(({ name }) => name));
  return {
    companyId,
    ticketId: made.id,
    ticketNumber: made.number,
    noteId: note.id,
    contactId: pretend.contactId(A.person),
    deviceId: device.id,
    device: device.name,
  };
}

/** The name that one of many is connected under. */
function instanceNameOf(kind: string): { name?: string } {
  const { one } = toolCasesOf(kind);
  return one ? { name: one.name } : {};
}

function scopeOf(slug: string, kind: string): ToolScope {
  const pretend = psas.find((psa) => psa.kind === kind);
  const elsewhere: Readonly<Record<string, string>> = { m365: sandbox.microsoft.tenantId(slug), mcp: 'shared' };
  const mapping = elsewhere[kind] ?? others[kind]?.mapping(slug) ?? pretend?.companyId(slug);
  if (!mapping) throw new Error(`Say what a client is called at ${kind}`);
  const keep = async (secret: unknown) => {
    kept.push(secret);
    return { secretId: 'kept' };
  };
  return { clientId: slug, mapping, secrets: { keep } };
}

function foreignAt(kind: string): Foreign {
  const found = foreign.get(kind);
  if (!found) throw new Error(`Nothing of A's is known at ${kind}`);
  return found;
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
  expect([...tools.keys()].sort()).toEqual(Object.keys(isolationTable).sort());
});

describe.each(Object.entries(isolationTable))('the tool %s, called for client B with what is A’s', (name, given) => {
  const toolNamed = () => {
    const found = tools.get(name);
    if (!found) throw new Error(`There is no tool ${name}`);
    return found;
  };

  it('changes nothing and reveals nothing', async () => {
    const { tool, kind } = toolNamed();
    const { microsoft, records } = sandbox;
    const state = () => ({
      writes: 'makesOfB' in given ? 0 : records.writes().length,
      kept: kept.length,
      tickets: psas.map((psa) => psa.ticket(foreignAt(psa.kind).ticketId)),
      notes: psas.map((psa) => psa.notes(foreignAt(psa.kind).ticketId)),
      user: microsoft.user(A.person),
    });
    const before = state();
    const calls = callsOf(given, foreignAt(kind));
    expect(calls.length).toBeGreaterThan(0);
    for (const args of calls) {
      const run = await outcomeOf(tool.run(scopeOf(B.slug, kind), args));
      // Where a vendor decides what its tools are, nobody can read back: nothing is asked.
      const looks =
        'refused' in given && tool.observe && !tool.pin ? [tool.observe(scopeOf(B.slug, kind), args, new Date(0))] : [];
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
      const [args = {}] = callsOf(given, foreignAt(kind));
      expect(tool.observe && (await tool.observe(scopeOf(A.slug, kind), args, new Date()))).toMatch(/happened|unknown/);
      return;
    }
    const [args = {}] = callsOf(given, foreignAt(kind));
    const answer = await tool.run(scopeOf(A.slug, kind), args);
    expect(answer.summary).not.toBe('');
    if ('refused' in given && /get-|notes/.test(name)) expect(shown(answer, {})).not.toEqual([]);
  });
});
