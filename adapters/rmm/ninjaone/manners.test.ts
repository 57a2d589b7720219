import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import type { Outgoing, OutgoingRequest } from '../../../core/ports/outgoing.js';
import { type Bench, failureOf, HARBOR, LARKMERE, startBench } from './bench-for-tests.js';
import { ninjaOne } from './index.js';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench({ more: { allowedScripts: '12' } });
});
afterEach(() => bench.stop());

const tokensAsked = () => bench.records.of('ninjaone').filter(({ path }) => path.endsWith('/oauth/token'));
const restart = () => {
  const device = bench.vendor.devices(HARBOR).find(({ offline }) => !offline);
  return bench.run('restart', { device: String(device?.id), reason: 'It hangs again' });
};

describe('signing in to NinjaOne', () => {
  it('is asked for once, however many want it, and to look only until something is done', async () => {
    await Promise.all([1, 2, 3, 4].map(() => bench.run('list-devices', {})));
    expect(tokensAsked()).toHaveLength(1);
    await restart();
    await restart();
    expect(tokensAsked()).toHaveLength(2);
    bench.vendor.rights.scopes = ['monitoring'];
    bench.advance(3_590_000);
    await bench.run('list-devices', {});
    expect(tokensAsked()).toHaveLength(3);
  });

  it('is done again when a token is taken back before its time', async () => {
    await bench.run('list-devices', {});
    bench.vendor.revokeTokens();
    await Promise.all([bench.run('list-devices', {}), bench.run('list-alerts', {})]);
    expect(tokensAsked()).toHaveLength(2);
  });

  it.each(['/ws/oauth/token', '/oauth/token'] as const)('works where tokens are at %s', async (path) => {
    bench.vendor.switches.tokenPaths = [path];
    await bench.run('list-devices', {});
    bench.advance(3_600_000);
    await bench.run('list-devices', {});
    expect(tokensAsked().filter(({ status }) => status === 200)).toHaveLength(2);
    // The path that there is is remembered.
    expect(tokensAsked().filter(({ status }) => status !== 200).length).toBeLessThanOrEqual(1);
    const told = bench.connect({ tokenPath: path });
    expect((await told.check()).map(({ ok }) => ok)).not.toContain(false);
  });

  it.each([400, 401] as const)('with a wrong secret is named, with what to do (%s)', async (status) => {
    bench.vendor.switches.invalidClientStatus = status;
    const { clientSecret } = bench.vendor.credentials;
    bench.vendor.rotateKey();
    const error = await bench.refused('list-devices', {});
    expect(error).toMatchObject({ failure: 'unauthorized', code: 'vendor_unauthorized' });
    expect(error.message).toContain('client secret');
    expect(error.message).not.toContain(clientSecret);
    const findings = await bench.connect({ clientSecret }).check();
    expect(findings).toMatchObject([{ ok: false, problem: expect.stringContaining('instance') }]);
  });

  it('without the scopes to act still looks, and the check names the tools that do not work', async () => {
    bench.vendor.rights.scopes = ['monitoring'];
    await bench.run('list-devices', {});
    const error = await failureOf(restart());
    expect(error.failure).toBe('forbidden');
    expect(error.message).toContain('management');
    expect(bench.vendor.reboots()).toEqual([]);
    const wrong = (await bench.connect().check()).filter(({ ok }) => !ok);
    expect(wrong).toMatchObject([{ tools: ['ninjaone:restart', 'ninjaone:run-script'] }]);
  });

  it('at an address without NinjaOne is named', async () => {
    const http = answering(() => ({ status: 404, body: '<html>Nothing here</html>' }));
    const [finding] = await connectTo(http).check();
    expect(finding?.problem).toContain('there is no NinjaOne at this address');
  });

  it('as a user is for scripts only, and goes on with the refresh token that it was given last', async () => {
    const forms: URLSearchParams[] = [];
    const http = answering(({ url, body }) => {
      if (url.endsWith('/oauth/token')) {
        forms.push(new URLSearchParams(String(body)));
        return { body: { access_token: `t${forms.length}`, expires_in: 1, refresh_token: `r${forms.length}` } };
      }
      if (url.includes('/scripting/options')) return { body: { scripts: [{ type: 'SCRIPT', id: 12, name: 'Clear' }] } };
      return { body: { id: 5, organizationId: 2, nodeClass: 'MAC', systemName: 'MAC-1', offline: false } };
    });
    let at = 0;
    const tools = connectTo(http, { allowedScripts: '12', scriptRefreshToken: 'r0' }, () => {
      at += 60_000;
      return new Date(at);
    }).tools();
    const run = tools.find(({ name }) => name === 'ninjaone:run-script');
    for (const _ of [1, 2]) await run?.run({ ...bench.scope(HARBOR), mapping: '2' }, { device: '5', scriptId: 12 });
    const byUser = forms.filter((form) => form.get('grant_type') === 'refresh_token');
    expect(byUser.map((form) => form.get('refresh_token'))).toEqual(['r0', expect.stringMatching(/^r\d$/)]);
    expect(byUser[1]?.get('refresh_token')).not.toBe('r0');
    expect(forms.filter((form) => form.get('scope') === 'monitoring').length).toBeGreaterThan(0);
  });
});

