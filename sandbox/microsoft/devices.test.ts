import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createVisitor, seat, type Visitor } from './visitor.js';

const COMPANY = 'harbor-dental';
const DANA = 'harbor-dental/dana-whitfield';
const DEVICES = '/deviceManagement/managedDevices';

describe('Intune at the pretend Graph', () => {
  let visitor: Visitor;
  let name: string;
  const graph = (target: string, init?: Parameters<Visitor['graph']>[2]) => visitor.graph(COMPANY, target, init);
  const filter = (text: string) => graph(`${DEVICES}?$filter=${encodeURIComponent(text)}`);
  const tell = (action: string) =>
    graph(`${DEVICES}/${visitor.microsoft.device(COMPANY, name).id}/${action}`, { method: 'POST' });
  beforeEach(async () => {
    visitor = await createVisitor();
    name = visitor.world.devices.find(({ person }) => person === DANA)?.name ?? '';
  });
  afterEach(() => visitor.microsoft.stop());

  it('knows every person’s computer, in the tenant of that person only', async () => {
    const all = await graph(`${DEVICES}?$select=id,deviceName,userPrincipalName`);
    expect(all.body.value).toHaveLength(20);
    const own = await graph(`/users/${visitor.microsoft.userId(DANA)}/managedDevices`);
    expect(own.body.value).toMatchObject([
      { deviceName: name, userPrincipalName: 'dana.whitfield@harbordental.example', complianceState: 'compliant' },
    ]);
    expect((await visitor.graph('copperhatch', `${DEVICES}/${own.body.value[0].id}`)).status).toBe(404);
  });

  it('filters by name, owner and state', async () => {
    expect((await filter(`deviceName eq '${name.toLowerCase()}'`)).body.value).toHaveLength(1);
    expect((await filter(`contains(deviceName,'${name.slice(1, 6)}')`)).body.value.length).toBeGreaterThan(0);
    expect((await filter("userPrincipalName eq 'dana.whitfield@harbordental.example'")).body.value).toHaveLength(1);
    expect((await filter("complianceState eq 'noncompliant'")).body.value.length).toBeGreaterThan(0);
    expect((await filter("complianceState ne 'compliant'")).body.value.length).toBeGreaterThan(0);
    expect((await filter("isEncrypted eq 'x'")).status).toBe(400);
  });

  it('passes on what it is told, and shows later how far it came', async () => {
    const results = async () =>
      (await graph(`${DEVICES}/${visitor.microsoft.device(COMPANY, name).id}?$select=id,deviceActionResults`)).body
        .deviceActionResults;
    const reply = await tell('rebootNow');
    expect([reply.status, reply.body]).toEqual([204, undefined]);
    expect(await results()).toMatchObject([{ actionName: 'rebootNow', actionState: 'pending' }]);
    visitor.clock.now += 2000;
    expect(await results()).toMatchObject([{ actionState: 'active' }]);
    visitor.clock.now += 2000;
    expect(await results()).toMatchObject([{ actionState: 'done' }]);
    expect(visitor.microsoft.device(COMPANY, name).results).toEqual([{ actionName: 'rebootNow', state: 'done' }]);
    await tell('rebootNow');
    expect(await results()).toMatchObject([{ actionName: 'rebootNow', actionState: 'pending' }]);
    expect(visitor.records.writes('microsoft')).toHaveLength(2);
  });

  it('has spoken to a computer after a sync, unless that is out of reach', async () => {
    const before = visitor.microsoft.device(COMPANY, name).lastSyncDateTime;
    visitor.microsoft.configureDevice(COMPANY, name, { reachable: false });
    await tell('syncDevice');
    visitor.clock.now += 60_000;
    expect(visitor.microsoft.device(COMPANY, name)).toMatchObject({ lastSyncDateTime: before });
    visitor.microsoft.configureDevice(COMPANY, name, { reachable: true });
    expect(Date.parse(visitor.microsoft.device(COMPANY, name).lastSyncDateTime)).toBeGreaterThan(Date.parse(before));
  });

  it('is not there in a tenant without a licence for it', async () => {
    visitor.microsoft.set(COMPANY, { intune: false });
    for (const reply of [await graph(DEVICES), await tell('syncDevice')]) {
      expect([reply.status, reply.body.error.message]).toEqual([400, 'Request not applicable to target tenant.']);
    }
  });

  it('demands permissions for reading and for commands', async () => {
    visitor.microsoft.revokeConsent(COMPANY, 'DeviceManagementManagedDevices.PrivilegedOperations.All');
    expect((await tell('rebootNow')).status).toBe(403);
    visitor.microsoft.grantConsent(COMPANY, 'DeviceManagementManagedDevices.ReadWrite.All');
    expect((await tell('rebootNow')).status).toBe(403);
    visitor.microsoft.revokeConsent(
      COMPANY,
      'DeviceManagementManagedDevices.ReadWrite.All',
      'DeviceManagementManagedDevices.Read.All',
    );
    expect((await graph(DEVICES)).status).toBe(403);
    expect(visitor.microsoft.device(COMPANY, name).results).toEqual([]);
  });
});

