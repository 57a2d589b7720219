import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { permissionsIn } from './granted.js';
import { createStage, DANA, failureOf, HARBOR, type Stage } from './stage-for-tests.js';
import { TOOL_NEEDS } from './tool-needs.js';

let stage: Stage;
beforeAll(async () => {
  stage = await createStage();
});
afterEach(() => stage.reset());
afterAll(() => stage.stop());

const check = (slug: string, connection = stage.connect()) => connection.checkClient(stage.vendor.tenantId(slug));
const problemsOf = async (slug: string) => (await check(slug)).filter(({ ok }) => !ok);

describe('the self-test of a tenant', () => {
  it('knows what every tool needs', () => {
    const names = stage
      .connect()
      .tools()
      .map(({ name }) => name);
    expect(Object.keys(TOOL_NEEDS).sort()).toEqual(names.sort());
  });

  it('is content where everything is granted', async () => {
    const findings = await check(HARBOR);
    expect(findings.filter(({ ok }) => !ok)).toEqual([]);
    expect(findings[1]?.what).toContain(`${Object.keys(TOOL_NEEDS).length} of ${Object.keys(TOOL_NEEDS).length} tools`);
  });

  it('names each permission that is missing, the tools that do not work for want of it, and where it is granted', async () => {
    stage.vendor.revokeConsent(
      'copperhatch',
      'LicenseAssignment.ReadWrite.All',
      'User.ReadWrite.All',
      'AuditLog.Read.All',
    );
    const problems = await problemsOf('copperhatch');
    expect(Object.fromEntries(problems.map(({ what, tools }) => [what, tools]))).toEqual({
      'Permission LicenseAssignment.ReadWrite.All': ['m365:assign-license', 'm365:remove-license'],
      'Permission User.ReadWrite.All': ['m365:create-user'],
      'Permission AuditLog.Read.All': ['m365:list-sign-ins'],
    });
    for (const { problem } of problems) {
      const { credentials, loginUrl } = stage.vendor;
      expect(problem).toContain(
        `${loginUrl}/${stage.vendor.tenantId('copperhatch')}/adminconsent?client_id=${credentials.clientId}`,
      );
    }
  });

  it('takes a higher permission for a lower one, and those of the single methods for the one of all', async () => {
    const slug = 'quillfeather-press';
    stage.vendor.revokeConsent(
      slug,
      'User.Read.All',
      'User.EnableDisableAccount.All',
      'UserAuthenticationMethod.ReadWrite.All',
    );
    expect((await problemsOf(slug)).map(({ what, tools }) => [what, tools])).toEqual([
      ['Permission UserAuthenticationMethod.ReadWrite.All', ['m365:reset-mfa']],
      ['Permission UserAuthMethod-TAP.ReadWrite.All', ['m365:create-temporary-access-pass']],
    ]);
    for (const kind of [
      'Phone',
      'MicrosoftAuthApp',
      'SoftwareOATH',
      'Passkey',
      'Email',
      'WindowsHello',
      'PlatformCred',
      'External',
      'TAP',
    ]) {
      stage.vendor.grantConsent(slug, `UserAuthMethod-${kind}.ReadWrite.All`);
    }
    expect(await problemsOf(slug)).toEqual([]);
  });

  it('sees what was granted since the last token', async () => {
    const connection = stage.connect();
    stage.vendor.revokeConsent('ostrava-lane', 'AuditLog.Read.All');
    expect((await check('ostrava-lane', connection)).filter(({ ok }) => !ok)).toHaveLength(1);
    stage.vendor.grantConsent('ostrava-lane', 'AuditLog.Read.All');
    expect((await check('ostrava-lane', connection)).filter(({ ok }) => !ok)).toEqual([]);
  });

  it('says what the tenant has no licence for, which is no fault of anybody', async () => {
    stage.vendor.set('tamsin-vale', { intune: false, premium: false });
    const findings = await check('tamsin-vale');
    expect(findings.every(({ ok }) => ok)).toBe(true);
    expect(findings.filter(({ tools }) => tools)).toEqual([
      expect.objectContaining({ what: expect.stringContaining('Entra ID P1'), tools: ['m365:list-sign-ins'] }),
      expect.objectContaining({
        what: expect.stringContaining('Intune'),
        tools: ['m365:list-managed-devices', 'm365:sync-device', 'm365:restart-device'],
      }),
    ]);
  });

  it('tries reads where the token cannot be read, and says that it knows no more', async () => {
    const slug = 'windrow-agronomy';
    stage.vendor.revokeConsent(slug, 'AuditLog.Read.All');
    const opaque = {
      request: async (request: Parameters<typeof stage.http.request>[0]) => {
        const authorization = request.headers?.authorization;
        const token = authorization && tokens.get(authorization);
        const answer = await stage.http.request(
          token ? { ...request, headers: { ...request.headers, authorization: token } } : request,
        );
        if (!request.url.endsWith('/token')) return answer;
        const body: unknown = answer.json();
        const real = typeof body === 'object' && body && 'access_token' in body ? String(body.access_token) : '';
        tokens.set(`Bearer opaque-${tokens.size}`, `Bearer ${real}`);
        const made = JSON.stringify({ expires_in: 3599, access_token: `opaque-${tokens.size - 1}` });
        return { ...answer, text: () => made, json: (): unknown => JSON.parse(made) };
      },
    };
    const tokens = new Map<string, string>();
    const findings = await check(slug, stage.connect({}, opaque));
    expect(findings[1]?.what).toContain('rights to change things are not');
    expect(findings.filter(({ ok }) => !ok)).toEqual([
      {
        ok: false,
        what: 'Read sign-ins',
        problem: expect.stringMatching(/AuditLog.Read.All.*adminconsent/),
        tools: ['m365:list-sign-ins'],
      },
    ]);
  });

  it('says so when consent was taken back, or the tenant is gone', async () => {
    stage.vendor.revokeConsent('brindlewood-vets');
    stage.vendor.vanish('saltmarsh-marine');
    const [revoked, gone] = [await check('brindlewood-vets'), await check('saltmarsh-marine')];
    expect([revoked.length, gone.length]).toEqual([1, 1]);
    expect(revoked[0]?.problem).toContain('adminconsent');
    expect(gone[0]?.problem).toContain('check the mapping');
  });

  it('believes nothing of a token that is none', () => {
    const claims = (value: unknown) => `x.${Buffer.from(JSON.stringify(value)).toString('base64url')}.y`;
    expect(permissionsIn('opaque')).toBeUndefined();
    expect(permissionsIn('a.b.c')).toBeUndefined();
    expect(permissionsIn(claims(null))).toBeUndefined();
    expect(permissionsIn(claims({ aud: 'x', roles: 'User.Read.All' }))).toBeUndefined();
    expect(permissionsIn(claims({ aud: 'x' }))).toEqual(new Set());
  });
});

