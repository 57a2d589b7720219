import type { Outgoing } from '../../../core/ports/outgoing.js';
import { asPsa } from '../../../sandbox/connectwise/as-psa.js';
import { createPretendConnectWise } from '../../../sandbox/connectwise/index.js';
import { describePsa, type PsaUnderTest } from '../contract.js';
import { connectWise } from './index.js';

const subject: PsaUnderTest = {
  integration: connectWise,
  start: async (parts) => asPsa(await createPretendConnectWise(parts)),
};

describePsa('ConnectWise', { ...subject, cannot: ['ticketOfNote'] });
describePsa(
  'ConnectWise where only who is assigned may approve',
  { ...subject, credentials: { approvers: 'assigned' } },
  ['approvers'],
);
describePsa('ConnectWise with pages of three', { ...subject, through: pagesOfThree }, [
  'people',
  'setUp',
  'opening',
  'notes',
]);

/** Pages so small that every list has many. */
function pagesOfThree(http: Outgoing): Outgoing {
  return {
    request: (request) =>
      http.request({
        ...request,
        url: request.url.replace(/pageSize=(\d+)/, (_, asked) => `pageSize=${Math.min(3, Number(asked))}`),
      }),
  };
}
