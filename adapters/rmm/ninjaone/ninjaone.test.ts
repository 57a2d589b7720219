import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { type Bench, HARBOR, LARKMERE, startBench } from './bench-for-tests.js';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.stop());

const listed = z.object({ devices: z.array(z.object({ id: z.number(), name: z.string(), lastContact: z.string() })) });
const list = async (args: Record<string, unknown>, slug = HARBOR) =>
  listed.parse((await bench.run('list-devices', args, slug)).output).devices;
const first = (online = true) => {
  const found = bench.vendor.devices(HARBOR).find((each) => each.offline === !online && each.nodeClass !== 'MAC');
  if (!found) throw new Error('There is no such device');
  return found;
};
const server = () => bench.vendor.serverName(HARBOR);
const idAt = (slug: string) => String(bench.vendor.devices(slug)[0]?.id);

describe('devices in NinjaOne', () => {
  it('are those of the mapped organisation, with times that people read', async () => {
    const devices = await list({});
    expect(devices.map(({ name }) => name).sort()).toEqual(
      bench.vendor
        .devices(HARBOR)
        .map(({ systemName }) => systemName)
        .sort(),
    );
    expect(devices[0]?.lastContact).toMatch(/^20\d\d-\d\d-\d\dT/);
    const filters = bench.records
      .of('ninjaone')
      .flatMap(({ path, detail }) => (path === '/v2/devices-detailed' ? [JSON.stringify(detail)] : []));
    expect(filters.every((detail) => detail.includes('df=org%3D'))).toBe(true);
    expect(filters.length).toBeGreaterThan(0);
  });

  it('are found by name, address, kind and state', async () => {
    const device = first();
    expect((await list({ search: device.systemName.toLowerCase() })).map(({ id }) => id)).toEqual([device.id]);
    expect((await list({ search: device.ipAddresses[0] })).map(({ id }) => id)).toContain(device.id);
    expect((await list({ kind: 'server' })).map(({ name }) => name)).toEqual([server()]);
    const offline = await list({ online: false });
    expect(offline.length).toBeGreaterThan(0);
    expect(offline.map(({ id }) => id)).not.toContain(device.id);
  });

  it('are read by id or name, with who used them last', async () => {
    const device = first();
    for (const key of [String(device.id), device.systemName.toLowerCase(), device.dnsName]) {
      const { output } = await bench.run('get-device', { device: key });
      expect(output).toMatchObject({
        id: device.id,
        name: device.systemName,
        kind: 'Windows workstation',
        organization: 'Harbor Dental',
        lastUser: { name: device.lastUser?.name, at: device.lastUser?.at.toISOString() },
      });
    }
    bench.vendor.changeDevice(device.id, { lastUser: null });
    expect((await bench.run('get-device', { device: String(device.id) })).output).toMatchObject({ id: device.id });
  });

  it('of one name are told apart by their ids', async () => {
    const [one, other] = bench.vendor.devices(HARBOR);
    bench.vendor.changeDevice(other?.id ?? 0, { displayName: one?.systemName ?? '' });
    const error = await bench.refused('get-device', { device: one?.systemName ?? '' });
    expect(error.failure).toBe('conflict');
    expect(error.message).toContain(`${one?.id}, ${other?.id}`);
  });

  it('of another client are not there, by id, by name or in a list', async () => {
    const theirs = bench.vendor.devices(LARKMERE)[0];
    const reads = ['get-device', 'list-alerts', 'list-software', 'list-volumes'];
    for (const name of reads) {
      for (const device of [String(theirs?.id), theirs?.systemName ?? '', '99999999']) {
        const error = await bench.refused(name, { device });
        expect([name, error.failure]).toEqual([name, 'forbidden']);
        expect(error.message).not.toMatch(/larkmere/i);
      }
    }
    expect(await list({ search: theirs?.systemName })).toEqual([]);
    bench.vendor.moveDevice(first().id, LARKMERE);
    const moved = bench.vendor.devices(LARKMERE).map(({ id }) => id);
    expect((await list({})).filter(({ id }) => moved.includes(id))).toEqual([]);
  });

  it('have alerts, software and volumes', async () => {
    const full = bench.vendor.alerts(HARBOR)[0];
    bench.vendor.addAlert(full?.deviceId ?? 0, 'The backup failed');
    const alerts = await bench.run('list-alerts', {});
    expect(alerts.output).toMatchObject({ total: bench.vendor.alerts(HARBOR).length });
    expect(JSON.stringify(alerts.output)).toContain('The backup failed');
    const one = await bench.run('list-alerts', { device: String(full?.deviceId) });
    expect(one.output).toMatchObject({ alerts: [{ message: 'The backup failed' }, {}] });
    const software = await bench.run('list-software', { device: String(first().id), search: 'chrome' });
    expect(software.output).toMatchObject({ software: [{ name: 'Google Chrome', version: '130.0.6723' }], total: 1 });
    const volumes = await bench.run('list-volumes', { device: String(full?.deviceId) });
    expect(volumes.output).toMatchObject({ volumes: [{ sizeGb: 476, freeGb: 3, freePercent: 1 }] });
    expect(JSON.stringify(volumes.output)).toMatch(/PROTECTED/);
  });

  it('that are many fit what a model is shown, and the rest is told of', async () => {
    const device = first();
    const software = Array.from({ length: 2000 }, (_, at) => ({
      name: `Program ${at}`,
      publisher: 'P',
      version: '1',
      installed: new Date(),
    }));
    bench.vendor.changeDevice(device.id, { software });
    const { output } = await bench.run('list-software', { device: String(device.id) });
    expect(JSON.stringify(output).length).toBeLessThan(20_000);
    expect(output).toMatchObject({ total: 2000, cut: expect.stringContaining('of 2000') });
  });
});

