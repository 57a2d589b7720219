import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type DemoStage, setStage } from '../../admin/cli/stage.js';
import type { ServiceNote } from '../connectwise/index.js';
import type { Person } from '../world/people.js';
import { eventually } from './scenario.js';
import { quiet } from './ticket-desk.js';

const CLOSING = /^Frontdesk agent: (done|stopped|ended|please take over)/;

let stage: DemoStage;
let person: Person;
let before: { passwords: number; writes: number; grants: string[] };
const dismissed = new Set<string>();

beforeAll(async () => {
  stage = await setStage({ mode: 'execute', tuning: { pauseMs: 100, patienceMs: 3_000, settlingMs: 1_000 } });
});
afterAll(() => stage.stop());

/** Somebody else in each test, each of another client: one without admin role, of the cloud alone. */
const REQUESTERS = 10;
let next = 0;
beforeEach(() => {
  const { world, microsoft } = stage.sandbox;
  const company = world.companies[next % REQUESTERS]?.slug;
  const ordinary = world.people.filter(({ company: of, key }) => {
    if (of !== company || dismissed.has(key)) return false;
    const { roles, onPremisesSyncEnabled, accountEnabled } = microsoft.user(key);
    return roles.length === 0 && !onPremisesSyncEnabled && accountEnabled;
  });
  const found = ordinary[3 + Math.floor(next / REQUESTERS)];
  if (!found) throw new Error(`nobody left at ${company}`);
  next += 1;
  person = found;
  const passwords = microsoft.user(person.key).passwords.length;
  before = { passwords, writes: writes().length, grants: microsoft.grants(person.company) };
});
afterEach(() => {
  stage.sandbox.faults.clear();
  const { microsoft } = stage.sandbox;
  microsoft.staleReads(0);
  for (const grant of before.grants) microsoft.grantConsent(person.company, grant);
  microsoft.expireTokens(person.company);
});

const writes = () => stage.sandbox.records.writes('microsoft');
/** How many passwords have been set in this test, by the directory's own count. */
const passwordsSet = () => stage.sandbox.microsoft.user(person.key).passwords.length - before.passwords;
const graph = () => stage.sandbox.records.of('microsoft').filter(({ path }) => path.startsWith('/v1.0/'));

function asks(): number {
  return stage.sandbox.connectwise.technicianCreatesTicket({
    member: 'mbell',
    personKey: person.key,
    summary: 'Locked out',
    description: 'I am locked out. I forgot my password.',
  }).id;
}

async function isAsked(ticketId: number): Promise<void> {
  await stage.sandbox.connectwise.noteAppears(ticketId, ({ text }) => text.includes('waiting for approval'), 20_000);
}

async function approvedPlan(meanwhile: () => void): Promise<ServiceNote> {
  const ticketId = asks();
  await isAsked(ticketId);
  meanwhile();
  stage.sandbox.connectwise.technicianAddsNote(ticketId, { member: 'rcastro', text: 'approved' });
  return closing(ticketId);
}

/** The one note that ends the story, when nothing more happens. */
async function closing(ticketId: number): Promise<ServiceNote> {
  const { connectwise } = stage.sandbox;
  await connectwise.noteAppears(ticketId, ({ text }) => CLOSING.test(text), 20_000);
  await quiet({ sandbox: stage.sandbox, speed: 1, tell: () => undefined }, 300);
  const ends = connectwise.notes(ticketId).filter(({ text }) => CLOSING.test(text));
  expect(ends).toHaveLength(1);
  const [end] = ends;
  if (!end) throw new Error('there is no closing note');
  return end;
}

function nothingWasChanged(note: ServiceNote): void {
  expect(note.text).toMatch(/^Frontdesk agent: (stopped, )?please take over/);
  expect(note.internalAnalysisFlag).toBe(true);
  expect(writes()).toHaveLength(before.writes);
}

const PATCH = { vendor: 'microsoft', method: 'PATCH' } as const;

describe('an approved reset that the directory refuses', () => {
  it('for want of a permission changes nothing, and the note names the permission', async () => {
    const { microsoft } = stage.sandbox;
    const note = await approvedPlan(() => {
      microsoft.revokeConsent(person.company, 'User-PasswordProfile.ReadWrite.All');
      microsoft.expireTokens(person.company);
    });
    nothingWasChanged(note);
    expect(note.text).toContain('User-PasswordProfile.ReadWrite.All');
  });

  it('because the tenant took back its consent changes nothing, and the note says who can help', async () => {
    const { microsoft } = stage.sandbox;
    const note = await approvedPlan(() => {
      microsoft.revokeConsent(person.company);
      microsoft.expireTokens(person.company);
    });
    nothingWasChanged(note);
    expect(note.text).toMatch(/consent/i);
  });

  it('because the account has come under the on-premises directory is left alone, and the note says so', async () => {
    const note = await approvedPlan(() =>
      stage.sandbox.microsoft.configure(person.key, { onPremisesSyncEnabled: true }),
    );
    nothingWasChanged(note);
    expect(note.text).toMatch(/synchronised/);
  });

  it('because the person has become an administrator is left alone, and the note says so', async () => {
    const note = await approvedPlan(() =>
      stage.sandbox.microsoft.configure(person.key, { directoryRole: 'User Administrator' }),
    );
    nothingWasChanged(note);
    expect(note.text).toMatch(/never acts on somebody with an admin role/);
  });

  it('because the account is gone changes nothing, and the note says so', async () => {
    const note = await approvedPlan(() => {
      dismissed.add(person.key);
      stage.sandbox.microsoft.remove(person.key);
    });
    nothingWasChanged(note);
    expect(note.text).toContain(person.email);
  });
});

