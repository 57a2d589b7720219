/**
 * The scripted technician: finds the requester's account, looks at it, and proposes the plan that its rules name, or asks a
 * person. It acts on nobody but the requester, but for the newcomers and leavers of the joiner's and the leaver's errand.
 */

import type { Account } from './account.js';
import { planJoiner } from './joiner.js';
import { type JsonObject, objectsIn, textOf } from './json.js';
import { planLeaver } from './leaver.js';
import { canGiveLicences, planLicence } from './licence.js';
import { failed } from './look.js';
import { outcomesOf } from './outcomes.js';
import { answerQuestion } from './question.js';
import type { Reading } from './reading.js';
import { DISABLED_INTENT, type Intent, UNLOCK_INTENT, understand, understandComments } from './rules.js';
import { fitArguments, type Meaning, propertyFor } from './schema.js';
import { askPerson, call, type PlanStep, proposePlan, type Script, type Turn } from './turn.js';

export const technician: Script = (reading) => {
  if (reading.turnedDown)
    return askPerson(`The plan was not accepted: ${reading.turnedDown}. A technician has to decide.`);
  const said = understandComments(reading.comments);
  if (said === 'objection') return askPerson(`A technician objects to the plan: "${reading.comments.at(-1)}".`);
  if (said === 'remark') {
    return reading.offered.has('keep_plan')
      ? call('keep_plan', {})
      : askPerson(`A technician wrote: "${reading.comments.at(-1)}".`);
  }
  // A plan is waiting and no technician has said anything: what the requester adds changes nothing.
  if (said === 'none' && reading.offered.has('keep_plan')) return call('keep_plan', {});
  const intent = said === 'unlock only' ? UNLOCK_INTENT : understand(reading.ticket);
  if (intent.kind === 'person') return askPerson(intent.diagnosis);
  if (intent.kind === 'licence' && !canGiveLicences(reading)) return askPerson(intent.diagnosis);
  if (intent.kind === 'question') return answerQuestion(reading, intent.diagnosis);
  const found = findAccount(reading);
  if ('turn' in found) return found.turn;
  if (intent.kind === 'group') return planMembership(reading, found);
  if (intent.kind === 'licence') return planLicence(reading, found);
  if (intent.kind === 'joiner') return planJoiner(reading, found, intent.diagnosis);
  if (intent.kind === 'leaver') return planLeaver(reading, intent.diagnosis);
  if (intent.kind === 'account') return planAccount(reading, found, intent);
  if (!found.enabled) return planAccount(reading, found, DISABLED_INTENT);
  return askPerson(`${found.displayName} (${found.ref}) ${intent.diagnosis}. The account is enabled.`);
};

/** The requester's account once it is read and free to be acted on; until then the next turn. */
export function findAccount(reading: Reading): Account | { turn: Turn } {
  const { name, email } = reading.requester;
  const sought = email ?? name;
  if (!sought) return { turn: askPerson('The ticket does not say who asks. Find out who the requester is.') };
  const search = outcomesOf(reading, 'm365:find-users')[0];
  if (!search) return { turn: read(reading, 'm365:find-users', email ? { email, query: email } : { query: sought }) };
  if (failed(search)) return { turn: askPerson(`The user could not be looked up: ${failed(search)}`) };
  const candidates = usersIn(search.output).filter((user) => !email || matches(user, email));
  const [candidate] = candidates;
  if (!candidate) return { turn: askPerson(`No user ${sought} was found in the client's Microsoft 365 tenant.`) };
  if (candidates.length > 1) {
    return { turn: askPerson(`${candidates.length} users match ${sought}. Find out which one asks.`) };
  }
  const ref = refOf(candidate);
  const looked = outcomesOf(reading, 'm365:get-user').at(-1);
  if (!looked) return { turn: read(reading, 'm365:get-user', { user: ref }) };
  if (failed(looked)) return { turn: askPerson(`The account ${ref} could not be read: ${failed(looked)}`) };
  const details = objectsIn(looked.output);
  if (details.some(isAdmin)) {
    return { turn: askPerson(`${ref} holds an administrator role. Such accounts are left to a technician.`) };
  }
  const displayName = textOf(candidate, 'displayName', 'name') ?? ref;
  return {
    ref,
    displayName,
    enabled: !details.some((object) => object.accountEnabled === false || object.enabled === false),
  };
}