describe('restarting a computer', () => {
  const reason = 'The printer queue hangs';

  it('is ordered in the normal way with its reason, and what is seen of it is said', async () => {
    const { id, systemName, lastUser } = first();
    const args = { device: String(id), reason };
    const { sentence = '' } = await bench.preview('restart', args);
    for (const words of [systemName, 'online', 'Windows workstation', lastUser?.name ?? '', reason])
      expect(sentence).toContain(words);
    const since = bench.now();
    expect(await bench.observe('restart', args, since)).toBe('unknown');
    const { output, summary } = await bench.run('restart', args);
    expect(bench.vendor.reboots()).toMatchObject([{ deviceId: id, mode: 'NORMAL', reason }]);
    expect(output).toEqual({ deviceId: id, device: systemName, state: 'ordered' });
    expect(summary).toContain('does not say here whether it was');
    expect(await bench.observe('restart', args, since)).toBe('happened');
    bench.advance(60_000);
    expect(await bench.observe('restart', args, bench.now())).toBe('unknown');
  });

  it('of a server is refused unless it is asked for as one, and then needs a person whatever the policy is', async () => {
    const args = { device: server(), reason };
    expect((await bench.preview('restart', args)).problem).toContain('"server": true');
    expect((await bench.refused('restart', args)).failure).toBe('forbidden');
    expect(bench.vendor.reboots()).toEqual([]);
    const tool = bench.tool('restart');
    expect([tool.policyFor?.(args), tool.policyFor?.({ ...args, server: true })]).toEqual(['auto', 'approval_needed']);
    expect((await bench.preview('restart', { ...args, server: true })).sentence).toContain('Windows server');
    await bench.run('restart', { ...args, server: true });
    expect(bench.vendor.reboots()).toHaveLength(1);
  });

  it('is turned down while planning when the computer is offline, or no longer NinjaOne’s', async () => {
    const { id, systemName } = first(false);
    const args = { device: String(id), reason };
    expect((await bench.preview('restart', args)).problem).toMatch(
      new RegExp(`^${systemName} is offline \\(last contact 20`),
    );
    expect((await bench.refused('restart', args)).message).toContain('offline');
    bench.vendor.changeDevice(id, { offline: false, approval: 'PENDING' });
    expect((await bench.preview('restart', args)).problem).toContain('waits for approval');
    expect(bench.vendor.reboots()).toEqual([]);
  });

  it('of another client’s computer is refused, planned, done or read back', async () => {
    const args = { device: idAt(LARKMERE), reason, server: true };
    const { failure } = await bench.refused('restart', args);
    await expect(bench.preview('restart', args)).rejects.toMatchObject({ failure });
    await expect(bench.observe('restart', args, new Date(0))).rejects.toMatchObject({ failure });
    expect([failure, bench.vendor.reboots()]).toEqual(['forbidden', []]);
  });

  it('is not taken for done because NinjaOne says that one is due', async () => {
    const { id } = first();
    const since = bench.now();
    bench.vendor.addActivity(id, {
      type: 'PATCH_MANAGEMENT',
      statusCode: 'REBOOT_REQUIRED',
      message: 'A reboot is pending',
    });
    expect(await bench.observe('restart', { device: String(id), reason }, since)).toBe('unknown');
  });

  it('whose answer is lost is not ordered twice', async () => {
    const { id } = first();
    bench.faults.add({ vendor: 'ninjaone', method: 'POST', path: /reboot/, kind: 'drop-after' });
    const error = await bench.refused('restart', { device: String(id), reason });
    expect(error).toMatchObject({ failure: 'unavailable', outcomeUnknown: true });
    expect(bench.vendor.reboots()).toHaveLength(1);
  });
});

