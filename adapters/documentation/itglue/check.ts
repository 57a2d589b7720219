import { z } from 'zod';
import { reasonOf, VendorError } from '../../../core/errors.js';
import type { Finding } from '../../../core/integrations/integration.js';
import { type ItGlueAddress, REGION_NAMES, REGIONS, type Region } from './address.js';
import { type ItGlueClient, resource } from './client.js';
import type { Documents } from './documents.js';
import type { Organizations } from './organizations.js';
import { PASSWORD_ACCESS, type Passwords } from './passwords.js';
import { organizationShape } from './shapes.js';

const anything = resource({});
const DOCUMENT_READS = ['itglue:search-documents', 'itglue:get-document'];
const named = (...tools: string[]) => tools.map((tool) => `itglue:${tool}`);

/** One right each; the key is good for all of the account, but for passwords. Source: IT Glue facts, access. */
const RIGHTS: readonly { what: string; path: string; tools: readonly string[] }[] = [
  { what: 'Read configurations', path: '/configurations', tools: named('search-configurations', 'get-configuration') },
  { what: 'Read contacts', path: '/contacts', tools: named('search-contacts', 'get-contact') },
  {
    what: 'Read flexible asset types',
    path: '/flexible_asset_types',
    tools: named('search-flexible-assets', 'get-flexible-asset'),
  },
];

export interface CheckParts {
  address: ItGlueAddress;
  client: ItGlueClient;
  documents: Documents;
  organizations: Organizations;
  passwords: Passwords;
  /** The same key in another region. */
  elsewhere(region: Region): ItGlueClient;
}

const first = { 'page[size]': 1 };

/** Looks at the region, the key and each right, and names what is missing. Never throws. */
export async function checkItGlue({
  address,
  client,
  documents,
  passwords,
  elsewhere,
}: CheckParts): Promise<Finding[]> {
  let organization: string | undefined;
  // IT Glue does not tell when a key was used last or until when it stands: each check is a use of it.
  const signIn = await look(`Sign in (${REGIONS[address.region].name}); each check keeps the key in use`, async () => {
    const call = { doing: 'list the organisations', path: '/organizations', query: first };
    organization = (await client.list(call, organizationShape, 1)).rows[0]?.id;
  });
  if (!signIn.ok) return [signIn.passing ? signIn : await withRegion(signIn, address, elsewhere)];
  const found = [signIn];
  for (const { what, path, tools } of RIGHTS) {
    const call = { doing: what.toLowerCase(), path, query: first };
    found.push(await look(what, () => client.list(call, anything, 1), tools));
  }
  found.push(passwordsFinding(passwords.access(), await look('List names of passwords', () => passwords.names())));
  if (organization !== undefined) found.push(await documentsFinding(documents, organization));
  return found;
}

/** Whether one client's organisation is there and its documents are listed. Never throws. */
export async function checkOrganization(
  { organizations, documents }: Pick<CheckParts, 'organizations' | 'documents'>,
  mapping: string,
): Promise<Finding[]> {
  const exists = await look(`Organisation ${mapping} exists`, () => organizations.get({ mapping }));
  return exists.ok ? [exists, await documentsFinding(documents, mapping)] : [exists];
}

/** Values are not tried: a check that reads somebody's password is worse than one that does not know. */
function passwordsFinding(access: boolean | undefined, names: Finding): Finding {
  const tools = named('get-password');
  if (!names.ok) return { ...names, tools };
  if (access === true) return { ok: true, what: 'Read passwords' };
  if (access === undefined) {
    return {
      ok: true,
      what: 'List names of passwords; whether the key has "Password Access" shows when the first one is delivered',
    };
  }
  return {
    ok: false,
    what: 'Read passwords',
    problem: `IT Glue gave no value when a password was last to be delivered. ${PASSWORD_ACCESS}`,
    tools,
  };
}

/** Lists that are refused are no fault of anybody's: the flexible assets are searched instead. */
async function documentsFinding(documents: Documents, mapping: string): Promise<Finding> {
  let refused: string | undefined;
  const finding = await look(
    'List documents',
    async () => {
      refused = (await documents.all({ mapping })).refused;
    },
    DOCUMENT_READS,
  );
  if (refused === undefined) return finding;
  return {
    ok: true,
    what: 'Documents are not listed for this API key: itglue:search-documents searches flexible assets instead, and itglue:create-document cannot see what there is',
  };
}

/** A key that one region refuses may be one of another's: asked at IT Glue's own regions only. */
async function withRegion(
  finding: Finding,
  address: ItGlueAddress,
  elsewhere: CheckParts['elsewhere'],
): Promise<Finding> {
  if (!address.usual) return finding;
  const others = REGION_NAMES.filter((region) => region !== address.region);
  for (const region of others) {
    const call = { doing: 'list the organisations', path: '/organizations', query: first };
    const there = await look('', () => elsewhere(region).list(call, z.object({ id: z.string() }), 1));
    if (!there.ok) continue;
    const known = `The API key is one of the region ${REGIONS[region].name} (${region}), not of ${REGIONS[address.region].name}: choose that region.`;
    return { ...finding, problem: known };
  }
  return finding;
}

async function look(what: string, attempt: () => Promise<unknown>, tools?: readonly string[]): Promise<Finding> {
  try {
    await attempt();
    return { ok: true, what };
  } catch (error) {
    const passing = error instanceof VendorError && error.passing ? { passing: true } : {};
    return { ok: false, what, problem: reasonOf(error), ...passing, ...(tools ? { tools } : {}) };
  }
}
