import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DESCRIPTION_FILE, readDescription } from './description-for-tests.js';
import { OPERATIONS } from './operations.js';
import { PERMISSIONS } from './permissions.js';
import { USER_PROPERTIES } from './user-properties.js';
import { createVisitor, type Visitor } from './visitor.js';

const COMPANY = 'harbor-dental';
const DANA = 'harbor-dental/dana-whitfield';

/** Known from the reference pages, and not in the description. */
const BEYOND = new Set([
  'GET users/{}/memberOf/microsoft.graph.group',
  'GET users/{}/memberOf/microsoft.graph.directoryRole',
  'GET users/{}/transitiveMemberOf/microsoft.graph.group',
  'GET users/{}/transitiveMemberOf/microsoft.graph.directoryRole',
  'GET groups/{}/owners',
  'GET groups/{}/members/microsoft.graph.user',
  'GET groups/{}/transitiveMembers',
  'GET groups/{}/transitiveMembers/microsoft.graph.user',
  'DELETE groups/{}/members/{}',
  'GET users/{}/authentication/passwordMethods/{}',
  'GET teams',
  'GET teams/{}',
  'GET teams/{}/members/{}',
  "GET applications(appId='{}')",
  "GET servicePrincipals(appId='{}')/appRoleAssignments",
  'GET servicePrincipals/{}',
]);

/** Permissions that are taken although the description has them not, as the comments beside them say. */
const MORE: Readonly<Record<string, readonly string[]>> = {
  'GET users/{}/memberOf': PERMISSIONS.readMemberships,
  'GET users/{}/authentication/fido2Methods': [...PERMISSIONS.readAuthMethods, 'UserAuthMethod-Passkey.ReadWrite.All'],
};

/** The least is a permission for purposes of its own (device management, nested groups), or none is named. */
const OTHER_LEAST = new Set(['GET groups/{}', 'GET organization', 'GET contracts']);

const describeWithDescription = existsSync(DESCRIPTION_FILE) ? describe : describe.skip;

