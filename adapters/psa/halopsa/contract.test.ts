import type { Outgoing } from '../../../core/ports/outgoing.js';
import { createPretendHaloPsa } from '../../../sandbox/halopsa/index.js';
import { describePsa, type PsaUnderTest } from '../contract.js';
import { haloPsa } from './index.js';

const subject: PsaUnderTest = {
  integration: haloPsa,
  start: createPretendHaloPsa,
  cannot: ['ticketOfNote'],
};

describePsa('HaloPSA', subject);
describePsa('HaloPSA with pages of three', { ...subject, through: pagesOfThree }, [
  'people',
  'setUp',
  'opening',
  'notes',
]);

describePsa('HaloPSA of a tenant where everything unconfirmed is the other way', {
  ...subject,
  start: (parts) =>
    createPretendHaloPsa({
      ...parts,
      switches: {
        invalidClientStatus: 401,
        errorShape: 'text',
        closedDateName: 'datecleared',
        phoneSearch: 'as_typed',
        actionsOrder: 'oldest_first',
        singleAnswer: 'array',
      },
    }),
});

/** Pages so small that every list has many. */
function pagesOfThree(http: Outgoing): Outgoing {
  return {
    request: (request) =>
      http.request({
        ...request,
        url: request.url.replace(/page_size=(\d+)/, (_, asked) => `page_size=${Math.min(3, Number(asked))}`),
      }),
  };
}
