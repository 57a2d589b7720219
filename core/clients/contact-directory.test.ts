import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createClock, createFakePsa } from '../agent/fakes-for-tests.js';
import type { Contact } from '../ports/psa.js';
import { openTestStore, type TestStore } from '../store/store-for-tests.js';
import { createContactDirectory } from './contact-directory.js';

const HOUR = 60 * 60 * 1000;
const person = (id: string, changes: Partial<Contact> = {}): Contact => ({
  id,
  companyId: '2',
  companyName: 'Harbor Dental',
  firstName: 'Dana',
  lastName: 'Reyes',
  emails: [`${id}@harbor.example`],
  phones: [],
  active: true,
  ...changes,
});

describe('the contact directory', () => {
  let store: TestStore;
  beforeEach(async () => {
    store = await openTestStore();
  });
  afterEach(() => store.dispose());

  function setUp() {
    const clock = createClock();
    const { psa, contacts } = createFakePsa(clock.now);
    const people = [person('1'), person('2'), person('3')];
    for (const one of people) contacts.set(one.id, one);
    const open = () => createContactDirectory({ connection: store.connection, now: clock.now });
    return { clock, psa, contacts, open };
  }

  it('forgets within a day who is no longer in the PSA', async () => {
    const { clock, psa, contacts, open } = setUp();
    const directory = open();
    await directory.sync('pretend_psa', psa);
    expect(directory.size()).toBe(3);
    contacts.delete('2');
    clock.pass(HOUR);
    await directory.sync('pretend_psa', psa);
    expect(directory.get('2')).toBeDefined();
    clock.pass(24 * HOUR);
    await directory.sync('pretend_psa', psa);
    expect([directory.size(), directory.get('2')]).toEqual([2, undefined]);
    await store.connection.deleteModel(/Contact/);
    const restarted = open();
    expect(await restarted.load()).toBe(2);
  });

  it('knows since when addresses and numbers on file stand: the first sync is no change, and what no sync has met is new', async () => {
    const { clock, psa, contacts, open } = setUp();
    const directory = open();
    await directory.sync('pretend_psa', psa);
    const one = person('1');
    expect(await directory.changedAt(one)).toBeUndefined();
    clock.pass(HOUR);
    const moved = person('1', { mobile: '+12065550199', phones: ['+12065550199'] });
    expect(await directory.changedAt(moved)).toEqual(clock.now());
    contacts.set('1', moved);
    contacts.set('4', person('4'));
    await directory.sync('pretend_psa', psa);
    const then = clock.now();
    clock.pass(30 * HOUR);
    await directory.sync('pretend_psa', psa);
    expect(await directory.changedAt(moved)).toEqual(then);
    expect(await directory.changedAt(person('4'))).toEqual(then);
    expect(await directory.changedAt(person('2', { emails: ['2@HARBOR.example'], firstName: 'D.' }))).toBeUndefined();
    expect(await directory.changedAt(person('9'))).toEqual(clock.now());
  });

  it('forgets nobody because the PSA shows nobody at all', async () => {
    const { clock, psa, contacts, open } = setUp();
    const directory = open();
    await directory.sync('pretend_psa', psa);
    contacts.clear();
    clock.pass(25 * HOUR);
    await directory.sync('pretend_psa', psa);
    expect(directory.size()).toBe(3);
  });

  it('knows after a refresh what another process has synced', async () => {
    const { clock, psa, contacts, open } = setUp();
    const ours = open();
    await ours.load();
    await store.connection.deleteModel(/Contact/);
    const theirs = open();
    await theirs.sync('pretend_psa', psa);
    expect(ours.size()).toBe(0);
    await ours.refresh();
    expect(ours.size()).toBe(3);

    clock.pass(25 * HOUR);
    contacts.set('1', person('1', { lastName: 'Moreno' }));
    contacts.set('3', person('3', { active: false }));
    contacts.delete('2');
    await theirs.sync('pretend_psa', psa);
    await ours.refresh();
    expect(ours.size()).toBe(1);
    expect(ours.get('1')).toMatchObject({ lastName: 'Moreno' });
    clock.pass(HOUR);
    expect(await ours.refresh()).toBe(2 + 1);
    clock.pass(HOUR);
    expect(await ours.refresh()).toBe(0);
  });
});
