import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { openTestStore, type TestStore } from '../store/store-for-tests.js';
import { type ExportRequest, exportActivity } from './export.js';
import { type Activity, createActivity } from './record.js';
import { verifyExport } from './verify-export.js';

const START = Date.UTC(2026, 0, 5);
const DANA = { displayName: 'Dana Reyes', mail: 'dana.reyes@harbor.example', mobilePhone: '+1 415 555 0101' };

let store: TestStore;
let activity: Activity;

beforeAll(async () => {
  store = await openTestStore();
  let minutes = 0;
  const now = () => {
    minutes += 1;
    return new Date(START + minutes * 60_000);
  };
  activity = createActivity({ connection: store.connection, now });
  const ids = { clientId: 'harbor', runId: 'r1', ticketId: 'T1' };
  await activity.add({ ...ids, kind: 'run.started', what: 'Call of dana.reyes@harbor.example' });
  await activity.add({
    ...ids,
    kind: 'tool.read',
    what: 'Found DANA REYES (+1 415 555 0101)',
    detail: { users: [DANA] },
  });
  await activity.add({
    ...ids,
    kind: 'note.written',
    what: '=HYPERLINK("http://x")',
    detail: { text: 'Danadent stays, Dana Reyes goes' },
  });
  await activity.add({
    clientId: 'summit',
    runId: 'r2',
    kind: 'run.state',
    what: 'moved',
    detail: { from: 'queued', to: 'planned' },
  });
  await activity.add({ kind: 'event.no_client', what: '+1+1' });
});
afterAll(() => store.dispose());

async function exported(request: Partial<ExportRequest> = {}): Promise<string> {
  const pieces: string[] = [];
  for await (const piece of exportActivity(activity, { of: 'all', format: 'json', personal: 'kept', ...request })) {
    pieces.push(piece);
  }
  return pieces.join('');
}
const linesOf = async function* (text: string) {
  yield* text.split('\n');
};
const sentences = (text: string) =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => z.object({ what: z.string() }).parse(JSON.parse(line)).what);

describe('an export of the activity record', () => {
  it('can be verified without the installation, and shows what was changed in it', async () => {
    const text = await exported();
    expect(await verifyExport(linesOf(text))).toEqual([
      { chain: 'harbor', ok: true, entries: 3, from: 1, to: 3 },
      { chain: 'summit', ok: true, entries: 1, from: 1, to: 1 },
      { chain: 'msp', ok: true, entries: 1, from: 1, to: 1 },
    ]);
    const tampered: [string, string][] = [
      [text.replace('Found DANA', 'Found ANNA'), 'wrong_hash'],
      [text.split('\n').toSpliced(1, 1).join('\n'), 'missing_entry'],
      [`${text}${text.split('\n')[1]}`, 'twice_in_place'],
    ];
    for (const [changed, fault] of tampered) {
      expect(await verifyExport(linesOf(changed))).toContainEqual(
        expect.objectContaining({ chain: 'harbor', ok: false, broken: expect.objectContaining({ fault }) }),
      );
    }
    for (const nothing of ['not json', '[]', '{"chain":"x"}']) {
      await expect(verifyExport(linesOf(nothing))).rejects.toMatchObject({ code: 'not_an_export' });
    }
  });

  it('masked, names nobody: the same person is the same pseudonym in fields and sentences', async () => {
    const text = await exported({ personal: 'masked' });
    expect(text).not.toMatch(/dana reyes|dana\.reyes|415 555/i);
    expect(sentences(text)).toEqual([
      'Call of person-1',
      'Found person-3 (person-2)',
      '=HYPERLINK("http://x")',
      'moved',
      '+1+1',
    ]);
    expect(text).toContain('"users":[{"displayName":"person-3","mail":"person-1","mobilePhone":"person-2"}]');
    expect(text).toContain('Danadent stays, person-3 goes');
    expect(text).toContain('"detail":{"from":"queued","to":"planned"}');
    expect(text).not.toMatch(/"hash"|"previous"/);
    expect(await exported({ personal: 'masked' })).toBe(text);
    await expect(verifyExport(linesOf(text))).rejects.toMatchObject({ code: 'not_an_export' });
  });

  it('as CSV, holds no cell that a spreadsheet would run', async () => {
    const rows = z
      .array(z.record(z.string(), z.string()))
      .parse(parse(await exported({ format: 'csv' }), { columns: true }));
    expect(rows).toHaveLength(5);
    for (const row of rows) for (const cell of Object.values(row)) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
    expect(rows[2]).toMatchObject({ what: `'=HYPERLINK("http://x")`, seq: '3', chain: 'harbor' });
    expect(JSON.parse(rows[1]?.detail ?? '')).toEqual({ users: [DANA] });
  });

  it.each<[string, Partial<ExportRequest>, number]>([
    ['one client', { of: 'harbor' }, 3],
    ['what no client owns', { of: 'msp' }, 1],
    ['kinds', { kinds: ['run.started', 'run.state'] }, 2],
    ['a run', { runId: 'r1' }, 3],
    ['a ticket', { ticketId: 'T1' }, 3],
    ['words', { q: 'dana reyes' }, 1],
    ['words that are no pattern', { q: '+1' }, 2],
    ['a time', { from: new Date(START + 2 * 60_000), to: new Date(START + 4 * 60_000) }, 2],
  ])('is narrowed to %s', async (_what, request, count) => {
    expect(sentences(await exported(request))).toHaveLength(count);
    expect((await activity.list({ of: 'all', ...request })).entries).toHaveLength(count);
  });

  it('and a list is read page by page, newest first', async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await activity.list({ of: 'all', limit: 2, ...(cursor ? { cursor } : {}) });
      seen.push(...page.entries.map(({ what }) => what));
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen).toEqual(sentences(await exported()).reverse());
    await expect(activity.list({ of: 'all', cursor: 'x' })).rejects.toMatchObject({ code: 'wrong_cursor' });
  });
});
