import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { send } from '../client-for-tests.js';
import { type Bench, startBench } from './client-for-tests.js';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.ninja.stop());

describe('tokens of the pretend NinjaOne', () => {
  it('are sold at both addresses for the scopes asked, and to no other secret', async () => {
    for (const path of ['/ws/oauth/token', '/oauth/token'])
      expect((await bench.askToken({ scope: 'monitoring control' }, path)).object()).toMatchObject({
        token_type: 'Bearer',
        expires_in: 3600,
        scope: 'monitoring control',
      });
    const refused = await bench.askToken({ client_secret: 'A' });
    expect([refused.status, refused.body]).toEqual([401, { error: 'invalid_client' }]);
    bench.ninja.rights.scopes = ['monitoring'];
    expect((await bench.askToken({ scope: 'monitoring control' })).body).toEqual({ error: 'invalid_scope' });
    bench.ninja.switches.tokenPaths = ['/oauth/token'];
    expect((await bench.askToken({}, '/ws/oauth/token')).status).toBe(404);
  });

  it('end after an hour, and when they are revoked or the secret changes', async () => {
    expect((await bench.get('/organizations')).status).toBe(200);
    bench.clock.pass(3_600_000);
    const refused = await bench.get('/organizations');
    expect([refused.status, refused.body]).toMatchObject([
      401,
      { resultCode: 'FAILURE', errorMessage: 'Unauthorized' },
    ]);
    const token = await bench.token();
    expect((await bench.ask('GET', '/organizations', undefined, token)).status).toBe(200);
    bench.ninja.revokeTokens();
    expect((await bench.ask('GET', '/organizations', undefined, token)).status).toBe(401);
    const { clientSecret } = bench.ninja.credentials;
    bench.ninja.rotateKey();
    expect((await bench.askToken({ client_secret: clientSecret })).status).toBe(401);
  });

  it('open what their scopes say', async () => {
    const device = bench.ninja.devices('harbor-dental')[0]?.id;
    const reading = await bench.token('monitoring');
    expect((await bench.ask('GET', `/device/${device}`, undefined, reading)).status).toBe(200);
    expect((await bench.ask('POST', `/device/${device}/reboot/NORMAL`, { reason: 'A' }, reading)).status).toBe(403);
    expect(bench.ninja.reboots()).toEqual([]);
  });
});

describe('devices of the pretend NinjaOne', () => {
  it('are filtered by df, and all there are when the filter is misspelt', async () => {
    const organization = bench.ninja.organizationId('harbor-dental');
    const count = async (query: string) => (await bench.get(`/devices?pageSize=1000&${query}`)).rows().length;
    expect(await count(`df=${encodeURIComponent(`org=${organization}`)}`)).toBe(21);
    expect(await count(`df=${encodeURIComponent(`org = ${organization} AND class = WINDOWS_SERVER`)}`)).toBe(1);
    expect(await count(`df=${encodeURIComponent(`org=${organization} AND offline`)}`)).toBe(3);
    expect(await count(`df=${encodeURIComponent(`org=${organization} AND online AND status=APPROVED`)}`)).toBe(18);
    expect(await count(`organizationId=${organization}`)).toBe(210);
    expect((await bench.get('/devices?df=name%3DA')).status).toBe(400);
  });

  it('come in pages after the last id of the page before', async () => {
    const first = (await bench.get('/devices?pageSize=150')).rows();
    const second = (await bench.get(`/devices?pageSize=150&after=${first.at(-1)?.id}`)).rows();
    expect([first.length, second.length, Number(second[0]?.id) > Number(first.at(-1)?.id)]).toEqual([150, 60, true]);
    expect((await bench.get('/devices')).rows()).toHaveLength(100);
  });

  it('are found by name, person and address, at every client', async () => {
    const [device] = bench.ninja.devices('harbor-dental');
    const found = await bench.get(`/devices/search?q=${device?.systemName.toLowerCase()}`);
    expect(found.rows('devices')[0]).toMatchObject({ id: device?.id, matchAttr: 'systemName', score: 10 });
    expect((await bench.get('/devices/search?q=sarah.chen')).rows('devices').map((row) => row.organizationId)).toEqual([
      Number(bench.ninja.organizationId('harbor-dental')),
      Number(bench.ninja.organizationId('larkmere-logistics')),
    ]);
    expect((await bench.get('/devices/search?q=a&limit=3')).rows('devices')).toHaveLength(3);
  });

  it('tell times in seconds with a fraction', async () => {
    const [device] = bench.ninja.devices('harbor-dental');
    const shown = (await bench.get(`/device/${device?.id}`)).object();
    expect(shown.lastContact).toBe((device?.lastContact.getTime() ?? 0) / 1000);
    const user = (await bench.get(`/device/${device?.id}/last-logged-on-user`)).object();
    expect(user).toEqual({ userName: 'HARBORDENTAL\\dana.whitfield', logonTime: (bench.clock.now() - 1250) / 1000 });
  });

  it('have disks, volumes, software, alerts and activities', async () => {
    const id = bench.ninja.alerts('harbor-dental')[0]?.deviceId;
    expect((await bench.get(`/device/${id}/volumes`)).rows()[0]).toMatchObject({ freeSpace: 3 * 1024 ** 3 });
    expect((await bench.get(`/device/${id}/disks`)).rows()).toHaveLength(1);
    expect((await bench.get(`/device/${id}/software`)).rows().map(({ name }) => name)).toContain('Google Chrome');
    expect((await bench.get(`/device/${id}/alerts`)).rows()).toHaveLength(1);
    expect((await bench.get(`/device/${id}/activities`)).rows('activities')).toHaveLength(1);
    expect((await bench.get(`/device/${id}/activities?pageSize=5`)).status).toBe(400);
    expect((await bench.get('/device/1/volumes')).status).toBe(404);
  });

  it('move, vanish and change as people have it', async () => {
    const [device] = bench.ninja.devices('harbor-dental');
    bench.ninja.moveDevice(device?.id ?? 0, 'larkmere-logistics');
    const { organizationId } = (await bench.get(`/device/${device?.id}`)).object();
    expect(organizationId).toBe(Number(bench.ninja.organizationId('larkmere-logistics')));
    bench.ninja.deleteDevice(device?.id ?? 0);
    expect((await bench.get(`/device/${device?.id}`)).status).toBe(404);
    const gone = bench.ninja.organizationId('harbor-dental');
    bench.ninja.deleteOrganization('harbor-dental');
    expect((await bench.get(`/organization/${gone}`)).status).toBe(404);
    expect((await bench.get(`/devices?df=org%3D${gone}`)).rows()).toEqual([]);
  });
});

