import type { Outgoing } from '../../../core/ports/outgoing.js';
import { createPretendAutotask } from '../../../sandbox/autotask/index.js';
import type { PretendPsa } from '../../../sandbox/psa/pretend-psa.js';
import { describePsa, type PsaUnderTest } from '../contract.js';
import { autotask } from './index.js';

/** What Frontdesk works with. Nothing is wrong when the API user may do no more than this. */
const NEEDED = new Set([
  'Read companies',
  'Read contacts',
  'Read tickets',
  'Read ticket notes',
  'Read resources',
  'Read configuration items',
  'Add tickets',
  'Edit tickets',
  'Add ticket notes',
  'Edit ticket notes',
  'Add time entries',
]);

const subject: PsaUnderTest = {
  integration: autotask,
  start: async (parts) => withNeededRights(await createPretendAutotask({ ...parts, apiUserHasRole: true })),
  // Autotask refuses both.
  cannot: ['assignToFormer', 'assignToOwn'],
};

describePsa('Autotask', subject);
describePsa('Autotask with pages of three', { ...subject, through: pagesOfThree }, [
  'people',
  'strangePeople',
  'setUp',
  'opening',
  'listing',
  'notes',
  'noteTexts',
  'assetsAndTime',
]);
describePsa(
  'Autotask where the user name of the API user lacks its domain',
  { ...subject, start: (parts) => createPretendAutotask({ ...parts, fullUserName: false }) },
  ['approvers', 'notes'],
);

function withNeededRights(pretend: PretendPsa): PretendPsa {
  const rights = pretend.rights.filter((right) => NEEDED.has(right));
  return Object.create(pretend, { rights: { value: rights } });
}

/** Pages so small that every list has many. */
function pagesOfThree(http: Outgoing): Outgoing {
  return { request: (request) => http.request({ ...request, body: withPagesOfThree(request.body) }) };
}

function withPagesOfThree(body: unknown): unknown {
  return typeof body === 'object' && body !== null && 'MaxRecords' in body ? { ...body, MaxRecords: 3 } : body;
}
