/** The sign-in log. Source: Microsoft Graph facts, sign-in logs. */
import type { GraphAnswer, GraphCall, Operation } from './call.js';
import { badRequest, denied, notFound, notPremium } from './graph-error.js';
import { allowOptions, narrow, paged } from './list.js';
import { allows, PERMISSIONS } from './permissions.js';
import { type Resource, selected, show } from './resources.js';
import type { SignIn, StoredUser, Tenant } from './stored.js';

const OPTIONS = new Set(['$filter', '$select', '$top', '$orderby', '$skiptoken']);
const PAGE = 1000;

export const SIGN_IN_OPERATIONS: Record<string, Operation> = {
  'GET auditLogs/signIns': { need: PERMISSIONS.readSignIns, limit: 'reports', run: listSignIns },
  'GET auditLogs/signIns/{}': { need: PERMISSIONS.readSignIns, limit: 'reports', run: getSignIn },
};

const SHOWN: Resource<SignIn>['properties'] = {
  id: ({ id }) => id,
  createdDateTime: ({ createdDateTime }) => createdDateTime,
  userDisplayName: (signIn, tenant) => userOf(signIn, tenant)?.displayName ?? null,
  userPrincipalName: (signIn, tenant) => userOf(signIn, tenant)?.userPrincipalName.toLowerCase() ?? null,
  userId: ({ userId }) => userId,
  appDisplayName: ({ appDisplayName }) => appDisplayName,
  ipAddress: ({ ipAddress }) => ipAddress,
  clientAppUsed: ({ clientAppUsed }) => clientAppUsed,
  correlationId: ({ id }) => id,
  conditionalAccessStatus: ({ conditionalAccessStatus }) => conditionalAccessStatus,
  isInteractive: ({ isInteractive }) => isInteractive,
  riskDetail: () => 'none',
  riskLevelAggregated: () => 'none',
  riskLevelDuringSignIn: () => 'none',
  riskState: () => 'none',
  riskEventTypes: () => [],
  resourceDisplayName: () => 'Microsoft Graph',
  resourceId: () => '00000003-0000-0000-c000-000000000000',
  status: ({ errorCode, failureReason }) => ({ errorCode, failureReason, additionalDetails: null }),
  deviceDetail: () => ({
    deviceId: '',
    displayName: '',
    operatingSystem: 'Windows 11',
    browser: 'Edge 120.0.0',
    isCompliant: false,
    isManaged: false,
    trustType: '',
  }),
  location: (signIn, tenant) => ({
    city: userOf(signIn, tenant)?.officeLocation ?? '',
    state: '',
    countryOrRegion: 'US',
    geoCoordinates: { altitude: null, latitude: null, longitude: null },
  }),
  appliedConditionalAccessPolicies: () => [],
};
const SIGN_IN: Resource<SignIn> = {
  type: 'signIn',
  properties: { ...SHOWN, 'status/errorCode': ({ errorCode }) => errorCode },
  defaults: Object.keys(SHOWN),
  filterable: new Set([
    'id',
    'createdDateTime',
    'userId',
    'userPrincipalName',
    'userDisplayName',
    'appDisplayName',
    'ipAddress',
    'clientAppUsed',
    'conditionalAccessStatus',
    'status/errorCode',
  ]),
  searchable: new Set(),
  elsewhere: true,
  dated: new Set(['createdDateTime']),
};

/** Newest first, whatever is asked: no other order is known. */
function listSignIns(call: GraphCall): GraphAnswer {
  const { query, tenant, base } = call;
  admit(call);
  allowOptions(query, OPTIONS);
  const order = query.get('$orderby');
  if (order !== null && order.trim() !== 'createdDateTime desc') {
    throw badRequest(`Sorting by '${order}' is not supported for this resource.`);
  }
  const names = selected(query, SIGN_IN);
  const newestFirst = tenant.signIns.toReversed();
  const { page, frame } = paged(call, narrow(call, newestFirst, SIGN_IN), { usual: PAGE, most: PAGE });
  return {
    status: 200,
    body: {
      '@odata.context': `${base}/$metadata#auditLogs/signIns`,
      ...frame,
      value: page.map((signIn) => show(signIn, SIGN_IN, tenant, names)),
    },
  };
}

function getSignIn(call: GraphCall): GraphAnswer {
  admit(call);
  const id = call.ids[0] ?? '';
  const signIn = call.tenant.signIns.find((one) => one.id === id);
  if (!signIn) throw notFound(id);
  return {
    status: 200,
    body: {
      '@odata.context': `${call.base}/$metadata#auditLogs/signIns/$entity`,
      ...show(signIn, SIGN_IN, call.tenant, undefined),
    },
  };
}

function admit({ tenant, roles }: GraphCall): void {
  const { premium, signInsNeedDirectoryRead } = tenant.switches;
  if (signInsNeedDirectoryRead && !allows(roles, PERMISSIONS.readContracts)) throw denied();
  if (!premium) throw notPremium();
}

function userOf({ userId }: SignIn, { live }: Tenant): StoredUser | undefined {
  return live.users.find(({ id }) => id === userId) ?? live.deletedUsers.find(({ user }) => user.id === userId)?.user;
}