describe('what the pretend NinjaOne does', () => {
  it('restarts a device for a reason', async () => {
    const [device] = bench.ninja.devices('harbor-dental');
    const taken = await bench.ask('POST', `/device/${device?.id}/reboot/NORMAL`, { reason: 'Updates' });
    expect([taken.status, taken.text]).toEqual([204, '']);
    expect(bench.ninja.reboots()).toMatchObject([{ deviceId: device?.id, mode: 'NORMAL', reason: 'Updates' }]);
    expect(bench.ninja.activities(device?.id ?? 0).map(({ statusCode }) => statusCode)).toEqual([
      'NODE_UPDATED',
      'START_REQUESTED',
      'COMPLETED',
    ]);
    expect((await bench.ask('POST', `/device/${device?.id}/reboot/SOON`, {})).status).toBe(400);
    expect(bench.records.writes('ninjaone')).toHaveLength(1);
  });

  it('runs a script that it has, unless that takes a user', async () => {
    const [device] = bench.ninja.devices('harbor-dental');
    const path = `/device/${device?.id}/script/run`;
    const scripts = (await bench.get('/automation/scripts')).rows();
    expect(scripts.map(({ name }) => name)).toContain('Clear temporary files');
    const options = await bench.get(`/device/${device?.id}/scripting/options`);
    const action = options.rows('scripts').find(({ type }) => type === 'ACTION');
    const script = { type: 'SCRIPT', id: 12, parameters: '-Days 7', runAs: 'system' };
    expect((await bench.ask('POST', path, script)).status).toBe(204);
    expect((await bench.ask('POST', path, { type: 'ACTION', uid: action?.uid ?? '' })).status).toBe(204);
    expect(bench.ninja.scriptRuns().map(({ script: name }) => name)).toEqual(['Clear temporary files', 'Flush DNS']);
    expect((await bench.ask('POST', path, { type: 'SCRIPT', id: 99 })).status).toBe(404);
    expect((await bench.ask('POST', path, { id: 12 })).status).toBe(400);
    bench.ninja.switches.machineScripts = 'refused';
    expect((await bench.ask('POST', path, script)).status).toBe(403);
  });

  it('refuses in whatever body it is told to', async () => {
    bench.ninja.switches.errorBody = 'oauth';
    expect((await bench.get('/device/1')).body).toMatchObject({ error: 'device_not_found' });
    bench.ninja.switches.errorBody = 'empty';
    expect((await bench.get('/device/1')).text).toBe('');
    bench.faults.add({ vendor: 'ninjaone', kind: 'status', status: 429, retryAfter: 3, times: 1 });
    const refused = await bench.get('/organizations');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '3']);
  });

  it('answers below /api/v2 too', async () => {
    const headers = { authorization: `Bearer ${await bench.token()}` };
    expect((await send(`${bench.ninja.url}/api/v2/organizations`, { headers })).rows()).toHaveLength(10);
    expect((await send(`${bench.ninja.url}/v3/organizations`, { headers })).status).toBe(404);
  });
});
