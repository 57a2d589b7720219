import { z } from 'zod';
import { VendorError } from '../../../core/errors.js';
import type { Finding } from '../../../core/integrations/integration.js';
import { adminConsentUrl } from './admin-consent.js';
import { permissionsIn } from './granted.js';
import type { Graph, GraphCall } from './graph.js';
import { type KnownRefusal, NO_INTUNE, NO_PREMIUM } from './known-refusals.js';
import { look } from './look.js';
import { REPORTS } from './pace.js';
import { isGranted, type Need, PERMISSIONS, permissionFor } from './permissions.js';
import type { Tokens } from './tokens.js';
import { TOOL_NEEDS } from './tool-needs.js';

const anything = z.object({ id: z.string() });
const row = z.object({});

/** A read that tells whether a right is there, and for some whether the tenant has what it is a right to. */
interface Probe {
  what: string;
  need: Need;
  path: string;
  query?: GraphCall['query'];
  pace?: GraphCall['pace'];
  /** What the tenant does not have; everything else goes on without. */
  lacking?: { refusals: readonly KnownRefusal[]; what: string };
}

const ONE = { $top: 1, $select: 'id' };

const READS: readonly Probe[] = [
  { what: 'Read users', need: 'readUsers', path: '/users', query: ONE },
  { what: 'Read groups', need: 'readGroups', path: '/groups', query: ONE },
  { what: 'Read licences', need: 'readSkus', path: '/subscribedSkus' },
  { what: 'Read the organisation', need: 'readOrganization', path: '/organization' },
];

/** What some tenants have no licence for. */
const LICENSED: readonly Probe[] = [
  {
    what: 'Read sign-ins',
    need: 'readSignIns',
    path: '/auditLogs/signIns',
    query: { $top: 1 },
    pace: REPORTS,
    lacking: { refusals: [NO_PREMIUM], what: 'Sign-ins cannot be read: the tenant has no Entra ID P1 licence' },
  },
  {
    what: 'Read managed devices',
    need: 'readDevices',
    path: '/deviceManagement/managedDevices',
    query: ONE,
    lacking: { refusals: NO_INTUNE, what: 'Devices are not managed there: the tenant has no Intune licence' },
  },
];

/**
 * Which tools will work in a client's tenant, and which permission each of the others lacks, by name, with the address where
 * it is granted. It goes by what the token says is granted; where the token cannot be read, by reads that are tried, which
 * tell nothing of the rights to change something.
 */
export async function checkTenant(
  { graph, tokens, login, clientId }: { graph: Graph; tokens: Tokens; login: string; clientId: string },
  tenantId: string,
): Promise<Finding[]> {
  // What was granted since the last token shows in a new one only.
  tokens.forget(tenantId);
  const signIn = await look(`Sign in to tenant ${tenantId}`, () => tokens.of(tenantId));
  if (!signIn.ok) return [signIn];
  const granted = permissionsIn(await tokens.of(tenantId));
  const consent = `An administrator of the tenant opens ${adminConsentUrl({ login, tenant: tenantId, clientId })}`;
  if (granted) {
    const missing = missingIn(granted, consent);
    const possible = [...READS, ...LICENSED].filter(({ need }) => isGranted(need, granted));
    const broken = new Set(missing.flatMap(({ tools = [] }) => tools));
    const all = Object.keys(TOOL_NEEDS).length;
    return [
      signIn,
      { ok: true, what: `The permissions granted are enough for ${all - broken.size} of ${all} tools` },
      ...missing,
      ...(await inTurn(possible, (each) => tried(each, false))),
    ];
  }
  return [
    signIn,
    { ok: true, what: 'The token does not show what is granted: reads are tried, rights to change things are not' },
    ...(await inTurn([...READS, ...LICENSED], (each) => tried(each, true))),
  ];

  async function tried({ what, need, path, query, pace, lacking }: Probe, unknown: boolean): Promise<Finding> {
    const call: GraphCall = {
      doing: what.toLowerCase(),
      need,
      path,
      ...(query ? { query } : {}),
      ...(pace ? { pace } : {}),
      ...(lacking ? { refusals: lacking.refusals } : {}),
    };
    const shape = z.object({ value: z.array(query?.$select ? anything : row) });
    let has = true;
    const finding = await look(what, async () => {
      try {
        await graph.get(tenantId, call, shape);
      } catch (error) {
        if (!lacking || !isRefusal(error, lacking.refusals)) throw error;
        has = false;
      }
    });
    const tools = toolsThatNeed([need]);
    if (!has && lacking) return { ok: true, what: lacking.what, tools };
    if (finding.ok || finding.passing) return finding;
    return { ...finding, tools, ...(unknown ? { problem: `${finding.problem} ${consent}` } : {}) };
  }
}

/** One finding for each permission that is missing. */
function missingIn(granted: ReadonlySet<string>, consent: string): Finding[] {
  const needs = new Map<string, Need[]>();
  for (const need of new Set(Object.values(TOOL_NEEDS).flat())) {
    if (!isGranted(need, granted)) needs.set(permissionFor(need), [...(needs.get(permissionFor(need)) ?? []), need]);
  }
  return [...needs].map(([permission, lacking]) => {
    const tools = toolsThatNeed(lacking);
    return {
      ok: false,
      what: `Permission ${permission}`,
      problem: `The permission ${permission} is not granted in this tenant, so these tools do not work: ${tools.join(', ')}. Declare it as an application permission of the application${instead(lacking, permission)}. ${consent}`,
      tools,
    };
  });
}

/** What would do as well, where that is one other permission at most. */
function instead(needs: readonly Need[], permission: string): string {
  const [only] = needs;
  if (needs.length !== 1 || only === undefined) return '';
  const others = PERMISSIONS[only].flatMap((each) => (typeof each === 'string' && each !== permission ? [each] : []));
  return others.length > 0 ? ` (or one of ${others.join(', ')})` : '';
}

function toolsThatNeed(needs: readonly Need[]): string[] {
  return Object.entries(TOOL_NEEDS).flatMap(([tool, all]) => (all.some((need) => needs.includes(need)) ? [tool] : []));
}

function isRefusal(error: unknown, refusals: readonly KnownRefusal[]): boolean {
  return error instanceof VendorError && refusals.some(({ says }) => error.message.includes(says));
}

async function inTurn<T>(items: readonly T[], work: (item: T) => Promise<Finding>): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const item of items) findings.push(await work(item));
  return findings;
}
