import { describe, expect, it } from '@jest/globals';
import { InvalidInput } from '../../../core/errors.js';
import { hintsIn } from './delivery.js';

const OWN = 7;
const hints = (body: unknown) => hintsIn(Buffer.from(JSON.stringify(body)), OWN);
const about = (ticketId: string, more: object = {}) => ({
  kind: 'ticket',
  ticketId,
  action: 'updated',
  own: false,
  ...more,
});

describe('a webhook of HaloPSA', () => {
  it.each([
    [{ id: 1001, summary: 'Printer' }],
    [{ ticket: { id: 1001 }, action: { id: 3, ticket_id: 1001, who_agentid: 12 } }],
    [{ id: 3, ticket_id: 1001, who_agentid: 12 }],
    [{ ticket_id: '1001' }],
    [{ object_id: 1001 }],
    [{ id: 'c0ffee00-0000-4000-8000-000000000000', object_id: 1001 }],
    [{ data: { ticket: { id: 1001 } } }],
    [{ object: { id: 1001 } }],
    [[{ ticket: { id: 1001 } }, { action: { id: 4, ticket_id: 1001 } }]],
    [{ events: [{ id: 9, ticket_id: 1001 }] }],
  ])('names its ticket in %j', (body) => expect(hints(body)).toEqual([about('1001')]));

  it('names several tickets when it is batched', () => {
    expect(hints([{ id: 1 }, { ticket: { id: 2 } }, { ticket_id: 3, id: 1 }])).toEqual([
      about('1'),
      about('2'),
      about('3'),
    ]);
  });

  it('is our own only when all that it tells of a ticket was written by our agent', () => {
    const own = { ticket: { id: 1 }, action: { id: 2, ticket_id: 1, who_agentid: OWN } };
    expect(hints(own)).toEqual([about('1', { own: true })]);
    expect(hints([own, { ticket: { id: 1 }, action: { id: 3, ticket_id: 1, who_agentid: 12 } }])).toEqual([about('1')]);
    expect(hints([{ ticket: { id: 1 } }, own])).toEqual([about('1')]);
    expect(hintsIn(Buffer.from(JSON.stringify(own)), undefined)).toEqual([about('1')]);
  });

  it('does not take the name of an agent for who it is', () => {
    expect(hints({ ticket_id: 1, who: 'Frontdesk', who_agentid: 12 })).toEqual([about('1')]);
  });

  it('tells a new ticket from a changed one where it says so', () => {
    expect(hints({ event: 'New Ticket Logged', ticket: { id: 1 } })).toEqual([about('1', { action: 'added' })]);
    expect(hints([{ id: 1 }, { event: 'Ticket Deleted', ticket: { id: 1, deleted: true } }])).toEqual([
      about('1', { action: 'deleted' }),
    ]);
  });

  it.each([['not json'], ['null'], ['[]'], ['{}'], ['{"id":"abc"}'], ['{"id":-5}'], ['"1001"']])(
    'is refused when it is %s',
    (body) => expect(() => hintsIn(Buffer.from(body), OWN)).toThrow(InvalidInput),
  );
});
