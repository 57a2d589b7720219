import type { Outgoing } from '../../../core/ports/outgoing.js';
import { createPretendAutotask } from '../../../sandbox/autotask/index.js';
import { describePsa, type PsaUnderTest } from '../contract.js';
import { autotask } from './index.js';

const subject: PsaUnderTest = {
  integration: autotask,
  start: (parts) => createPretendAutotask({ ...parts, apiUserHasRole: true }),
  // Autotask refuses both.
  cannot: ['assignToFormer', 'assignToOwn'],
  // Only the generic tools would use some of them, and say so when they are missing.
  unneededRights: [
    'Read time entries',
    'Edit time entries',
    'Delete time entries',
    'Add companies',
    'Edit companies',
    'Add contacts',
    'Edit contacts',
    'Delete contacts',
    'Add configuration items',
    'Edit configuration items',
    'Create webhooks',
  ],
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

/** Pages so small that every list has many. */
function pagesOfThree(http: Outgoing): Outgoing {
  return { request: (request) => http.request({ ...request, body: withPagesOfThree(request.body) }) };
}

function withPagesOfThree(body: unknown): unknown {
  return typeof body === 'object' && body !== null && 'MaxRecords' in body ? { ...body, MaxRecords: 3 } : body;
}