describe('running a script', () => {
  const script = () => {
    const found = bench.vendor.scripts().find(({ type }) => type === 'SCRIPT');
    if (!found?.id) throw new Error('There is no script');
    return { id: found.id, name: found.name };
  };
  let allowed: Bench;
  beforeEach(async () => {
    allowed = await startBench({ more: { allowedScripts: ` ${script().id} , 999` } });
  });
  afterEach(() => allowed.stop());
  const args = (more: Record<string, unknown> = {}) => ({ device: String(first().id), scriptId: script().id, ...more });

  it('that the MSP allows is ordered, by the name that it has', async () => {
    const { name } = script();
    const with_ = args({ parameters: '-Days 30 C:\\Temp' });
    expect((await allowed.preview('run-script', with_)).sentence).toContain(`Run the script "${name}"`);
    const since = allowed.now();
    const { summary } = await allowed.run('run-script', with_);
    expect(allowed.vendor.scriptRuns()).toMatchObject([
      { script: name, parameters: '-Days 30 C:\\Temp', runAs: 'system' },
    ]);
    expect(summary).toContain("in the device's activities");
    expect(await allowed.observe('run-script', with_, since)).toBe('happened');
  });

  it('that the MSP does not allow, or NinjaOne does not have for the computer, is turned down', async () => {
    const none = await startBench();
    expect((await none.preview('run-script', args())).problem).toContain('None is allowed yet');
    expect((await none.refused('run-script', args())).failure).toBe('forbidden');
    await none.stop();
    expect((await allowed.preview('run-script', args({ scriptId: 7 }))).problem).toContain('does not allow script 7');
    expect((await allowed.preview('run-script', args({ scriptId: 999 }))).problem).toContain('has no script 999');
    expect((await allowed.refused('run-script', args({ scriptId: 999 }))).failure).toBe('not_found');
    expect(allowed.vendor.scriptRuns()).toEqual([]);
  });

  it('takes plain parameters only', () => {
    for (const parameters of ['a; shutdown', 'a | b', '$(x)', '`x`', 'a\nb', '"a"', "'a'", 'a & b', '%TEMP%', '<x>'])
      expect(allowed.tool('run-script').input.safeParse(args({ parameters })).success).toBe(false);
  });

  it('of a server, an offline or a foreign computer is refused', async () => {
    for (const device of [server(), String(first(false).id), idAt(LARKMERE)])
      expect((await allowed.refused('run-script', args({ device }))).failure).toBe('forbidden');
    expect(allowed.vendor.scriptRuns()).toEqual([]);
  });

  it('that only a user may run says what to enter', async () => {
    allowed.vendor.switches.machineScripts = 'refused';
    const error = await allowed.refused('run-script', args());
    expect(error.failure).toBe('forbidden');
    expect(error.message).toContain('Refresh token of a user');
  });
});
