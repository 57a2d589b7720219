/**
 * login.microsoftonline.com and graph.microsoft.com on loopback, strict and stateful: one tenant for each client company of
 * the pretend world, its people as users, one application of the MSP that each tenant has consented to.
 */
import type { Faults } from '../faults.js';
import type { Records } from '../records.js';
import { type Answered, type Asked, openDoor } from '../serve.js';
import type { World } from '../world/world.js';
import { type AppDesk, createAppDesk } from './app-desk.js';
import { createAppRegistration } from './app-registration.js';
import { runBatch } from './batch.js';
import { type Caller, createGraph, okHeaders, readJson } from './graph.js';
import { GraphRefusal, graphFault } from './graph-error.js';
import { createLimits, type Throttle } from './limits.js';
import { createLogin, loginFault } from './login.js';
import { PARTNER, seedPartner } from './partner.js';
import { seedTenants } from './seed.js';
import { createStaleness } from './stale.js';
import { createTenantDesk, type TenantDesk } from './tenant-desk.js';

export interface PretendMicrosoft extends TenantDesk, AppDesk {
  /** http://127.0.0.1:port, both for login and for Graph. */
  url: string;
  /** POST {loginUrl}/{tenantId}/oauth2/v2.0/token */
  loginUrl: string;
  /** Without /v1.0. */
  graphUrl: string;
  /** What the MSP's application signs in with; follows `rotateSecret`. */
  readonly credentials: { readonly clientId: string; readonly clientSecret: string };
  /** Id of the MSP's own tenant, where the application is registered; the desk calls it `partner`. */
  partnerTenantId: string;
  /** Every token of a tenant, or of all tenants, is refused as expired from now on. */
  expireTokens(companySlug?: string): void;
  /** Answers a tenant's next requests with 429; null lifts it. */
  throttle(companySlug: string, throttle: Throttle | null): void;
  /** Whether Graph's published limits for one team and for reports hold; they do not at first. */
  enforceLimits(on: boolean): void;
  /** What is made is unknown to every request for this many milliseconds; 0 switches it off. */
  hideNewObjects(milliseconds: number): void;
  /** Reads within this many milliseconds after a write see the directory as it was before it; 0 switches it off. */
  staleReads(milliseconds: number): void;
  stop(): Promise<void>;
}

interface PretendMicrosoftOptions {
  world: World;
  records: Records;
  faults: Faults;
  /** 0: any free one. */
  port?: number;
  /** Source: Microsoft Graph facts, token request (3599). */
  tokenLifetimeSeconds?: number;
  /** Milliseconds since 1970; dates, token lives and stale reads go by it. */
  now?: () => number;
}

const VENDOR = 'microsoft';
const VERSION = '/v1.0';

export async function createPretendMicrosoft(options: PretendMicrosoftOptions): Promise<PretendMicrosoft> {
  const { world, records, faults, port = 0, tokenLifetimeSeconds = 3599, now = Date.now } = options;
  const application = createAppRegistration('Frontdesk', now);
  const credentials = {
    clientId: application.clientId,
    get clientSecret() {
      return application.secrets()[0]?.value ?? '';
    },
  };
  const tenants = [...seedTenants(world, now()), seedPartner(world)];
  const limits = createLimits(now);
  const login = createLogin({
    tenants,
    application,
    lifetimeSeconds: tokenLifetimeSeconds,
    now,
    base: () => door.url,
  });
  const stale = createStaleness(now);
  const graph = createGraph({ tenants, application, login, stale, limits, now, base: () => `${door.url}${VERSION}` });
  const desk = createTenantDesk({ tenants, now, made: stale.made });
  const door = await openDoor({ vendor: VENDOR, port, records, faults, answer, refuse });

  return {
    ...desk,
    ...createAppDesk(application, now),
    url: door.url,
    loginUrl: door.url,
    graphUrl: door.url,
    credentials,
    partnerTenantId: desk.tenantId(PARTNER),
    expireTokens: (companySlug) => login.expireTokens(companySlug && desk.tenantId(companySlug)),
    throttle: (companySlug, throttle) => limits.throttle(desk.tenantId(companySlug), throttle),
    enforceLimits: limits.enforce,
    hideNewObjects: stale.setNew,
    staleReads: stale.set,
    stop: door.stop,
  };

  function answer(asked: Asked): Answered {
    const tenant = tokenPath(asked.path);
    if (tenant !== undefined) return login.answer(asked, tenant);
    const seen = {
      company: graph.companyOf(asked),
      query: asked.url.search,
      body: asked.body === '' ? undefined : readable(asked.body),
    };
    try {
      return { ...answerGraph(asked), detail: seen };
    } catch (error) {
      const refused = graph.refusal(error, asked);
      return { ...refused, detail: { ...seen, refused: error instanceof Error ? error.message : error } };
    }
  }

  function answerGraph(asked: Asked): Answered {
    const [, version = '', rest = '/'] = /^(\/[^/]*)(\/.*)?$/.exec(asked.path) ?? [];
    if (version !== VERSION) throw new GraphRefusal(400, 'BadRequest', `Invalid version: ${version.slice(1)}`);
    const caller = graph.admit(asked);
    const body = readJson(asked);
    if (rest === '/$batch' && asked.method === 'POST') {
      return { status: 200, headers: okHeaders(asked), body: runBatch(body, (ask, id) => runPart(caller, ask, id)) };
    }
    const eventual = String(asked.headers.consistencylevel ?? '').toLowerCase() === 'eventual';
    const done = graph.run(caller, { method: asked.method, target: `${rest}${asked.url.search}`, eventual, body });
    return { ...done, headers: okHeaders(asked) };
  }

  /** A part of a batch meets faults and leaves a record of its own. */
  function runPart(caller: Caller, ask: Parameters<typeof graph.run>[1], batchPart: string): Answered {
    const path = `${VERSION}${ask.target.split('?')[0]}`;
    const fault = faults.meet({ vendor: VENDOR, method: ask.method, path }, ['status', 'null']);
    const done = run();
    const query = ask.target.includes('?') ? ask.target.slice(ask.target.indexOf('?')) : '';
    records.add({
      vendor: VENDOR,
      method: ask.method,
      path,
      status: done.status,
      write: done.write ?? false,
      detail: { company: caller.tenant.companySlug, batchPart, query, body: ask.body },
    });
    return done;

    function run(): Answered {
      if (fault?.kind === 'null') return { status: 200, body: null };
      try {
        if (fault)
          throw graphFault({
            status: fault.status ?? 500,
            ...(fault.retryAfter === undefined ? {} : { retryAfter: fault.retryAfter }),
          });
        return graph.run(caller, ask);
      } catch (error) {
        return graph.refusal(error);
      }
    }
  }

  function refuse(fault: { status: number; retryAfter?: number }, asked: Asked): Answered {
    const refused =
      tokenPath(asked.path) === undefined ? graph.refusal(graphFault(fault), asked) : loginFault(now(), fault);
    return { ...refused, detail: { fault: fault.status, body: asked.body === '' ? undefined : readable(asked.body) } };
  }
}

function tokenPath(path: string): string | undefined {
  return /^\/([^/]+)\/oauth2\/v2\.0\/token$/.exec(path)?.[1];
}

/** The body for the record: as JSON where it is JSON. */
function readable(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
