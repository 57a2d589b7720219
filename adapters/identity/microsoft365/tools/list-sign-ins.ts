import { z } from 'zod';
import { defineTool, type Tool } from '../../../../core/tools/tool.js';
import { bounded, clipped, cut } from '../bounded.js';
import { NO_PREMIUM, NO_SIGN_IN_RIGHT } from '../known-refusals.js';
import { REPORTS } from '../pace.js';
import { meaningOf } from '../sign-in-codes.js';
import { nameOf, subject, type ToolParts, user } from './parts.js';

const DAY_MS = 24 * 60 * 60_000;
const text = z.string().nullish();

const signIn = z.object({
  createdDateTime: text,
  appDisplayName: text,
  ipAddress: text,
  clientAppUsed: text,
  conditionalAccessStatus: text,
  isInteractive: z.boolean().nullish(),
  riskLevelDuringSignIn: text,
  status: z.object({ errorCode: z.number().nullish(), failureReason: text, additionalDetails: text }).nullish(),
  deviceDetail: z.object({ displayName: text, operatingSystem: text, browser: text }).nullish(),
  location: z.object({ city: text, state: text, countryOrRegion: text }).nullish(),
  appliedConditionalAccessPolicies: z.array(z.object({ displayName: text, result: text })).nullish(),
});
type SignIn = z.infer<typeof signIn>;

/** Source: Microsoft Graph facts, sign-in logs. */
export function listSignInsTool({ graph, users, now }: ToolParts): Tool {
  return defineTool({
    name: 'm365:list-sign-ins',
    description:
      "Lists a user's last sign-ins, newest first: when, to what, from where, and why one failed. Only for clients with Entra ID P1 or more.",
    input: z.strictObject({
      user,
      days: z.number().int().min(1).max(30).default(7),
      limit: z.number().int().min(1).max(50).default(20),
    }),
    effect: 'read',
    subject,
    async run(scope, args) {
      const found = await users.get(scope.mapping, args.user, scope.signal);
      const from = new Date(now().getTime() - args.days * DAY_MS).toISOString().replace(/\.\d+Z$/, 'Z');
      const { items, more } = await graph.some(
        scope.mapping,
        {
          doing: `list the sign-ins of ${found.userPrincipalName}`,
          need: 'readSignIns',
          path: '/auditLogs/signIns',
          query: { $filter: `userId eq '${found.id}' and createdDateTime ge ${from}`, $top: args.limit },
          pace: REPORTS,
          refusals: [NO_PREMIUM, NO_SIGN_IN_RIGHT],
          signal: scope.signal,
        },
        signIn,
      );
      const failed = items.filter((each) => (each.status?.errorCode ?? 0) !== 0);
      const { shown, left } = bounded(items.map(shownOf), args.limit);
      const last = failed[0] && outcomeOf(failed[0]);
      return {
        output: { signIns: shown, ...cut(left), ...(more ? { more: 'there are older ones' } : {}) },
        summary: `${nameOf(found)} has ${items.length}${more ? ' or more' : ''} sign-ins in the last ${args.days} days, ${failed.length} of them failed${last ? ` (the last one: ${last})` : ''}.`,
      };
    },
  });
}

function shownOf(each: SignIn) {
  const blocking = (each.appliedConditionalAccessPolicies ?? [])
    .filter(({ result }) => result === 'failure')
    .map(({ displayName }) => clipped(displayName))
    .slice(0, 5);
  const place = [each.location?.city, each.location?.state, each.location?.countryOrRegion].filter(Boolean).join(', ');
  const device = [each.deviceDetail?.displayName, each.deviceDetail?.operatingSystem, each.deviceDetail?.browser];
  return {
    at: clipped(each.createdDateTime),
    outcome: outcomeOf(each),
    errorCode: each.status?.errorCode ?? undefined,
    details: clipped(each.status?.additionalDetails) || undefined,
    app: clipped(each.appDisplayName),
    client: clipped(each.clientAppUsed),
    from: clipped([each.ipAddress, place].filter(Boolean).join(' ')) || undefined,
    device: clipped(device.filter(Boolean).join(', ')) || undefined,
    conditionalAccess: clipped(each.conditionalAccessStatus),
    ...(blocking.length > 0 ? { blockedBy: blocking } : {}),
    risk: each.riskLevelDuringSignIn === 'none' ? undefined : clipped(each.riskLevelDuringSignIn),
    interactive: each.isInteractive ?? undefined,
  };
}

function outcomeOf({ status }: SignIn): string {
  const code = status?.errorCode ?? 0;
  return meaningOf(code) ?? clipped(status?.failureReason) ?? `failed with code ${code}`;
}