describe('a requester whose account is synchronised from on premises', () => {
  it('is handed to a technician with the reason, and no approval is asked', async () => {
    stage.sandbox.microsoft.configure(person.key, { onPremisesSyncEnabled: true });
    const note = await closing(asks());
    nothingWasChanged(note);
    expect(note.text).toMatch(/on-premises|synchronised/i);
  });
});

describe('a directory in passing trouble', () => {
  for (const [what, fault] of [
    ['429 with Retry-After', { kind: 'status', status: 429, retryAfter: 1, times: 2 }],
    ['503 on the change', { kind: 'status', status: 503, times: 2 }],
    ['500 on the change', { kind: 'status', status: 500, times: 2 }],
    ['connections dropped before the work', { kind: 'drop', times: 2 }],
  ] as const) {
    it(`is waited for, and sets exactly one password: ${what}`, async () => {
      const note = await approvedPlan(() => stage.sandbox.faults.add({ ...PATCH, ...fault }));
      expect(note.text).toMatch(/^Frontdesk agent: done/);
      expect(passwordsSet()).toBe(1);
      expect(writes()).toHaveLength(before.writes + 1);
    });
  }

  it('that answers nothing but 500 for a while is waited for, reads and all', async () => {
    const { faults } = stage.sandbox;
    const note = await approvedPlan(() => {
      const back = faults.add({ vendor: 'microsoft', kind: 'status', status: 500 });
      const seen = graph().length;
      void eventually(() => (graph().length >= seen + 3 ? true : undefined), 'the outage').finally(back);
    });
    expect(note.text).toMatch(/^Frontdesk agent: done/);
    expect(passwordsSet()).toBe(1);
  });

  it('that stays down longer than anybody waits ends in a note that says so', async () => {
    const note = await approvedPlan(() => {
      stage.sandbox.faults.add({ vendor: 'microsoft', kind: 'status', status: 500 });
    });
    nothingWasChanged(note);
    expect(note.text).toMatch(/Microsoft/);
  });

  it('that is down already while it is looked at costs no ticket: the plan comes when it is back', async () => {
    const { faults } = stage.sandbox;
    const back = faults.add({ vendor: 'microsoft', kind: 'status', status: 500 });
    const ticketId = asks();
    const seen = graph().length;
    await eventually(() => (graph().length >= seen + 2 ? true : undefined), 'the outage');
    back();
    const { connectwise } = stage.sandbox;
    await connectwise.noteAppears(ticketId, ({ text }) => text.startsWith('Frontdesk agent'), 20_000);
    await quiet({ sandbox: stage.sandbox, speed: 1, tell: () => undefined }, 300);
    expect(writes()).toHaveLength(before.writes);
  });
});

describe('a reset whose answer is lost', () => {
  it('is read back: one password, and the note tells the doubt', async () => {
    const note = await approvedPlan(() => stage.sandbox.faults.add({ ...PATCH, kind: 'drop-after', times: 1 }));
    expect(note.text).toMatch(/^Frontdesk agent: done/);
    expect(note.text).toMatch(/reading back/);
    expect(passwordsSet()).toBe(1);
  });

  it('is not repeated although the directory shows the old state for a while', async () => {
    const { microsoft, faults } = stage.sandbox;
    const note = await approvedPlan(() => {
      microsoft.staleReads(800);
      faults.add({ ...PATCH, kind: 'drop-after', times: 1 });
    });
    expect(note.text).toMatch(/^Frontdesk agent: done/);
    expect(passwordsSet()).toBe(1);
  });

  it('is waited for when reading back fails too', async () => {
    const { faults } = stage.sandbox;
    const note = await approvedPlan(() => {
      faults.add({ ...PATCH, kind: 'drop-after', times: 1 });
      const stop = stage.sandbox.records.watch(({ vendor, method }) => {
        if (vendor !== 'microsoft' || method !== 'PATCH') return;
        stop();
        faults.add({ vendor: 'microsoft', method: 'GET', kind: 'status', status: 500, times: 2 });
      });
    });
    expect(note.text).toMatch(/^Frontdesk agent: done/);
    expect(passwordsSet()).toBe(1);
  });
});

describe('a model server', () => {
  for (const [what, fault] of [
    ['answers 500', { kind: 'status', status: 500 }],
    ['answers 429', { kind: 'status', status: 429, retryAfter: 1 }],
    ['drops connections', { kind: 'drop' }],
  ] as const) {
    it(`that ${what} for a while is waited for: the plan comes when it is back`, async () => {
      const { faults, records } = stage.sandbox;
      const asked = records.of('model').length;
      const back = faults.add({ vendor: 'model', ...fault });
      const ticketId = asks();
      await eventually(() => (records.of('model').length >= asked + 2 ? true : undefined), 'the outage');
      back();
      await isAsked(ticketId);
      expect(writes()).toHaveLength(before.writes);
    });
  }

  it('that stays away longer than anybody waits ends in a note that asks a person', async () => {
    stage.sandbox.faults.add({ vendor: 'model', kind: 'status', status: 500 });
    const ticketId = asks();
    const { note } = await stage.sandbox.connectwise.noteAppears(
      ticketId,
      ({ text }) => text.startsWith('Frontdesk agent: please take over'),
      25_000,
    );
    expect(note.text).toMatch(/language model/i);
    expect(note.text).toContain('Nothing was changed.');
  });
});
