import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { policyOf } from '../../../core/tools/policy.js';
import { type Bench, HARBOR, LARKMERE, startBench } from './bench-for-tests.js';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(async () => {
  await bench?.stop();
});
beforeEach(() => {
  bench.connectAnew();
});

const stored = (slug: string, name: string) => {
  const found = bench.vendor.passwords(slug).find((row) => row.name === name);
  if (!found) throw new Error(`${slug} has no password ${name}`);
  return found;
};

describe('stored passwords', () => {
  it('are listed by name, user and folder, without any value', async () => {
    const { output } = await bench.run('list-passwords', {});
    const { id, username } = stored(HARBOR, 'Firewall admin');
    expect(output).toMatchObject({
      entries: expect.arrayContaining([
        expect.objectContaining({ entryId: String(id), name: 'Firewall admin', username }),
      ]),
    });
    expect(JSON.stringify(output)).not.toMatch(/"password"|otp/);
  });

  it.each(['name', 'id'])('go into the secret store alone, named by %s', async (by) => {
    const entry = stored(HARBOR, 'Wi-Fi');
    const before = bench.kept.length;
    const result = await bench.run('get-password', { entry: by === 'name' ? 'wi-fi' : String(entry.id) });
    const [kept] = bench.kept.slice(before);
    expect(bench.kept).toHaveLength(before + 1);
    expect(kept).toMatchObject({ label: 'stored password', value: entry.password });
    expect(kept?.subject).toContain('Wi-Fi');
    const secretId = `secret-${bench.kept.length}`;
    expect(result).toMatchObject({ output: { name: 'Wi-Fi', secretId }, secretIds: [secretId] });
    expect(bench.told()).not.toContain(entry.password);
  });

  it('are each client’s own, whatever they are called', async () => {
    const theirs = stored(HARBOR, 'Front desk mailbox');
    await bench.run('get-password', { entry: 'Front desk mailbox' }, LARKMERE);
    expect(bench.kept.at(-1)?.value).toBe(stored(LARKMERE, 'Front desk mailbox').password);
    expect((await bench.refused('get-password', { entry: String(theirs.id) }, LARKMERE)).failure).toBe('not_found');
    expect(await bench.text('list-passwords', {}, LARKMERE)).not.toContain(`"${theirs.id}"`);
  });

  it('that share a name have to be named by id', async () => {
    const twin = bench.vendor.addPassword({
      company: HARBOR,
      name: 'Wi-Fi',
      username: 'guests',
      password: 'x'.repeat(20),
    });
    const error = await bench.refused('get-password', { entry: 'Wi-Fi' });
    expect(error.failure).toBe('conflict');
    expect(error.message).toContain(String(twin));
    const preview = await bench.tool('get-password').preview?.(bench.scope(HARBOR), { entry: 'Wi-Fi' });
    expect(preview?.problem).toBe(error.message);
    bench.vendor.deletePassword(twin);
  });

  it('are previewed by what they are called, and one that is not there is said so while planning', async () => {
    const preview = async (entry: string) => bench.tool('get-password').preview?.(bench.scope(HARBOR), { entry });
    expect((await preview(String(stored(HARBOR, 'Wi-Fi').id)))?.sentence).toContain('"Wi-Fi"');
    expect((await preview('No such thing'))?.problem).toContain('No such thing');
  });

  it('are taken only by an approved step, whatever the policies say, and may be taken again after a crash', async () => {
    const tool = bench.tool('get-password');
    expect(tool.effect).toBe('write');
    const auto = { policies: { [tool.name]: 'auto' as const }, rules: [], freeze: false };
    const settings = { msp: auto, client: { ...auto, vips: [] } };
    expect(policyOf(tool, settings, { args: { entry: 'Wi-Fi' } }).policy).toBe('approval_needed');
    if (tool.effect === 'read') return;
    expect(await tool.observe(bench.scope(HARBOR), { entry: 'Wi-Fi' }, new Date())).toBe('not_happened');
  });

  it('are in nothing that anybody is told, with everything else that is secret in Hudu', async () => {
    await bench.settle();
    for (const slug of [HARBOR, LARKMERE]) {
      for (const { id, name } of bench.vendor.articles(slug)) {
        await bench.run('search-articles', { query: name }, slug);
        await bench.run('get-article', { articleId: String(id) }, slug).catch(() => undefined);
      }
      for (const { id, name } of bench.vendor.assets(slug)) {
        await bench.run('search-assets', { query: name }, slug);
        await bench.run('get-asset', { assetId: String(id) }, slug);
      }
      for (const { id } of bench.vendor.passwords(slug)) await bench.run('get-password', { entry: String(id) }, slug);
      await bench.run('list-passwords', { search: 'i' }, slug);
    }
    const secrets = bench.vendor.secrets();
    expect(secrets.length).toBeGreaterThan(40);
    expect(secrets.filter(({ value }) => bench.told().includes(value))).toEqual([]);
  });
});
