import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Bench, failureOf, HARBOR, LARKMERE, startBench } from './bench-for-tests.js';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.stop());

const NEW = {
  name: 'Restart the scanner',
  content: '# Restart\n\n1. Switch it off\n2. Wait **10 seconds**\n\n<script>no</script>',
};
const documentsNamed = (name: string, slug = HARBOR) =>
  bench.vendor.documents(slug).filter((each) => each.name === name);
const preview = (name: string, args: Record<string, unknown>, slug = HARBOR) => {
  const tool = bench.tool(name);
  if (tool.effect === 'read' || !tool.preview) throw new Error(`${name} has no preview`);
  return tool.preview(bench.scope(slug), args);
};
const observe = (name: string, args: Record<string, unknown>) => {
  const tool = bench.tool(name);
  if (tool.effect === 'read') throw new Error(`${name} changes nothing`);
  return tool.observe(bench.scope(HARBOR), args, new Date());
};

describe('creating a document in IT Glue', () => {
  it('writes it below the mapped organisation, with nothing that could run, and publishes it', async () => {
    expect(await preview('create-document', NEW)).toEqual({
      sentence: expect.stringContaining('the document "Restart the scanner" of Harbor Dental'),
    });
    expect(await observe('create-document', NEW)).toBe('not_happened');
    const { output, summary } = await bench.run('create-document', NEW);
    const [made, ...more] = documentsNamed(NEW.name);
    expect(more).toEqual([]);
    expect(made).toMatchObject({ draft: false, archived: false });
    expect(made?.published?.map(({ type, content }) => ({ type, content }))).toEqual([
      {
        type: 'Document::Text',
        content:
          '<h1>Restart</h1><ol><li>Switch it off</li><li>Wait <strong>10 seconds</strong></li></ol><p>&lt;script&gt;no&lt;/script&gt;</p>',
      },
    ]);
    expect(output).toMatchObject({ documentId: String(made?.id), already: false });
    expect(summary).toContain('Created and published');
    expect(await observe('create-document', NEW)).toBe('happened');
    expect(documentsNamed(NEW.name, LARKMERE)).toEqual([]);
  });

  it('a second time changes nothing, and says so', async () => {
    await bench.run('create-document', NEW);
    const { summary } = await bench.run('create-document', NEW);
    expect(documentsNamed(NEW.name)).toHaveLength(1);
    expect(summary).toContain('was there already');
  });

  it('is turned down while planning when the client has another one of this name', async () => {
    const taken = { name: 'Scan to e-mail', content: 'Something else' };
    expect((await preview('create-document', taken)).problem).toContain('already; change that one');
    expect((await bench.refused('create-document', taken)).failure).toBe('conflict');
    expect(documentsNamed('Scan to e-mail')).toHaveLength(1);
  });

  it.each([
    ['the document', /relationships\/documents$/, 'POST'],
    ['its text', /relationships\/sections$/, 'POST'],
    ['its publication', /\/publish$/, 'PATCH'],
  ])('whose answer about %s is lost goes on when it is run again, and makes one document', async (_, path, method) => {
    const clear = bench.faults.add({ vendor: 'itglue', method, path, kind: 'drop-after' });
    const error = await bench.refused('create-document', NEW);
    expect(error).toMatchObject({ failure: 'unavailable', outcomeUnknown: true });
    clear();
    if ((await observe('create-document', NEW)) !== 'happened') await bench.run('create-document', NEW);
    const made = documentsNamed(NEW.name);
    expect(made).toHaveLength(1);
    expect(made[0]).toMatchObject({ draft: false, published: [{ type: 'Document::Text' }] });
  });

  it('that is refused half way says what is left', async () => {
    bench.faults.add({ vendor: 'itglue', method: 'POST', path: /sections$/, kind: 'status', status: 422 });
    const error = await bench.refused('create-document', NEW);
    expect(error.message).toContain('is left in IT Glue as a draft');
  });

  it('cannot be read back where documents are not listed, which is said', async () => {
    bench.vendor.switches.listDocuments = 'refused';
    expect((await preview('create-document', NEW)).sentence).toContain('cannot be seen');
    await bench.run('create-document', NEW);
    expect(documentsNamed(NEW.name)[0]?.draft).toBe(false);
    expect(await observe('create-document', NEW)).toBe('unknown');
  });

  it('warns whoever agrees when the text seems to hold a password', async () => {
    const told = await preview('create-document', { name: 'Router', content: 'Password: Zebra-Crossing-77' });
    expect(told.sentence).toContain('seems to hold a password');
  });
});