describe('the sign-in log at the pretend Graph', () => {
  let visitor: Visitor;
  const list = (text: string, more = '') =>
    visitor.graph(COMPANY, `/auditLogs/signIns?$filter=${encodeURIComponent(text)}${more}`);
  beforeEach(async () => {
    visitor = await createVisitor();
  });
  afterEach(() => visitor.microsoft.stop());

  it('shows the sign-ins of a user since a moment, newest first, page by page', async () => {
    const userId = visitor.microsoft.userId(DANA);
    visitor.microsoft.addSignIn(DANA, { errorCode: 50126 });
    const all = await list(`userId eq '${userId}'`);
    const dates = all.body.value.map((signIn: { createdDateTime: string }) => signIn.createdDateTime);
    expect(dates).toHaveLength(4);
    expect(dates).toEqual([...dates].sort().reverse());
    expect(all.body.value[0].status).toMatchObject({ errorCode: 50126, failureReason: expect.any(String) });
    const day = new Date(visitor.clock.now - 24 * 3_600_000).toISOString();
    const first = await list(`userId eq '${userId}' and createdDateTime ge ${day}`, '&$top=1');
    expect(first.body.value).toHaveLength(1);
    const next = await visitor.graph(COMPANY, first.body['@odata.nextLink']);
    expect([next.body.value.length, next.body['@odata.nextLink']]).toEqual([1, undefined]);
    expect((await list(`userId eq '${userId}' and status/errorCode eq 50126`)).body.value).toHaveLength(1);
    const one = await visitor.graph(COMPANY, `/auditLogs/signIns/${all.body.value[0].id}`);
    expect(one.body.userId).toBe(userId);
  });

  it('is of one tenant', async () => {
    const other = visitor.microsoft.userId(seat(visitor, 'copperhatch', 0));
    expect((await list(`userId eq '${other}'`)).body.value).toEqual([]);
  });

  it.each(['createdDateTime ge yesterday', "createdDateTime ge '2026-01-01'", 'userId gt 5', "riskState eq 'none'"])(
    'refuses to filter by %s',
    async (text) => {
      expect((await list(text)).status).toBe(400);
    },
  );

  it('knows no order but its own', async () => {
    expect((await visitor.graph(COMPANY, '/auditLogs/signIns?$orderby=createdDateTime')).status).toBe(400);
    expect((await visitor.graph(COMPANY, '/auditLogs/signIns?$orderby=createdDateTime%20desc')).status).toBe(200);
  });

  it('cannot be read without a premium licence or without the permission', async () => {
    visitor.microsoft.set(COMPANY, { premium: false });
    const reply = await visitor.graph(COMPANY, '/auditLogs/signIns?$top=1');
    expect([reply.status, reply.body.error.message]).toEqual([403, expect.stringMatching(/premium license/)]);
    visitor.microsoft.set(COMPANY, { premium: true, signInsNeedDirectoryRead: true });
    expect((await visitor.graph(COMPANY, '/auditLogs/signIns')).status).toBe(403);
    visitor.microsoft.grantConsent(COMPANY, 'Directory.Read.All');
    expect((await visitor.graph(COMPANY, '/auditLogs/signIns')).status).toBe(200);
    visitor.microsoft.revokeConsent(COMPANY, 'AuditLog.Read.All');
    expect((await visitor.graph(COMPANY, '/auditLogs/signIns')).status).toBe(403);
  });

  it('answers five requests in ten seconds, when the limits hold', async () => {
    visitor.microsoft.enforceLimits(true);
    const token = await visitor.token(COMPANY);
    const ask = () => visitor.graph(COMPANY, '/auditLogs/signIns?$top=1', { token });
    for (let turn = 0; turn < 5; turn += 1) expect((await ask()).status).toBe(200);
    const reply = await ask();
    expect([reply.status, reply.headers.get('retry-after')]).toEqual([429, '10']);
    visitor.clock.now += 10_000;
    expect((await ask()).status).toBe(200);
  });
});
