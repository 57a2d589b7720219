/**
 * The application's registration in the MSP's own tenant, its service principal in each tenant, and what that was granted.
 * Source: Microsoft Graph facts, how an MSP app reaches a customer tenant.
 */
import type { AppRegistration } from './app-registration.js';
import { METHOD_KINDS } from './auth-method-kinds.js';
import type { GraphAnswer, GraphCall, Operation } from './call.js';
import { badRequest, notFound } from './graph-error.js';
import { guid } from './guid.js';
import { allowOptions, paged } from './list.js';
import { PARTNER } from './partner.js';
import { PERMISSIONS } from './permissions.js';
import type { Tenant } from './stored.js';

export const GRAPH_APP_ID = '00000003-0000-0000-c000-000000000000';
const SEEDED = '2024-03-04T10:00:00Z';
const ONE_OPTIONS = new Set(['$select']);
const LIST_OPTIONS = new Set(['$top', '$skiptoken', '$count']);

const need = PERMISSIONS.readApplications;
export const APPLICATION_OPERATIONS: Record<string, Operation> = {
  "GET applications(appId='{}')": { need, run: getApplication },
  "GET servicePrincipals(appId='{}')": { need, run: (call) => getPrincipal(call, byAppId(call)) },
  "GET servicePrincipals(appId='{}')/appRoleAssignments": { need, run: (call) => listAssignments(call, byAppId(call)) },
  'GET servicePrincipals/{}': { need, run: (call) => getPrincipal(call, byId(call)) },
  'GET servicePrincipals/{}/appRoleAssignments': { need, run: (call) => listAssignments(call, byId(call)) },
  'GET contracts': { need: PERMISSIONS.readContracts, run: listContracts },
};

/** Object id of an application's service principal in a tenant. */
export function principalId(tenant: Tenant, appId: string): string {
  return guid(`service principal ${tenant.id} ${appId}`);
}

/** The role's id at the pretend Graph, which is the same in every tenant; only its value is Microsoft's. */
export function appRoleId(permission: string): string {
  return guid(`app role ${permission}`);
}

function getApplication(call: GraphCall): GraphAnswer {
  const { application, tenant, base, query } = call;
  const appId = call.ids[0] ?? '';
  if (tenant.companySlug !== PARTNER || appId !== application.clientId) throw notFound(appId);
  return answerOne(query, `${base}/$metadata#applications`, 'application', showApplication(application));
}

interface Principal {
  kind: 'ours' | 'graph';
  appId: string;
}

/** Ours is there once the tenant has consented; that of Graph always. */
function byAppId(call: GraphCall): Principal {
  const appId = (call.ids[0] ?? '').toLowerCase();
  const principal = principalsOf(call).find((one) => one.appId === appId);
  if (!principal) throw notFound(appId);
  return principal;
}

function byId(call: GraphCall): Principal {
  const id = (call.ids[0] ?? '').toLowerCase();
  const principal = principalsOf(call).find(({ appId }) => principalId(call.tenant, appId) === id);
  if (!principal) throw notFound(id);
  return principal;
}

function principalsOf({ application, tenant }: GraphCall): Principal[] {
  const graph: Principal = { kind: 'graph', appId: GRAPH_APP_ID };
  return tenant.grants ? [graph, { kind: 'ours', appId: application.clientId }] : [graph];
}

function getPrincipal({ application, tenant, base, query }: GraphCall, { kind, appId }: Principal): GraphAnswer {
  const shown = {
    id: principalId(tenant, appId),
    accountEnabled: true,
    appDisplayName: kind === 'graph' ? 'Microsoft Graph' : application.displayName,
    appId,
    appRoleAssignmentRequired: false,
    appRoles: kind === 'graph' ? rolesOf(tenant).map(showRole) : [],
    displayName: kind === 'graph' ? 'Microsoft Graph' : application.displayName,
    keyCredentials: [],
    passwordCredentials: [],
    servicePrincipalNames: [appId],
    servicePrincipalType: 'Application',
    signInAudience: 'AzureADMultipleOrgs',
    tags: [],
  };
  return answerOne(query, `${base}/$metadata#servicePrincipals`, 'servicePrincipal', shown);
}

