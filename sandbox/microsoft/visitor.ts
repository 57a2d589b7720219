/** Starts a pretend Microsoft and speaks to it as an application of the MSP would; for the tests of this folder. */
import { createFaults, type Faults } from '../faults.js';
import { createRecords, type Records } from '../records.js';
import { createWorld, type World } from '../world/world.js';
import { createPretendMicrosoft, type PretendMicrosoft } from './pretend-microsoft.js';

export interface Reply {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into replies of many shapes, and fail when they look in vain.
  body: any;
}

export interface Visitor {
  world: World;
  microsoft: PretendMicrosoft;
  records: Records;
  faults: Faults;
  clock: { now: number };
  /** Asks the token endpoint; the given fields replace the right ones, undefined leaves one out. */
  askToken(tenant: string, fields?: Record<string, string | undefined>): Promise<Reply>;
  token(companySlug: string): Promise<string>;
  /** A request to Graph with a fresh token of the company's tenant, or with the given one. */
  graph(companySlug: string, target: string, init?: GraphInit): Promise<Reply>;
}

interface GraphInit {
  method?: string;
  body?: unknown;
  headers?: Record<string, string>;
  token?: string;
}

export const EVENTUAL = { ConsistencyLevel: 'eventual' } as const;

export async function createVisitor(): Promise<Visitor> {
  const [records, faults] = [createRecords(), createFaults()];
  const clock = { now: Date.parse('2026-02-03T10:00:00Z') };
  const world = createWorld();
  const microsoft = await createPretendMicrosoft({ world, records, faults, now: () => clock.now });

  async function askToken(tenant: string, fields: Record<string, string | undefined> = {}): Promise<Reply> {
    const all = {
      grant_type: 'client_credentials',
      client_id: microsoft.credentials.clientId,
      client_secret: microsoft.credentials.clientSecret,
      scope: 'https://graph.microsoft.com/.default',
      ...fields,
    };
    const form = new URLSearchParams();
    for (const [name, value] of Object.entries(all)) if (value !== undefined) form.set(name, value);
    return read(await fetch(`${microsoft.loginUrl}/${tenant}/oauth2/v2.0/token`, { method: 'POST', body: form }));
  }

  async function token(companySlug: string): Promise<string> {
    const reply = await askToken(microsoft.tenantId(companySlug));
    return String(reply.body.access_token);
  }

  return {
    world,
    microsoft,
    records,
    faults,
    clock,
    askToken,
    token,
    async graph(companySlug, target, init = {}) {
      const bearer = init.token ?? (await token(companySlug));
      const url = target.startsWith('http') ? target : `${microsoft.graphUrl}/v1.0${target}`;
      return read(
        await fetch(url, {
          method: init.method ?? 'GET',
          headers: {
            authorization: `Bearer ${bearer}`,
            ...(init.body === undefined ? {} : { 'content-type': 'application/json' }),
            ...init.headers,
          },
          ...(init.body === undefined ? {} : { body: JSON.stringify(init.body) }),
        }),
      );
    },
  };
}

async function read(response: Response): Promise<Reply> {
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : undefined };
}

/** The key of the person on a seat of a company: 17 may be synced from on premises, 19 is its administrator. */
export function seat({ world }: Visitor, companySlug: string, number: number): string {
  const person = world.people.filter(({ company }) => company === companySlug)[number];
  if (!person) throw new Error(`${companySlug} has no seat ${number}`);
  return person.key;
}
