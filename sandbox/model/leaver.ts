/** Somebody who has left: the account is blocked, sessions end, licences and groups are taken away. */
import { textOf } from './json.js';
import { lineOf, looked } from './look.js';
import type { Reading } from './reading.js';
import { askPerson, type PlanStep, proposePlan, type Turn } from './turn.js';

/** Groups whose members the desk's tools can change; the others are told to the technician. */
const CHANGEABLE = /^(security group|Microsoft 365 group)$/i;

export function planLeaver(reading: Reading, diagnosis: string): Turn {
  const name = lineOf(reading.ticket, 'name', 'who', 'leaver');
  if (!name || !reading.forPlans.has('m365:disable-user')) return askPerson(diagnosis);
  const search = looked(reading, 'm365:find-users', { query: name });
  if ('turn' in search) return search.turn;
  const users = search.found.flatMap((user) => textOf(user, 'userPrincipalName') ?? []);
  const [user] = users;
  if (!user || users.length > 1) {
    return askPerson(`${diagnosis} ${users.length} accounts are found for ${name}; find out which one is meant.`);
  }
  const licences = looked(reading, 'm365:list-user-licenses', { user });
  if ('turn' in licences) return licences.turn;
  const groups = looked(reading, 'm365:list-user-groups', { user });
  if ('turn' in groups) return groups.turn;

  const steps: PlanStep[] = [
    { tool: 'm365:disable-user', arguments: { user }, why: 'They have left.' },
    { tool: 'm365:revoke-sessions', arguments: { user }, why: 'What is open on their devices ends.' },
    ...licences.found.flatMap((licence): PlanStep[] => {
      const license = textOf(licence, 'skuId');
      if (!license) return [];
      return [{ tool: 'm365:remove-license', arguments: { user, license }, why: 'The seat is free for others.' }];
    }),
  ];
  const left: string[] = [];
  for (const group of groups.found) {
    const id = textOf(group, 'id');
    const kind = textOf(group, 'kind') ?? '';
    if (!id) continue;
    if (CHANGEABLE.test(kind)) {
      steps.push({ tool: 'm365:remove-group-member', arguments: { user, group: id }, why: 'It gives access.' });
    } else left.push(`${textOf(group, 'name') ?? id} (${kind})`);
  }
  const rest =
    left.length > 0
      ? ` Still to be done by a technician, because these are managed elsewhere: take them out of ${left.join(', ')}.`
      : '';
  return proposePlan({
    diagnosis: `${name} (${user}) has left; the account is to be closed and what it has taken away.${rest}`,
    steps,
    expectedOutcome: `${name} cannot sign in, and holds no licence and no group that gives access.`,
  });
}