describe('what NinjaOne may answer', () => {
  it.each([
    ['html', {}, 'unexpected'],
    ['null', {}, 'unexpected'],
    ['cut', {}, 'unexpected'],
    ['huge', {}, 'unexpected'],
    ['drop', {}, 'unavailable'],
    ['status', { status: 500 }, 'unavailable'],
    ['status', { status: 429 }, 'throttled'],
    ['status', { status: 429, retryAfter: 3600 }, 'throttled'],
    ['html', { status: 502 }, 'unavailable'],
  ] as const)('%s %j is an error with a name and a code', async (kind, more, failure) => {
    await bench.run('list-devices', {});
    bench.faults.add({ vendor: 'ninjaone', path: /^\/v2/, kind, ...more });
    expect(await bench.refused('list-devices', {})).toMatchObject({ failure, code: `vendor_${failure}` });
    bench.faults.clear();
    bench.faults.add({ vendor: 'ninjaone', kind, ...more });
    const connection = bench.connect();
    for (const findings of [await connection.check(), await connection.checkClient?.('2')]) {
      const [finding] = findings ?? [];
      expect(finding?.ok).toBe(false);
      expect(finding?.problem?.length).toBeGreaterThan(20);
      if (failure !== 'unexpected') expect(finding?.passing).toBe(true);
    }
  });

  it('slowing down for a while is waited for', async () => {
    bench.faults.add({ vendor: 'ninjaone', path: /^\/v2/, kind: 'status', status: 429, retryAfter: 2, times: 2 });
    expect((await bench.run('list-devices', {})).summary).toMatch(/^Found \d+ devices/);
  });

  it.each(['result', 'oauth', 'empty'] as const)('errors in the shape "%s" are understood', async (errorBody) => {
    bench.vendor.switches.errorBody = errorBody;
    bench.faults.add({ vendor: 'ninjaone', path: /^\/v2/, kind: 'status', status: 403 });
    expect(await bench.refused('list-devices', {})).toMatchObject({ failure: 'forbidden' });
  });

  it('an organisation that is gone is named, and what to do', async () => {
    const mapping = bench.vendor.organizationId(HARBOR);
    bench.vendor.deleteOrganization(HARBOR);
    const [finding, ...more] = (await bench.connect().checkClient?.(mapping)) ?? [];
    expect(finding).toMatchObject({ ok: false, problem: expect.stringContaining('is mapped to') });
    expect(more).toEqual([]);
    const scope = { ...bench.scope(LARKMERE), mapping: '2 OR org=3' };
    expect((await failureOf(bench.tool('list-devices').run(scope, {}))).failure).toBe('invalid');
  });

  it('everything is well: the check and the mappings say so', async () => {
    const connection = bench.connect();
    expect((await connection.check()).map(({ ok }) => ok)).toEqual([true, true, true, true, true]);
    const mapping = bench.vendor.organizationId(HARBOR);
    expect((await connection.checkClient?.(mapping))?.map(({ ok }) => ok)).toEqual([true, true, true]);
    expect(await connection.mappings()).toContainEqual({ id: mapping, name: 'Harbor Dental' });
  });

  it('a filter that is ignored shows nothing of others: neither devices nor alerts', async () => {
    const device = (id: number, organizationId: number) => ({ id, organizationId, systemName: `PC-${id}` });
    const http = answering(({ url }) => {
      if (url.endsWith('/oauth/token')) return { body: { access_token: 't', expires_in: 3600 } };
      if (url.includes('/v2/alerts'))
        return { body: [{ deviceId: 1, message: 'A' }, { deviceId: 2, message: 'B' }, { message: 'C' }] };
      return { body: [device(1, 2), device(2, 3), { id: 3, systemName: 'PC-3' }] };
    });
    const scope = { ...bench.scope(HARBOR), mapping: '2' };
    const [devices, alerts] = await Promise.all(
      ['list-devices', 'list-alerts'].map(async (name) => {
        const tool = connectTo(http)
          .tools()
          .find((each) => each.name === `ninjaone:${name}`);
        return JSON.stringify((await tool?.run(scope, {}))?.output);
      }),
    );
    expect(devices).toContain('PC-1');
    expect(devices).not.toMatch(/PC-[23]/);
    expect(alerts).toContain('"A"');
    expect(alerts).not.toMatch(/"[BC]"/);
  });

  it('long lists are read page after page, by the last id', async () => {
    const asked: string[] = [];
    const http = answering(({ url }) => {
      if (url.endsWith('/oauth/token')) return { body: { access_token: 't', expires_in: 3600 } };
      asked.push(new URL(url).searchParams.get('after') ?? '');
      const after = Number(asked.at(-1));
      const count = after < 400 ? 200 : 3;
      return { body: Array.from({ length: count }, (_, at) => ({ id: after + at + 1, organizationId: 2 })) };
    });
    const tool = connectTo(http)
      .tools()
      .find(({ name }) => name === 'ninjaone:list-devices');
    const { output } = (await tool?.run({ ...bench.scope(HARBOR), mapping: '2' }, {})) ?? {};
    expect(z.looseObject({ total: z.number() }).parse(output).total).toBe(403);
    expect(asked).toEqual(['', '200', '400']);
  });
});

interface Answer {
  status?: number;
  body: unknown;
}

/** Answers that the pretend NinjaOne does not give. */
function answering(answer: (request: OutgoingRequest) => Answer): Outgoing {
  return {
    async request(request) {
      const { status = 200, body } = answer(request);
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      return { status, headers: {}, body: Buffer.from(text), text: () => text, json: () => JSON.parse(text) };
    },
  };
}

function connectTo(http: Outgoing, more: Record<string, unknown> = {}, now = () => new Date()) {
  return ninjaOne.connect({ clientId: 'client', clientSecret: 'secret', ...more }, { http, now });
}
