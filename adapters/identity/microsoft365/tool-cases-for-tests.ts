import { type IsolationCase, ofClient, searches, type ToolCases, type ToolRow } from '../../tool-cases-for-tests.js';

const USER = 'dana@harbordental.example';
const ofUser = (more: Record<string, unknown> = {}): Pick<ToolRow, 'args' | 'subject'> => ({
  args: { user: USER, ...more },
  subject: { kind: 'user', ref: USER, argument: 'user' },
});
const asked = (more?: Record<string, unknown>): ToolRow => ({ policy: 'approval_needed', ...ofUser(more) });

const onUser = (more: Record<string, unknown> = {}): IsolationCase => ({
  refused: ({ email, alias, userId }) => [email, alias, userId].map((user) => ({ user, ...more })),
});
const onDevice: IsolationCase = {
  refused: ({ email, userId, device }) => [email, userId].map((user) => ({ user, device })),
};

const NEWCOMER = { displayName: 'Robin Okafor', userPrincipalName: 'robin.okafor@harbordental.example' };

export const toolCases: ToolCases = {
  credentials: { clientId: 'client', clientSecret: 'secret' },
  table: {
    'm365:find-users': { policy: 'auto', args: { query: 'Dana' }, subject: ofClient },
    'm365:get-user': { policy: 'auto', ...ofUser() },
    'm365:list-auth-methods': { policy: 'auto', ...ofUser() },
    'm365:list-groups': { policy: 'auto', args: { query: 'Finance' }, subject: ofClient },
    'm365:list-user-groups': { policy: 'auto', ...ofUser() },
    'm365:list-user-licenses': { policy: 'auto', ...ofUser() },
    'm365:list-available-licenses': { policy: 'auto', args: {}, subject: ofClient },
    'm365:list-sign-ins': { policy: 'auto', ...ofUser() },
    'm365:list-managed-devices': { policy: 'auto', ...ofUser() },
    'm365:reset-password': asked(),
    'm365:unlock-account': asked(),
    'm365:disable-user': asked(),
    'm365:revoke-sessions': asked(),
    'm365:reset-mfa': asked(),
    'm365:create-temporary-access-pass': asked(),
    'm365:create-user': {
      policy: 'approval_needed',
      args: NEWCOMER,
      subject: { kind: 'other', ref: NEWCOMER.userPrincipalName },
    },
    'm365:add-group-member': asked({ group: 'Finance' }),
    'm365:remove-group-member': asked({ group: 'Finance' }),
    'm365:add-team-member': asked({ team: 'Company News' }),
    'm365:remove-team-member': asked({ team: 'Company News' }),
    'm365:assign-license': asked({ license: 'SPB' }),
    'm365:remove-license': asked({ license: 'SPB' }),
    'm365:sync-device': asked({ device: 'DWHITFIELD-001' }),
    'm365:restart-device': asked({ device: 'DWHITFIELD-001' }),
  },
  sensitive: [
    'm365:reset-password',
    'm365:unlock-account',
    'm365:disable-user',
    'm365:reset-mfa',
    'm365:create-temporary-access-pass',
    'm365:create-user',
    'm365:add-group-member',
    'm365:add-team-member',
  ],
  isolation: {
    'm365:find-users': { ofB: searches('query', 2) },
    'm365:get-user': onUser(),
    'm365:list-auth-methods': onUser(),
    'm365:list-groups': { ofB: (foreign) => [...searches('query')(foreign), {}, { query: 'Finance' }] },
    'm365:list-user-groups': onUser(),
    'm365:list-user-licenses': onUser(),
    'm365:list-available-licenses': { ofB: () => [{}] },
    'm365:list-sign-ins': onUser(),
    'm365:list-managed-devices': { ofB: ({ device }) => [{ name: device }, {}] },
    'm365:reset-password': onUser(),
    'm365:unlock-account': onUser(),
    'm365:disable-user': onUser(),
    'm365:revoke-sessions': onUser(),
    'm365:reset-mfa': onUser(),
    'm365:create-temporary-access-pass': onUser(),
    'm365:create-user': {
      refused: ({ email }) =>
        [email, `nobody@${email.split('@')[1]}`].map((userPrincipalName) => ({
          displayName: 'Robin Okafor',
          userPrincipalName,
        })),
    },
    'm365:add-group-member': onUser({ group: 'Finance' }),
    'm365:remove-group-member': onUser({ group: 'Finance' }),
    'm365:add-team-member': onUser({ team: 'Company News' }),
    'm365:remove-team-member': onUser({ team: 'Company News' }),
    'm365:assign-license': onUser({ license: 'SPB' }),
    'm365:remove-license': onUser({ license: 'SPB' }),
    'm365:sync-device': onDevice,
    'm365:restart-device': onDevice,
  },
};