function listAssignments(call: GraphCall, { kind, appId }: Principal): GraphAnswer {
  const { application, tenant, base, query } = call;
  allowOptions(query, LIST_OPTIONS);
  const granted = kind === 'ours' ? [...(tenant.grants ?? [])] : [];
  const { page, frame } = paged(call, granted);
  return {
    status: 200,
    body: {
      '@odata.context': `${base}/$metadata#appRoleAssignments`,
      ...frame,
      value: page.map((permission) => ({
        id: Buffer.from(guid(`assignment ${tenant.id} ${permission}`), 'utf8').toString('base64url'),
        createdDateTime: SEEDED,
        appRoleId: appRoleId(permission),
        principalDisplayName: application.displayName,
        principalId: principalId(tenant, appId),
        principalType: 'ServicePrincipal',
        resourceDisplayName: 'Microsoft Graph',
        resourceId: principalId(tenant, GRAPH_APP_ID),
      })),
    },
  };
}

/** The client tenants, as the MSP's own tenant lists them. */
function listContracts(call: GraphCall): GraphAnswer {
  const { tenant, clients, base } = call;
  allowOptions(call.query, LIST_OPTIONS);
  const { page, frame } = paged(call, tenant.companySlug === PARTNER ? clients.filter(({ gone }) => !gone) : []);
  return {
    status: 200,
    body: {
      '@odata.context': `${base}/$metadata#contracts`,
      ...frame,
      value: page.map(({ id, domain, displayName }) => ({
        id: guid(`contract ${id}`),
        contractType: 'Contract',
        customerId: id,
        defaultDomainName: domain,
        displayName,
      })),
    },
  };
}

/** Graph never shows a secret: only its first three characters and when it ends. */
function showApplication(application: AppRegistration) {
  const dates = ({ from, until }: { from: number; until: number }) => ({
    startDateTime: new Date(from).toISOString(),
    endDateTime: new Date(until).toISOString(),
  });
  return {
    id: application.id,
    appId: application.clientId,
    displayName: application.displayName,
    signInAudience: 'AzureADMultipleOrgs',
    passwordCredentials: application.secrets().map((secret) => ({
      customKeyIdentifier: null,
      displayName: secret.displayName,
      ...dates(secret),
      hint: secret.value.slice(0, 3),
      keyId: secret.keyId,
      secretText: null,
    })),
    keyCredentials: application.certificates().map((certificate) => ({
      customKeyIdentifier: certificate.sha1.toString('hex').toUpperCase(),
      displayName: certificate.displayName,
      ...dates(certificate),
      key: null,
      keyId: certificate.keyId,
      type: 'AsymmetricX509Cert',
      usage: 'Verify',
    })),
  };
}

/** Every permission that any operation asks for, and what the tenant was granted besides. */
function rolesOf({ grants }: Tenant): string[] {
  const methods = [...METHOD_KINDS.map(({ right }) => right), 'TAP'].flatMap((right) => [
    `UserAuthMethod-${right}.Read.All`,
    `UserAuthMethod-${right}.ReadWrite.All`,
  ]);
  const known = [...Object.values(PERMISSIONS).flat(), ...methods, 'RoleManagement.ReadWrite.Directory'];
  return [...new Set([...known, ...(grants ?? [])])];
}

function showRole(permission: string) {
  return {
    allowedMemberTypes: ['Application'],
    description: permission,
    displayName: permission,
    id: appRoleId(permission),
    isEnabled: true,
    origin: 'Application',
    value: permission,
  };
}

function answerOne(query: URLSearchParams, context: string, type: string, shown: Record<string, unknown>): GraphAnswer {
  allowOptions(query, ONE_OPTIONS);
  const names = query.get('$select')?.split(',');
  const wrong = names?.find((name) => !Object.hasOwn(shown, name));
  if (wrong !== undefined) {
    throw badRequest(
      `Parsing OData Select and Expand failed: Could not find a property named '${wrong}' on type 'microsoft.graph.${type}'.`,
    );
  }
  const entries = Object.entries(shown).filter(([name]) => !names || names.includes(name));
  const columns = names ? `(${names.join(',')})` : '';
  return { status: 200, body: { '@odata.context': `${context}${columns}/$entity`, ...Object.fromEntries(entries) } };
}
