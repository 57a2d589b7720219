/** Somebody new: an account, a licence, groups, teams and a pass, in one plan. The ticket names them line by line. */

import type { Account } from './account.js';
import { objectsIn, textOf } from './json.js';
import { licenceNamed } from './licence.js';
import { lineOf, listOf, looked, sameName } from './look.js';
import { outcomesOf } from './outcomes.js';
import type { Reading } from './reading.js';
import { askPerson, type PlanStep, proposePlan, type Turn } from './turn.js';

const CREATE = 'm365:create-user';
/** The account that the first step makes. */
const NEWCOMER = '${steps.1.id}';

export function planJoiner(reading: Reading, asker: Account, diagnosis: string): Turn {
  const name = lineOf(reading.ticket, 'name');
  if (!name || !reading.forPlans.has(CREATE)) return askPerson(diagnosis);
  const steps: PlanStep[] = [
    { tool: CREATE, arguments: accountOf(reading, asker, name), why: 'They have no account yet.' },
  ];

  const wanted = lineOf(reading.ticket, 'licen[cs]e');
  if (wanted) {
    const licence = licenceNamed(reading, wanted);
    if ('turn' in licence) return licence.turn;
    const args = { user: NEWCOMER, license: licence.skuId };
    steps.push({ tool: 'm365:assign-license', arguments: args, why: 'Mail and Office need it.' });
  }

  const groups = listOf(reading.ticket, 'groups?');
  const teams = listOf(reading.ticket, 'teams?');
  if (groups.length + teams.length > 0) {
    const read = looked(reading, 'm365:list-groups', {});
    if ('turn' in read) return read.turn;
    for (const wish of [...groups, ...teams]) {
      const id = textOf(
        read.found.find((group) => sameName(textOf(group, 'name', 'displayName'), wish)),
        'id',
      );
      if (!id) return askPerson(`The client has no group or team ${wish}. Ask which one is meant.`);
      steps.push(
        teams.includes(wish)
          ? { tool: 'm365:add-team-member', arguments: { user: NEWCOMER, team: id }, why: 'The ticket names the team.' }
          : { tool: 'm365:add-group-member', arguments: { user: NEWCOMER, group: id }, why: 'The ticket names it.' },
      );
    }
  }

  if (/\b(access pass|first sign-?in)\b/i.test(reading.ticket)) {
    const why = 'With it they register how they sign in from now on.';
    steps.push({ tool: 'm365:create-temporary-access-pass', arguments: { user: NEWCOMER }, why });
  }
  return proposePlan({
    diagnosis: `${asker.displayName} (${asker.ref}) asks for an account for ${name}, who is new.`,
    steps,
    expectedOutcome: `${name} signs in with the access pass and finds mail, groups and teams ready.`,
  });
}

/** In the asker's domain, and in the asker's country. */
function accountOf(reading: Reading, { ref }: Account, name: string): Record<string, string> {
  const [first = name, ...rest] = name.split(/\s+/);
  const last = rest.at(-1);
  const local = [first, last].filter(Boolean).join('.').toLowerCase();
  const job = lineOf(reading.ticket, 'job title', 'job', 'title');
  const country = outcomesOf(reading, 'm365:get-user')
    .flatMap(({ output }) => objectsIn(output))
    .map((object) => textOf(object, 'usageLocation'))
    .find(Boolean);
  return {
    displayName: name,
    userPrincipalName: `${local}@${ref.split('@')[1] ?? ''}`,
    givenName: first,
    ...(last ? { surname: last } : {}),
    ...(job ? { jobTitle: job } : {}),
    ...(country ? { usageLocation: country } : {}),
  };
}
