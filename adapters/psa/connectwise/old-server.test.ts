import { createHash, createHmac } from 'node:crypto';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import fastify, { type FastifyInstance } from 'fastify';
import { createOutgoing } from '../../http.js';
import { siteAddressOf } from './address.js';
import { connectWise } from './index.js';
import { createSigningKeys } from './signing-key.js';

/** Ways of a ConnectWise server that the pretend one does not have: upgrades, old paging, a key that changes. */
const http = createOutgoing({ allowPrivate: ['127.0.0.1'], wait: async () => {} });
const opened: FastifyInstance[] = [];
afterEach(async () => {
  for (const app of opened.splice(0)) await app.close();
});
afterAll(() => http.close());

async function listen(routes: (app: FastifyInstance) => void): Promise<string> {
  const app = fastify({ forceCloseConnections: true });
  routes(app);
  opened.push(app);
  return app.listen({ host: '127.0.0.1', port: 0 });
}

function psaAt(site: string) {
  const keys = { companyId: 'tallowmere', publicKey: 'public', privateKey: 'private', clientId: 'client' };
  const { psa } = connectWise.connect({ site, ...keys }, { http, now: () => new Date() });
  if (!psa) throw new Error('ConnectWise is a PSA');
  return psa;
}

const company = (id: number) => ({
  id,
  identifier: `c${id}`,
  name: `Company ${id}`,
  status: { id: 1, name: 'Active' },
});

describe('an older or upgraded ConnectWise server', () => {
  it('is found again when an upgrade moves it to another release', async () => {
    let release = 'v2025_1';
    const site = await listen((app) => {
      app.get('/login/companyinfo/tallowmere', () => ({ Codebase: `${release}/`, IsCloud: 'True' }));
      app.get<{ Params: { release: string } }>('/:release/apis/3.0/company/companies', (request, reply) =>
        request.params.release === release
          ? reply.send(request.url.includes('pageId=0') ? [company(1)] : [])
          : reply.code(404).send({ code: 'NotFound', message: 'not here' }),
      );
    });
    const psa = psaAt(site);
    expect(await psa.companies()).toHaveLength(1);
    release = 'v2025_2';
    expect(await psa.companies()).toHaveLength(1);
  });

  it('has not lost a ticket that an upgrade moved to another release, and says so of one that is not there', async () => {
    let release = 'v2025_1';
    const site = await listen((app) => {
      app.get('/login/companyinfo/tallowmere', () => ({ Codebase: `${release}/`, IsCloud: true }));
      app.get<{ Params: { release: string; id: string } }>(
        '/:release/apis/3.0/service/tickets/:id',
        (request, reply) =>
          request.params.release === release && request.params.id === '69'
            ? reply.send({ id: 69, summary: 'Still here' })
            : reply.code(404).send({ code: 'NotFound', message: 'not here' }),
      );
      app.get('/:release/apis/3.0/company/companies', () => [{ id: 1 }]);
    });
    const psa = psaAt(site);
    expect((await psa.ticket('69')).summary).toBe('Still here');
    release = 'v2025_2';
    expect((await psa.ticket('69')).summary).toBe('Still here');
    await expect(psa.ticket('70')).rejects.toMatchObject({ failure: 'not_found' });
  });

  it('is spoken to at the address that works everywhere when it does not tell its release', async () => {
    const site = await listen((app) => {
      app.get('/v4_6_release/apis/3.0/company/companies', (request) =>
        request.url.includes('pageId=0') ? [company(1)] : [],
      );
    });
    expect(await psaAt(site).companies()).toEqual([
      { id: '1', identifier: 'c1', name: 'Company 1', types: [], active: true },
    ]);
  });

  it('is read to the end, each record once, when it knows numbered pages only', async () => {
    const rows = Array.from({ length: 2500 }, (_, index) => company(index + 1));
    const site = await listen((app) => {
      app.get<{ Querystring: { page?: string; pageSize: string } }>(
        '/v4_6_release/apis/3.0/company/companies',
        (request, reply) => {
          const page = Number(request.query.page ?? 1);
          const size = Number(request.query.pageSize);
          if (page * size < rows.length)
            reply.header('link', `<x?page=${page + 1}>; rel="next", <x?page=3>; rel="last"`);
          return rows.slice((page - 1) * size, page * size);
        },
      );
    });
    const ids = (await psaAt(site).companies()).map(({ id }) => Number(id));
    expect(ids).toEqual(rows.map(({ id }) => id));
  });

  it('may change its signing key: the key is fetched anew when a signature does not fit', async () => {
    let key = 'first key';
    let fetched = 0;
    const site = await listen((app) => {
      app.get('/keys/1', () => {
        fetched += 1;
        return { signing_key: key };
      });
      app.get('/keys/moved', (_request, reply) => reply.redirect('/keys/1'));
      app.get('/keys/huge', () => ({ signing_key: key, padding: 'x'.repeat(50_000) }));
    });
    const keys = createSigningKeys({ address: siteAddressOf(site), http, now: () => new Date() });
    const body = Buffer.from('{"ID":1}');
    const sign = (with_: string) =>
      createHmac('sha256', createHash('sha256').update(with_).digest()).update(body).digest('base64');
    expect(await keys.signed(`${site}/keys/1`, body, sign('first key'))).toBe(true);
    key = 'second key';
    expect(await keys.signed(`${site}/keys/1`, body, sign('second key'))).toBe(true);
    expect(await keys.signed(`${site}/keys/1`, body, sign('first key'))).toBe(false);
    expect(fetched).toBe(3);
    expect(await keys.signed(`${site}/keys/moved`, body, sign('second key'))).toBe(false);
    await expect(keys.signed(`${site}/keys/huge`, body, sign('second key'))).rejects.toThrow('larger');
    expect(fetched).toBe(3);
  });
});
