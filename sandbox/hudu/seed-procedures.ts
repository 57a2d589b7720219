/** Processes: templates for all clients, each client's own, and a run of one that is under way. */
import type { Company } from '../world/companies.js';
import type { Procedure, Task } from './shapes.js';
import { newSlug } from './slug.js';
import type { Stored } from './stored.js';

type Times = () => { created: Date; updated: Date };

export function seedGlobalProcedures(stored: Stored, times: Times): void {
  add(stored, times, {
    name: 'Roll out a laptop',
    description: 'For every client',
    companyId: null,
    steps: [
      ['Unpack and update', '<p>Install all updates <em>before</em> it leaves the bench.</p>'],
      ['Encrypt', '<p>BitLocker or FileVault; put the key into the asset.</p>'],
      ['Hand over', '<p>Let the person sign in once.</p>'],
    ],
  });
}

export function seedCompanyProcedures(
  stored: Stored,
  { name, domain }: Company,
  companyId: number,
  times: Times,
): void {
  const process = add(stored, times, {
    name: 'Set up a new employee',
    description: `How ${name} wants it`,
    companyId,
    steps: [
      ['Create the account', `<p>first.last@${domain}</p>`],
      ['Give the usual groups', '<ul><li>All Staff</li><li>the team&rsquo;s own</li></ul>'],
      ['Tell the office manager', `<p>${name} wants a day&rsquo;s notice.</p>`],
    ],
  });
  const done = process.tasks.map((task, place) => ({ ...task, id: stored.nextTaskId(), completed: place === 0 }));
  stored.procedures.add((id) => ({
    ...process,
    id,
    slug: newSlug(process.name),
    run: true,
    parentId: process.id,
    tasks: done,
    ...times(),
  }));
}

function add(
  stored: Stored,
  times: Times,
  {
    name,
    description,
    companyId,
    steps,
  }: { name: string; description: string; companyId: number | null; steps: [string, string][] },
): Procedure {
  const at = times();
  const tasks = steps.map(
    ([step, text], place): Task => ({
      id: stored.nextTaskId(),
      name: step,
      description: text,
      position: place + 1,
      optional: false,
      completed: false,
      priority: 'normal',
      created: at.created,
    }),
  );
  return stored.procedures.add((id) => ({
    id,
    slug: newSlug(name),
    name,
    description,
    companyId,
    run: false,
    parentId: null,
    assetId: null,
    archived: false,
    tasks,
    ...at,
  }));
}