describe('a right that is granted later', () => {
  it('is used as soon as the token is a minute old, without anybody doing anything', async () => {
    const connection = stage.connect();
    const at = stage.scope('fennimore-legal');
    const args = { user: stage.emailOf(stage.seat('fennimore-legal', 4)) };
    stage.vendor.revokeConsent('fennimore-legal', 'AuditLog.Read.All');
    const list = stage.tool('list-sign-ins', connection);
    const before = stage.mark();
    expect((await failureOf(list.run(at, args))).failure).toBe('forbidden');
    expect((await failureOf(list.run(at, args))).failure).toBe('forbidden');
    expect(stage.tokenCalls(before)).toHaveLength(1);
    stage.vendor.grantConsent('fennimore-legal', 'AuditLog.Read.All');
    stage.clock.now += 61_000;
    expect((await list.run(at, args)).summary).toContain('sign-ins');
    expect(stage.tokenCalls(before)).toHaveLength(2);
  });

  it('may be a role beside the permission, which is said', async () => {
    stage.vendor.set(HARBOR, { passwordNeedsRole: true });
    const error = await failureOf(stage.change('reset-password').run(stage.scope(), { user: stage.emailOf(DANA) }));
    expect([error.failure, error.message.includes('User Administrator')]).toEqual(['forbidden', true]);
    stage.vendor.set(HARBOR, { passwordNeedsRole: false });
  });
});