describeWithDescription('the pretend Graph and the published description', () => {
  let visitor: Visitor;
  beforeAll(async () => {
    visitor = await createVisitor();
  });
  afterAll(() => visitor.microsoft.stop());

  it('agree in every path that is served', () => {
    const { operations } = readDescription();
    const strange = Object.keys(OPERATIONS).filter((key) => !operations.has(key) && !BEYOND.has(key));
    expect(strange).toEqual([]);
  });

  it('agree in every permission that lets a request through, the least among them', () => {
    const { operations } = readDescription();
    const wrong = Object.entries(OPERATIONS).flatMap(([key, { need = [] }]) => {
      const published = operations.get(key);
      if (!published || published.all.length === 0) return [];
      const allowed = [...published.all, ...(MORE[key] ?? [])];
      const surplus = need.filter((permission) => !allowed.includes(permission));
      const least = need.length === 0 || OTHER_LEAST.has(key) || published.least.some((one) => need.includes(one));
      return [...surplus.map((permission) => `${key}: ${permission}`), ...(least ? [] : [`${key}: not the least`])];
    });
    expect(wrong).toEqual([]);
  });

  it('see what is wrong with a shape and with a request', () => {
    const { complaints, requestComplaints } = readDescription();
    expect(
      complaints('user', { shoeSize: 43, displayName: 5, businessPhones: '1', createdDateTime: 'now' }),
    ).toHaveLength(4);
    const query = new URLSearchParams({ $select: 'id', $skip: '4' });
    expect(requestComplaints({ method: 'GET', path: '/users/x', query })).toEqual(['GET users/{} does not take $skip']);
    const body = { addLicenses: [{ sku: 'a' }], removeLicenses: [] };
    const none = new URLSearchParams();
    expect(requestComplaints({ method: 'POST', path: '/users/x/assignLicense', query: none, body })).toHaveLength(1);
    expect(requestComplaints({ method: 'POST', path: '/planets', query: none })).toHaveLength(1);
  });

  it('agree in every property that can be written of a user', () => {
    const known = readDescription().propertiesOf('user');
    const all = [...Object.keys(USER_PROPERTIES), 'mailNickname', 'userPrincipalName'];
    expect(all.filter((name) => !known.has(name))).toEqual([]);
  });

  it('agree in every field that is served, and its type', async () => {
    const { complaints } = readDescription();
    const all = new Set<string>();
    const rows = async (target: string, company = COMPANY) => {
      const { status, body } = await visitor.graph(company, target);
      expect([target, status]).toEqual([target, 200]);
      return Array.isArray(body.value) ? body.value : [body];
    };
    const check = async (target: string, type: string, company = COMPANY) => {
      const found = await rows(target, company);
      expect([target, found.length > 0]).toEqual([target, true]);
      for (const row of found) for (const complaint of complaints(type, row)) all.add(complaint);
    };
    const { microsoft } = visitor;
    const user = `/users/${microsoft.userId(DANA)}`;
    const team = `/teams/${microsoft.group(COMPANY, 'Front Office Chat').id}`;
    const posted = async (target: string, body: unknown, type: string) => {
      const reply = await visitor.graph(COMPANY, target, { method: 'POST', body });
      expect([target, reply.status < 300]).toEqual([target, true]);
      for (const complaint of complaints(type, reply.body)) all.add(complaint);
    };
    for (const segment of ['emailMethods', 'softwareOathMethods', 'fido2Methods', 'platformCredentialMethods'] as const)
      microsoft.addMethod(DANA, segment);
    microsoft.addMethod(DANA, 'windowsHelloForBusinessMethods');
    microsoft.addMethod(DANA, 'externalAuthenticationMethods');
    microsoft.registerCertificate();
    for (const permission of ['Application.Read.All', 'Domain.Read.All', 'Directory.Read.All'])
      microsoft.grantConsent(COMPANY, permission);

    await posted(`${user}/authentication/temporaryAccessPassMethods`, {}, 'temporaryAccessPassAuthenticationMethod');
    await posted(`${user}/assignLicense`, { addLicenses: [], removeLicenses: [] }, 'user');
    const newcomer = {
      accountEnabled: true,
      displayName: 'Ann Lee',
      mailNickname: 'ann',
      userPrincipalName: 'ann@harbordental.example',
      passwordProfile: { password: 'Wild-Heron-42' },
    };
    await posted('/users', newcomer, 'user');
    const bind = {
      '@odata.type': '#microsoft.graph.aadUserConversationMember',
      roles: [],
      'user@odata.bind': "https://graph.microsoft.com/v1.0/users('ann@harbordental.example')",
    };
    await posted(`${team}/members`, bind, 'aadUserConversationMember');
    const columns =
      'id,accountEnabled,assignedLicenses,licenseAssignmentStates,onPremisesSyncEnabled,signInActivity,usageLocation,' +
      'userType,department,mailNickname,otherMails,proxyAddresses,createdDateTime,lastPasswordChangeDateTime,' +
      'signInSessionsValidFromDateTime,externalUserState,passwordProfile';
    await check(`/users?$select=${columns}`, 'user');
    await check(user, 'user');
    await check('/groups', 'group');
    await check('/subscribedSkus', 'subscribedSku');
    await check(`${user}/licenseDetails`, 'licenseDetails');
    await check('/organization', 'organization');
    await check('/domains', 'domain');
    await check(`${user}/joinedTeams`, 'team');
    await check(team, 'team');
    await check(`${team}/members`, 'aadUserConversationMember');
    const device = (await rows('/deviceManagement/managedDevices'))[0].id;
    await visitor.graph(COMPANY, `/deviceManagement/managedDevices/${device}/syncDevice`, { method: 'POST' });
    await check('/deviceManagement/managedDevices', 'managedDevice');
    await check('/auditLogs/signIns', 'signIn');
    const application = microsoft.credentials.clientId;
    await check(`/servicePrincipals(appId='${application}')`, 'servicePrincipal');
    await check("/servicePrincipals(appId='00000003-0000-0000-c000-000000000000')", 'servicePrincipal');
    await check(`/servicePrincipals(appId='${application}')/appRoleAssignments`, 'appRoleAssignment');
    await check('/contracts', 'contract', 'partner');
    const [registration] = await rows(`/applications(appId='${application}')`, 'partner');
    for (const secret of registration.passwordCredentials)
      for (const complaint of complaints('passwordCredential', secret)) all.add(complaint);
    for (const certificate of registration.keyCredentials)
      for (const complaint of complaints('keyCredential', certificate)) all.add(complaint);
    for (const method of await rows(`${user}/authentication/methods`))
      for (const complaint of complaints(method['@odata.type'].slice('#microsoft.graph.'.length), method))
        all.add(complaint);
    expect([...all]).toEqual([]);
  });
});