describe('changing a document in IT Glue', () => {
  const scan = () => documentsNamed('Scan to e-mail')[0];
  const id = () => String(scan()?.id);

  it('adds a text at its end and keeps the rest', async () => {
    const before = scan()?.sections ?? [];
    const change = { documentId: id(), content: 'Since **May** in colour.' };
    expect(await preview('update-document', change)).toEqual({
      sentence: expect.stringMatching(/"Scan to e-mail" .* of Harbor Dental .*Since .*publish it/),
    });
    expect(await observe('update-document', change)).toBe('not_happened');
    await bench.run('update-document', change);
    expect(scan()?.published?.map(({ content }) => content)).toEqual([
      ...before.map(({ content }) => content),
      '<p>Since <strong>May</strong> in colour.</p>',
    ]);
    expect(await observe('update-document', change)).toBe('happened');
    const again = await bench.run('update-document', change);
    expect(again.summary).toContain('already');
    expect(scan()?.published).toHaveLength(before.length + 1);
  });

  it('replaces one section, and gives it another name', async () => {
    const documentId = bench.vendor.addDocument({ company: HARBOR, name: 'Doors', content: '<p>Old</p>' });
    const [section] = bench.vendor.document(documentId).sections;
    const change = { documentId, name: 'Doors and gates', sectionId: String(section?.id), content: 'New' };
    await bench.run('update-document', change);
    expect(bench.vendor.document(documentId)).toMatchObject({
      name: 'Doors and gates',
      draft: false,
      published: [{ id: section?.id, content: '<p>New</p>' }],
    });
    expect(await observe('update-document', change)).toBe('happened');
  });

  it.each([
    ['what looks like a password', '<p>PIN: 4711</p>', /looks like a password/],
    ['pictures or tables', '<p>See</p><table><tr><td>1</td></tr></table>', /would be lost/],
  ])('does not replace a section that holds %s', async (_, content, words) => {
    const documentId = bench.vendor.addDocument({ company: HARBOR, name: 'Doors', content });
    const sectionId = String(bench.vendor.document(documentId).sections[0]?.id);
    const change = { documentId, sectionId, content: 'New' };
    expect((await preview('update-document', change)).problem).toMatch(words);
    expect((await bench.refused('update-document', change)).failure).toBe('forbidden');
    expect(bench.vendor.document(documentId).sections[0]?.content).toBe(content);
  });

  it('never touches a document or a section of another organisation, an uploaded file or the archive', async () => {
    const [theirs] = documentsNamed('Scan to e-mail', LARKMERE);
    const uploaded = bench.vendor.documents(HARBOR).find((each) => each.uploaded);
    const archived = bench.vendor.documents(HARBOR).find((each) => each.archived);
    const before = bench.records.writes('itglue').length;
    for (const args of [
      { documentId: String(theirs?.id), content: 'Changed' },
      { documentId: String(theirs?.id), name: 'Changed' },
      { documentId: id(), sectionId: String(theirs?.sections[0]?.id), content: 'Changed' },
      { documentId: String(uploaded?.id), content: 'Changed' },
      { documentId: String(archived?.id), content: 'Changed' },
    ]) {
      expect((await bench.refused('update-document', args)).failure).toBe('forbidden');
    }
    const tool = bench.tool('update-document');
    if (tool.effect === 'read') throw new Error('It changes something');
    const foreign = { documentId: String(theirs?.id), content: 'Changed' };
    expect((await failureOf(tool.observe(bench.scope(HARBOR), foreign, new Date()))).failure).toBe('forbidden');
    expect(bench.records.writes('itglue')).toHaveLength(before);
  });

  it('whose answer is lost is run again without writing twice', async () => {
    const change = { documentId: id(), content: 'Once only.' };
    const clear = bench.faults.add({ vendor: 'itglue', method: 'POST', path: /sections$/, kind: 'drop-after' });
    expect((await bench.refused('update-document', change)).outcomeUnknown).toBe(true);
    clear();
    expect(await observe('update-document', change)).toBe('not_happened');
    await bench.run('update-document', change);
    expect(scan()?.published?.filter(({ content }) => content === '<p>Once only.</p>')).toHaveLength(1);
  });
});
