import { z } from 'zod';
import { VendorError } from '../../../../core/errors.js';
import { defineTool, type Tool, type ToolScope } from '../../../../core/tools/tool.js';
import { type AuthMethod, authMethodsOf, deletionOf, kindOfMethod, wordsFor } from '../auth-methods.js';
import type { GraphUser } from '../users.js';
import {
  changeable,
  isReference,
  nameOf,
  notBefore,
  previewOf,
  subject,
  type ToolParts,
  undoing,
  user,
} from './parts.js';
import { revokeSessions } from './revoke-sessions.js';

/** What has to be said by hand when some methods could not be deleted. */
interface Deleted {
  gone: AuthMethod[];
  left: { method: AuthMethod; why: VendorError | undefined }[];
}

/**
 * There is no one call for it: every method but the password is deleted, then the sessions are ended. The default method may
 * only be deletable after the others (unconfirmed), so what is refused is tried again once others are gone.
 * Source: Microsoft Graph facts, authentication methods.
 */
export function resetMfaTool(parts: ToolParts): Tool {
  const { graph, users } = parts;

  async function beyondPassword(scope: ToolScope, found: GraphUser): Promise<AuthMethod[]> {
    const methods = await authMethodsOf(graph, scope.mapping, found, scope.signal);
    return methods.filter((method) => kindOfMethod(method) !== 'password');
  }

  async function deleteAll(scope: ToolScope, found: GraphUser, methods: readonly AuthMethod[]): Promise<Deleted> {
    const gone: AuthMethod[] = [];
    let left: Deleted['left'] = methods.map((method) => ({ method, why: undefined }));
    // Every round but the last deletes one at least, so there are no more rounds than methods.
    for (let before = left.length + 1; left.length > 0 && left.length < before; ) {
      before = left.length;
      const refused: Deleted['left'] = [];
      for (const { method } of left) {
        const why = await deleted(scope, found, method);
        if (why === 'gone') gone.push(method);
        else refused.push({ method, why });
      }
      left = refused;
    }
    return { gone, left };
  }

  /** 'gone', or why it is still there; undefined where there is no way to delete it. */
  async function deleted(
    scope: ToolScope,
    found: GraphUser,
    method: AuthMethod,
  ): Promise<'gone' | VendorError | undefined> {
    const how = deletionOf(method);
    if (!how) return undefined;
    try {
      await graph.change(scope.mapping, 'DELETE', {
        doing: `delete the ${how.words} of ${found.userPrincipalName}`,
        need: how.need,
        path: `/users/${found.id}/authentication/${how.segment}/${encodeURIComponent(method.id)}`,
        signal: scope.signal,
      });
      return 'gone';
    } catch (error) {
      if (!(error instanceof VendorError) || error.passing || error.outcomeUnknown) throw error;
      return error.failure === 'not_found' ? 'gone' : error;
    }
  }

  return defineTool({
    name: 'm365:reset-mfa',
    description:
      'Deletes every sign-in method of a user but the password and signs them out everywhere, so that they register anew at the next sign-in. Give a temporary access pass with it where they have no other way in.',
    input: z.strictObject({ user }),
    effect: 'write',
    sparesAdmins: true,
    sensitive: true,
    changesFactors: true,
    subject,
    describe: (args) =>
      `Delete all second factors of ${args.user} (telephone, authenticator, keys) and sign them out everywhere, so that they register anew.`,
    preview: async (scope, args) =>
      isReference(args.user)
        ? {}
        : previewOf(async () => {
            const found = await changeable(parts, scope, args.user, 'credentials');
            const methods = await beyondPassword(scope, found);
            return methods.length > 0
              ? `Delete what ${nameOf(found)} signs in with beside the password (${listed(methods)}) and sign them out everywhere, so that they register anew.`
              : `Sign ${nameOf(found)} out everywhere; there is no second factor to delete.`;
          }),
    async run(scope, args) {
      const found = await changeable(parts, scope, args.user, 'credentials');
      const methods = await beyondPassword(scope, found);
      const { gone, left } = await deleteAll(scope, found, methods);
      const [first] = left;
      if (first?.why && gone.length === 0) throw first.why;
      await revokeSessions(parts, scope, found);
      const output = {
        user: found.userPrincipalName,
        deleted: gone.map(kindOfMethod),
        left: left.map(({ method, why }) => ({
          kind: kindOfMethod(method),
          why: why?.message ?? 'Graph has no way to delete it',
        })),
      };
      const done =
        gone.length > 0
          ? `Deleted what ${nameOf(found)} signed in with beside the password (${listed(gone)}) and signed them out everywhere.`
          : `${nameOf(found)} had no second factor that could be deleted; signed them out everywhere.`;
      const rest =
        left.length > 0
          ? ` Only a part is done: ${listed(left.map(({ method }) => method))} is still there; a technician deletes it in the Entra admin centre (${left.map(({ why }) => why?.message ?? 'Graph has no way to delete it').join(' ')})`
          : '';
      return { output, summary: `${done}${rest}` };
    },
    async observe(scope, args, since) {
      const found = await users.get(scope.mapping, args.user, scope.signal);
      const methods = await beyondPassword(scope, found);
      const revoked = notBefore(found.signInSessionsValidFromDateTime, since);
      return revoked && methods.every((method) => !deletionOf(method)) ? 'happened' : 'not_happened';
    },
    undo: undoing(
      (told) =>
        `Deleted methods cannot be brought back; ${told.user} registers them again at the next sign-in (https://aka.ms/mfasetup).`,
    ),
  });
}

function listed(methods: readonly AuthMethod[]): string {
  const counts = new Map<string, number>();
  for (const method of methods) counts.set(wordsFor(method), (counts.get(wordsFor(method)) ?? 0) + 1);
  return [...counts].map(([words, count]) => (count > 1 ? `${words} (${count})` : words)).join(', ');
}
