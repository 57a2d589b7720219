import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { MatchInputError, runMatch } from './match.js';

const CONTACTS = `id,firstName,lastName,company,email,phone
1,Dana,Whitfield,Harbor Dental,dana@harbordental.example,206-555-0101
2,Sean,Smith,Larkmere Logistics,,
3,Shawn,Smyth,Larkmere Logistics,,
4,Anna,Miller,Harbor Dental,,
5,Anna,Miller,Quillfeather Press,,
`;

let folder: string;
let lines: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'frontdesk-match-'));
  lines = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function run(contacts: string, queries: string, json = true) {
  const paths = { contacts: join(folder, 'c.csv'), queries: join(folder, 'q.csv'), out: join(folder, 'out.csv') };
  await writeFile(paths.contacts, contacts);
  await writeFile(paths.queries, queries);
  const code = await runMatch({ ...paths, json }, { stdout: (line) => lines.push(line) });
  const rows: unknown = parse(await readFile(paths.out, 'utf8'), { columns: true });
  return { code, rows };
}

describe('frontdesk match', () => {
  it('writes one decision for every utterance, naming a contact only when it accepts', async () => {
    const { code, rows } = await run(
      CONTACTS,
      'utterance\nhi this is dayna whitfield\nanna miller\nthe printer is jammed\nshawn smyth s m y t h\n',
    );
    expect(code).toBe(0);
    expect(rows).toMatchObject([
      { utterance: 'hi this is dayna whitfield', decision: 'accept', contactId: '1' },
      { decision: 'ask', contactId: '', score: '1', margin: '0' },
      { decision: 'none', contactId: '', score: '0', margin: '0' },
      { decision: 'accept', contactId: '3' },
    ]);
  });

  it('prints the counts and times as one JSON object', async () => {
    await run(CONTACTS, 'utterance\ndana whitfield\nhello\n');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      contacts: 5,
      queries: 2,
      accept: 1,
      ask: 0,
      none: 1,
      milliseconds: { p50: expect.any(Number), p99: expect.any(Number) },
    });
  });

  it('reads files as spreadsheets write them: byte order mark, CRLF, quotes, other columns', async () => {
    const { rows } = await run(
      `\ufeff${CONTACTS.replace(/\n/g, '\r\n')}`,
      '\ufeffid,utterance\r\na,"whitfield, dana"\r\nb,\r\nc,sean smith s m i t h\r\n',
    );
    expect(rows).toMatchObject([{ contactId: '1' }, { utterance: '', decision: 'none' }, { contactId: '2' }]);
  });

  it('keeps an unquoted comma and an empty line in a file of utterances alone', async () => {
    const { rows } = await run(CONTACTS, 'utterance\nwhitfield, dana\n\ndana whitfield\n');
    expect(rows).toMatchObject([
      { utterance: 'whitfield, dana', contactId: '1' },
      { utterance: '', decision: 'none' },
      { contactId: '1' },
    ]);
  });

  it.each([
    ['a missing column', CONTACTS.replace('lastName', 'surname'), 'utterance\nhi\n', /c\.csv has no column lastName/],
    ['a missing utterance column', CONTACTS, 'text\nhi\n', /q\.csv has no column utterance/],
    ['a file that is no CSV', CONTACTS, 'utterance\n"never closed\n', /q\.csv cannot be read as CSV/],
    ['an empty file', '', 'utterance\nhi\n', /c\.csv is empty/],
    ['an id given twice', `${CONTACTS}1,Dana,Twice,Harbor Dental,,\n`, 'utterance\nhi\n', /id 1 twice/],
    ['a contact without id', `${CONTACTS},No,Id,Harbor Dental,,\n`, 'utterance\nhi\n', /record 6: id is empty/],
  ])('refuses %s in one line and writes nothing', async (_what, contacts, queries, message) => {
    const refused = run(contacts, queries);
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.toMatchObject({ exitCode: 2 });
    expect(await readdir(folder)).toEqual(['c.csv', 'q.csv']);
  });

  it('refuses a file that is not there, and a place that cannot be written', async () => {
    const missing = runMatch({ contacts: join(folder, 'no.csv'), queries: 'q', out: 'o' }, { stdout: () => {} });
    await expect(missing).rejects.toThrow(MatchInputError);
    await writeFile(join(folder, 'c.csv'), CONTACTS);
    await writeFile(join(folder, 'q.csv'), 'utterance\nhi\n');
    const paths = { contacts: join(folder, 'c.csv'), queries: join(folder, 'q.csv') };
    const unwritable = runMatch({ ...paths, out: join(folder, 'no', 'out.csv') }, { stdout: () => {} });
    await expect(unwritable).rejects.toThrow(/cannot be written/);
  });
});
