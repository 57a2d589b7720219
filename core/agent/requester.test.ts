import { describe, expect, it } from '@jest/globals';
import { VendorError } from '../errors.js';
import type { DirectoryUser } from '../ports/directory.js';
import type { Contact } from '../ports/psa.js';
import { createFakeDirectory, createFakePsa, DANA } from './fakes-for-tests.js';
import { findRequester } from './requester.js';
import { isSamePerson } from './same-person.js';

const SHARED = 'office@harbor.example';

async function requesterOf(contact: Partial<Contact>, { users = [] as DirectoryUser[] } = {}) {
  const { psa, contacts, addTicket } = createFakePsa(() => new Date());
  const { directory, tenants } = createFakeDirectory();
  tenants['tenant-harbor']?.push(...users);
  contacts.set('41', {
    id: '41',
    companyId: '2',
    companyName: 'Harbor Dental',
    firstName: 'Dana',
    lastName: 'Reyes',
    emails: [],
    phones: [],
    active: true,
    ...contact,
  });
  const ticket = await psa.ticket(addTicket({ summary: 'Help', contactId: '41' }));
  const port: typeof directory = {
    async findUser(tenantId, key) {
      if (key === SHARED) throw new VendorError('pretend_directory', 'conflict', 'Several users have this address');
      return directory.findUser(tenantId, key);
    },
  };
  return findRequester({ ticket, psa, directory: { port, tenantId: 'tenant-harbor' } });
}

describe('the requester', () => {
  it('is the user whom any of their addresses leads to, when the name fits too', async () => {
    const emails = ['dana@home.example', DANA.userPrincipalName.toUpperCase()];
    expect(await requesterOf({ emails })).toMatchObject({
      userId: DANA.id,
      userPrincipalName: DANA.userPrincipalName,
      email: 'dana@home.example',
    });
  });

  it('is nobody in the directory when the user of their address has another name', async () => {
    const found = await requesterOf({ firstName: 'Peter', lastName: 'Olsen', emails: [DANA.userPrincipalName] });
    expect(found).not.toHaveProperty('userId');
    expect(found).toMatchObject({ name: 'Peter Olsen', sameAddress: { userId: DANA.id } });
  });

  it('is nobody in the directory when an address belongs to several users, and that is no error', async () => {
    const found = await requesterOf({ emails: [SHARED] });
    expect(found).toEqual({ name: 'Dana Reyes', contactId: '41', email: SHARED });
  });

  it('is nobody in the directory when their addresses lead to two users who both could be them', async () => {
    const twin = { ...DANA, id: 'u-twin', userPrincipalName: 'dreyes@harbor.example', emails: [] };
    const emails = [DANA.userPrincipalName, twin.userPrincipalName];
    expect(await requesterOf({ emails }, { users: [twin] })).not.toHaveProperty('userId');
  });
});

describe('the names of a contact and of a user', () => {
  it.each([
    ['Dana', 'Reyes', 'Reyes, Dana'],
    ['Dana', 'Reyes', 'Dana M. REYES (Harbor Dental)'],
    ['Maria', 'de la Cruz', 'Maria Delacruz'],
    ['Jürgen', 'Müller', 'Juergen Muller'],
    ['Bill', 'Smith-Jones', 'William Jones'],
    ['Katherine', 'Whitfield', 'Kate Whitfeld'],
    ['Иван', 'Петров', 'Петров Иван'],
    ['', 'Reyes', 'Dana Reyes'],
  ])('are one: %s %s, %s', (firstName, lastName, displayName) => {
    expect(isSamePerson({ firstName, lastName }, displayName)).toBe(true);
  });

  it.each([
    ['Dana', 'Reyes', 'Omar Haddad'],
    ['Dana', 'Reyes', 'Dana Whitfield'],
    ['Anna', 'Lee', 'Anna Leeds'],
    ['Dana', 'Reyes', 'Reception'],
    ['', '', 'Dana Reyes'],
  ])('are two: %s %s, %s', (firstName, lastName, displayName) => {
    expect(isSamePerson({ firstName, lastName }, displayName)).toBe(false);
  });
});
