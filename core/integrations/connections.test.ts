import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createDesk, type Desk, SECRET_KEY } from '../agent/fakes-for-tests.js';
import { openTestStore, type TestStore } from '../store/store-for-tests.js';
import { environmentName } from './connections.js';

const SITE = 'https://vendor.example';

describe('connected integrations', () => {
  let store: TestStore;
  let desk: Desk;
  beforeEach(async () => {
    store = await openTestStore();
    desk = await createDesk({ connection: store.connection });
  });
  afterEach(() => store.dispose());

  const stored = () => store.connection.collection('integrations').find().toArray();

  it('keep their secrets sealed, and export names in their place', async () => {
    expect(JSON.stringify(await stored())).not.toContain(SECRET_KEY);
    const exported = await desk.connections.exported();
    expect(JSON.stringify(exported)).not.toContain(SECRET_KEY);
    expect(exported.pretend_psa).toEqual({ site: SITE, key: `\${${environmentName('pretend_psa', 'key')}}` });
    expect(await desk.connections.credentials('pretend_psa')).toEqual({ site: SITE, key: SECRET_KEY });
  });

  it('do not open a secret that was moved from another integration', async () => {
    const [first, second] = await stored();
    await store.connection
      .collection('integrations')
      .updateOne({ _id: second?._id }, { $set: { sealed: first?.sealed } });
    await expect(desk.connections.credentials(String(second?._id))).rejects.toMatchObject({ code: 'vault_unreadable' });
  });

  it('change nothing when the same is stored again, and keep their webhook address when a secret changes', async () => {
    const before = await desk.connections.get('pretend_psa');
    expect(await desk.connections.save('pretend_psa', { key: SECRET_KEY, site: SITE })).toBe(false);
    expect((await desk.connections.get('pretend_psa'))?.hookToken).toBe(before?.hookToken);
    expect(await desk.connections.save('pretend_psa', { site: SITE, key: 'another' })).toBe(true);
    const after = await desk.connections.get('pretend_psa');
    expect(after?.hookToken).toBe(before?.hookToken);
    expect(after?.connection).not.toBe(before?.connection);
  });

  it('are gone once they are removed, and connected anew after that although their version counts from one', async () => {
    const before = await desk.connections.get('pretend_psa');
    expect(await desk.connections.remove('pretend_directory')).toBe(true);
    expect(await desk.connections.remove('pretend_directory')).toBe(false);
    expect(await desk.connections.get('pretend_directory')).toBeUndefined();
    // As another process does.
    await store.connection
      .collection('integrations')
      .deleteOne({ version: before?.version, hookToken: before?.hookToken });
    await desk.connections.save('pretend_psa', { site: SITE, key: 'another' });
    const after = await desk.connections.get('pretend_psa');
    expect(after?.version).toBe(before?.version);
    expect(after?.connection).not.toBe(before?.connection);
  });

  it('refuse what cannot work with a line a field, without repeating it, and keep what they had', async () => {
    const before = JSON.stringify(await stored());
    const save = desk.connections.save('pretend_psa', { key: 'abc', more: 'x' });
    await expect(save).rejects.toMatchObject({
      name: 'InvalidInput',
      message: expect.stringMatching(/^integrations\.pretend_psa\.site: .*\nintegrations\.pretend_psa\.key: .*\n/),
    });
    await expect(save).rejects.not.toThrow(/abc/);
    await expect(desk.connections.save('nobody', {})).rejects.toThrow(/known are: pretend_psa/);
    expect(JSON.stringify(await stored())).toBe(before);
  });

  it('come in the order of the catalogue; a check keeps what it found', async () => {
    const kinds = (await desk.connections.all()).map(({ kind }) => kind);
    expect(kinds).toEqual(['pretend_psa', 'pretend_directory', 'pretend_model']);
    expect(await desk.connections.check('pretend_psa')).toEqual([{ ok: true, what: 'Read something' }]);
    expect((await stored()).find(({ health }) => health)?.health).toMatchObject({ ok: true });
    await expect(desk.connections.check('nobody')).rejects.toMatchObject({ code: 'not_connected' });
    expect(await desk.connections.get('nobody')).toBeUndefined();
  });
});