function planAccount(reading: Reading, account: Account, intent: Extract<Intent, { kind: 'account' }>): Turn {
  if (reading.offered.has('m365:list-auth-methods') && outcomesOf(reading, 'm365:list-auth-methods').length === 0) {
    return read(reading, 'm365:list-auth-methods', { user: account.ref });
  }
  const opening = !account.enabled && !intent.steps.includes('m365:unlock-account') ? ['m365:unlock-account'] : [];
  const steps: PlanStep[] = [];
  for (const tool of [...opening, ...intent.steps]) {
    const step = stepFor(reading, tool, { user: account.ref });
    if ('turn' in step) return step.turn;
    steps.push(step);
  }
  const state = account.enabled ? 'The account is enabled.' : 'The account is disabled.';
  return proposePlan({
    diagnosis: `${account.displayName} (${account.ref}) ${intent.diagnosis}. ${state}`,
    steps,
    expectedOutcome: intent.outcome,
    replyToRequester: intent.reply,
  });
}

/** A request to be in a group: the group is the one whose name the ticket has. */
function planMembership(reading: Reading, account: Account): Turn {
  const listed = outcomesOf(reading, 'm365:list-groups')[0];
  if (!listed && reading.offered.has('m365:list-groups')) {
    return read(reading, 'm365:list-groups', { query: groupName(reading.ticket) ?? '' });
  }
  const named = objectsIn(listed?.output).filter((group) => {
    const name = textOf(group, 'displayName', 'name');
    return name && reading.ticket.toLowerCase().includes(name.toLowerCase());
  });
  const longest = Math.max(0, ...named.map((group) => textOf(group, 'displayName', 'name')?.length ?? 0));
  const best = named.filter((group) => textOf(group, 'displayName', 'name')?.length === longest);
  const group = best[0];
  if (!group || best.length > 1) {
    return askPerson(`${account.displayName} (${account.ref}) asks to be added to a group. It is not clear which one.`);
  }
  const name = textOf(group, 'displayName', 'name') ?? '';
  const step = stepFor(reading, 'm365:add-group-member', { user: account.ref, group: textOf(group, 'id') ?? name });
  if ('turn' in step) return step.turn;
  return proposePlan({
    diagnosis: `${account.displayName} (${account.ref}) asks for access that the group ${name} gives.`,
    steps: [step],
    expectedOutcome: `${account.displayName} is a member of ${name}.`,
  });
}

const WHY: Record<string, string> = {
  'm365:reset-password': 'The old password is forgotten or known to others.',
  'm365:unlock-account': 'The account has to be open before anybody can sign in.',
  'm365:revoke-sessions': 'Ends every session that is still open.',
  'm365:reset-mfa': 'The second factor is on a telephone that they do not have any more.',
  'm365:add-group-member': 'The group gives the access that is asked for.',
};

export function stepFor(
  reading: Reading,
  name: string,
  known: Partial<Record<Meaning, string>>,
): PlanStep | { turn: Turn } {
  const tool = reading.forPlans.get(name);
  if (!tool)
    return { turn: askPerson(`${name} would solve this, but it is not available here. A technician has to do it.`) };
  const why = WHY[name] ?? 'The ticket asks for it.';
  const args = fitArguments(tool, { ...known, why });
  return args ? { tool: name, arguments: args, why } : { turn: askPerson(`${name} needs more than the ticket tells.`) };
}

/** A call of a read tool; a person, when the tool is not offered or wants what is not known. */
export function read(reading: Reading, name: string, known: Partial<Record<Meaning, string>>): Turn {
  const tool = reading.offered.get(name);
  if (!tool) return askPerson(`The account cannot be looked at: ${name} is not available here.`);
  // One meaning is enough for a search: by e-mail address where the tool has a property for it.
  const given = known.email && propertyFor(tool, 'email') ? { email: known.email } : known;
  const args = fitArguments(tool, given);
  return args ? call(name, args) : askPerson(`${name} asks for more than the ticket tells.`);
}

export function usersIn(output: unknown): JsonObject[] {
  const users = objectsIn(output).filter(
    (object) => textOf(object, 'userPrincipalName', 'upn') ?? (textOf(object, 'id') && textOf(object, 'displayName')),
  );
  return [...new Map(users.map((user) => [refOf(user), user])).values()];
}

export function refOf(user: JsonObject): string {
  return textOf(user, 'userPrincipalName', 'upn', 'id') ?? '';
}

/** The user shows this very address somewhere: as a name, a mail or an alias. */
function matches(user: JsonObject, email: string): boolean {
  const shown = Object.values(user)
    .flat()
    .filter((value) => typeof value === 'string');
  return shown.some((value) => value.toLowerCase().replace(/^smtp:/, '') === email.toLowerCase());
}

function isAdmin(object: JsonObject): boolean {
  return Object.entries(object).some(([key, value]) => {
    if (/admin/i.test(key)) return value === true || (Array.isArray(value) && value.length > 0);
    return /roles?$/i.test(key) && Array.isArray(value) && value.length > 0;
  });
}

function groupName(ticket: string): string | undefined {
  return /\b(?:to|of|join) (?:the )?([A-Z][\w&'-]*(?: [A-Z][\w&'-]*)*)/.exec(ticket)?.[1];
}
