import type { Outgoing } from '../../../core/ports/outgoing.js';
import type { PretendPsa } from '../../../sandbox/psa/pretend-psa.js';
import { createPretendSuperOps, type Switches } from '../../../sandbox/superops/index.js';
import { describePsa, type PsaUnderTest, type ThemeName } from '../contract.js';
import { superOps } from './index.js';
import { withoutMark } from './reference-mark.js';

/** Who of the pretend world belongs to a second client there. */
const AT_TWO = { company: 'fennimore-legal', seat: 17, also: 'windrow-agronomy' };

const subject: PsaUnderTest = {
  integration: superOps,
  start: startWith({}),
  cannot: ['editNote', 'addTime', 'ticketOfNote', 'sharedAddresses', 'contactsWithoutAddress', 'inactiveContacts'],
  unneededRights: ['Create client users', 'Delete tickets', 'View service items', 'Add worklog entries'],
  furtherContacts: (pretend, world) =>
    world.people
      .filter(({ company }) => company === AT_TWO.company)
      .filter((_person, seat) => seat === AT_TWO.seat)
      .map(({ key }) => `${pretend.contactId(key)}@${pretend.companyId(AT_TWO.also)}`),
};

describePsa('SuperOps', subject);
describePsa('SuperOps with pages of three', { ...subject, through: pagesOfThree }, [
  'people',
  'setUp',
  'opening',
  'notes',
  'assetsAndTime',
]);

const ODD: readonly (readonly [string, Partial<Switches>, readonly ThemeName[]])[] = [
  ['with an older schema', { lookups: 'lists' }, ['setUp', 'opening', 'changing']],
  ['with a newer schema, which has lost its lists', { lookups: 'fields' }, ['setUp', 'opening', 'changing']],
  [
    'that quotes its ids, cuts its times and says where lists end',
    { idsInJson: 'strings', fractions: false, lastPage: 'false' },
    ['people', 'listing', 'notes'],
  ],
  [
    'that takes who opened a ticket for the author of its description',
    { descriptionBy: 'creator' },
    ['notes', 'opening'],
  ],
  [
    'that only says that it failed of ids that it does not have',
    { unknownIds: 'internal_error' },
    ['strangePeople', 'opening'],
  ],
];
for (const [what, switches, themes] of ODD) {
  describePsa(`SuperOps ${what}`, { ...subject, start: startWith(switches) }, themes);
}

/** Pages so small that every list has many. */
function pagesOfThree(http: Outgoing): Outgoing {
  const small = (body: unknown): unknown => JSON.parse(JSON.stringify(body).replace(/"pageSize":\d+/, '"pageSize":3'));
  return { request: (request) => http.request({ ...request, body: small(request.body) }) };
}

function startWith(switches: Partial<Switches>): PsaUnderTest['start'] {
  return async (parts) => withoutMarks(await createPretendSuperOps({ ...parts, switches }));
}

/** The line by which we find a ticket again is no words of anybody's. */
function withoutMarks(pretend: PretendPsa): PretendPsa {
  const notes: PretendPsa['notes'] = (ticketId) =>
    pretend.notes(ticketId).flatMap((note) => {
      const text = withoutMark(note.text);
      return text === '' ? [] : [{ ...note, text }];
    });
  return Object.assign(Object.create(pretend), { notes });
}
