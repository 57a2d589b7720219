import type { StoredUser } from './stored.js';

/** An enabled member of the cloud with nothing but a name: no password, licence, group or sign-in method. */
export function newUser(name: Pick<StoredUser, 'id' | 'userPrincipalName' | 'mailNickname'>): StoredUser {
  return {
    ...name,
    personKey: null,
    mail: null,
    displayName: name.userPrincipalName,
    givenName: null,
    surname: null,
    jobTitle: null,
    department: null,
    officeLocation: null,
    preferredLanguage: null,
    mobilePhone: null,
    businessPhones: [],
    otherMails: [],
    proxyAddresses: [],
    usageLocation: null,
    userType: 'Member',
    createdDateTime: '',
    accountEnabled: true,
    onPremisesSyncEnabled: null,
    passwords: [],
    forceChange: false,
    sessionsValidFrom: '',
    roles: [],
    licences: [],
    disabledPlans: {},
    inherited: [],
    authMethods: [],
    defaultMethodId: null,
    accessPass: null,
  };
}
