import { describe, expect, it } from '@jest/globals';
import type { Outgoing } from '../../../core/ports/outgoing.js';
import { createAutotaskClient } from './client.js';
import type { NoteRow } from './map.js';
import { createPicklists } from './picklists.js';
import { createResources } from './resources.js';
import { createZones, zoneOriginOf } from './zone.js';

const PERSON = { id: 10, userName: 'mbell', firstName: 'Morgan', lastName: 'Bell', isActive: true, licenseType: 3 };
const OURS = { id: 20, userName: 'frontdesk@tallowmere.example', isActive: true, licenseType: 7 };
const ROBOT = { id: 30, userName: 'robot@tallowmere.example', isActive: true, licenseType: 7 };
const LICENCES = [
  { value: '3', label: 'Professional' },
  { value: '7', label: 'API User' },
];

/** Answers every query for resources with these, whatever is asked. */
function resourcesOf(rows: readonly object[], licences: readonly object[] = LICENCES) {
  const answerTo = (url: string): unknown => {
    if (url.includes('zoneInformation')) return { url: 'https://webservices5.autotask.net/' };
    if (url.includes('/fields')) return { fields: [{ name: 'licenseType', picklistValues: licences }] };
    return { items: rows, pageDetails: { nextPageUrl: null } };
  };
  const http: Outgoing = {
    async request({ url }) {
      const text = JSON.stringify(answerTo(url));
      return { status: 200, headers: {}, body: Buffer.from(text), text: () => text, json: () => JSON.parse(text) };
    },
  };
  const username = OURS.userName;
  const zones = createZones({ base: zoneOriginOf('https://webservices.autotask.net'), username, http });
  const keys = { username, secret: 'secret', trackingIdentifier: 'identifier' };
  const client = createAutotaskClient({ zones, keys, http });
  const now = () => new Date();
  return createResources({ client, picklists: createPicklists(client, now), username, now });
}

const note = (more: Partial<NoteRow>): NoteRow => ({ id: 1, noteType: 3, publish: 2, ...more });

describe('who wrote a note in Autotask', () => {
  const resources = resourcesOf([PERSON, OURS, ROBOT]);
  const kindOf = async (more: Partial<NoteRow>) => (await resources.authorOf(note(more))).kind;

  it('is told by ids: ourselves, a technician, a contact', async () => {
    expect(await kindOf({ creatorResourceID: OURS.id })).toBe('own');
    expect(await resources.authorOf(note({ creatorResourceID: PERSON.id }))).toEqual({
      kind: 'technician',
      id: '10',
      name: 'Morgan Bell',
    });
    expect(await kindOf({ createdByContactID: 5 })).toBe('contact');
    expect(await kindOf({ createdByContactID: 5, creatorResourceID: PERSON.id })).toBe('contact');
  });

  it('is no technician where a robot wrote it, in its own name or in somebody’s, or it came in unsigned', async () => {
    expect(await kindOf({ creatorResourceID: ROBOT.id })).toBe('unknown');
    expect(await kindOf({ creatorResourceID: PERSON.id, impersonatorCreatorResourceID: ROBOT.id })).toBe('unknown');
    for (const noteType of [13, 18, 91, 99, 101])
      expect(await kindOf({ creatorResourceID: PERSON.id, noteType })).toBe('unknown');
    expect(await kindOf({ creatorResourceID: 99 })).toBe('unknown');
    expect(await kindOf({})).toBe('unknown');
  });
});

describe('our own resource in Autotask', () => {
  it('is the one with our user name, with or without its domain, and no person who only looks like it', async () => {
    expect(await resourcesOf([PERSON, OURS]).own()).toBe(OURS.id);
    expect(await resourcesOf([{ ...OURS, userName: 'frontdesk' }]).own()).toBe(OURS.id);
    expect(await resourcesOf([{ ...PERSON, userName: 'frontdesk' }]).own()).toBeUndefined();
    expect(await resourcesOf([{ ...PERSON, email: OURS.userName }]).own()).toBeUndefined();
    expect(await resourcesOf([OURS, { ...OURS, id: 21 }]).own()).toBeUndefined();
  });

  it('is learnt from what we have just made, where it cannot be found', async () => {
    const resources = resourcesOf([]);
    expect([await resources.own(), resources.knownOwn()]).toEqual([undefined, undefined]);
    resources.learn(20);
    expect([await resources.own(), resources.knownOwn()]).toEqual([20, 20]);
  });

  it('is no technician, nor is any other API user, also where the licence has no label', async () => {
    const names = async (licences?: readonly object[]) =>
      (await resourcesOf([PERSON, OURS, ROBOT, { ...PERSON, id: 11, isActive: false }], licences).technicians()).map(
        ({ id }) => id,
      );
    expect(await names()).toEqual(['10']);
    expect(await names([])).toEqual(['10']);
  });
});
