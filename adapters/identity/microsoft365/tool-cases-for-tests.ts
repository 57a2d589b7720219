import { type IsolationCase, ofClient, searches, type ToolCases, type ToolRow } from '../../tool-cases-for-tests.js';

const USER = 'dana@harbordental.example';
const ofUser: Pick<ToolRow, 'args' | 'subject'> = {
  args: { user: USER },
  subject: { kind: 'user', ref: USER, argument: 'user' },
};
const onUser: IsolationCase = {
  refused: ({ email, alias, userId }) => [{ user: email }, { user: alias }, { user: userId }],
};

export const toolCases: ToolCases = {
  credentials: { clientId: 'client', clientSecret: 'secret' },
  table: {
    'm365:find-users': { policy: 'auto', args: { query: 'Dana' }, subject: ofClient },
    'm365:get-user': { policy: 'auto', ...ofUser },
    'm365:list-user-groups': { policy: 'auto', ...ofUser },
    'm365:list-auth-methods': { policy: 'auto', ...ofUser },
    'm365:list-user-licenses': { policy: 'auto', ...ofUser },
    'm365:list-available-licenses': { policy: 'auto', args: {}, subject: ofClient },
    'm365:reset-password': { policy: 'approval_needed', ...ofUser },
    'm365:unlock-account': { policy: 'approval_needed', ...ofUser },
    'm365:revoke-sessions': { policy: 'approval_needed', ...ofUser },
  },
  sensitive: ['m365:reset-password', 'm365:unlock-account'],
  isolation: {
    'm365:find-users': { ofB: searches('query', 2) },
    'm365:get-user': onUser,
    'm365:list-user-groups': onUser,
    'm365:list-auth-methods': onUser,
    'm365:list-user-licenses': onUser,
    'm365:list-available-licenses': { ofB: () => [{}] },
    'm365:reset-password': onUser,
    'm365:unlock-account': onUser,
    'm365:revoke-sessions': onUser,
  },
};
