import type { Outgoing } from '../../../core/ports/outgoing.js';
import { asPsa } from '../../../sandbox/connectwise/as-psa.js';
import { createPretendConnectWise } from '../../../sandbox/connectwise/index.js';
import { describePsa, type PsaUnderTest } from '../contract.js';
import { connectWise } from './index.js';

const subject: PsaUnderTest = {
  integration: connectWise,
  start: async (parts) => asPsa(await createPretendConnectWise(parts)),
  // ConnectWise tells of a note as a change of its ticket, and assigns nothing to whoever has left.
  cannot: ['ticketOfNote', 'assignToFormer'],
};
const whereAssignmentDecides: PsaUnderTest = { ...subject, credentials: { approvers: 'assigned' } };

describePsa('ConnectWise', { ...subject, unneededRights: ['Read schedules'] });
describePsa('ConnectWise where assignment decides', whereAssignmentDecides, ['approvers', 'keysAndRights']);
describePsa(
  'ConnectWise that answers wrong keys with 404',
  {
    ...subject,
    start: async (parts) => asPsa(await createPretendConnectWise({ ...parts, wrongKeysAnswer: 404 })),
    unneededRights: ['Read schedules'],
  },
  ['keysAndRights'],
);
describePsa('ConnectWise with pages of three', { ...subject, through: pagesOfThree }, [
  'people',
  'setUp',
  'opening',
  'listing',
  'notes',
]);

/** Pages so small that every list has many. */
function pagesOfThree(http: Outgoing): Outgoing {
  const smaller = (_whole: string, asked: string) => `pageSize=${Math.min(3, Number(asked))}`;
  return { request: (request) => http.request({ ...request, url: request.url.replace(/pageSize=(\d+)/, smaller) }) };
}
