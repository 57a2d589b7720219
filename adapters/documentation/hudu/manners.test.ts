import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { OutgoingRequest, OutgoingResponse } from '../../../core/ports/outgoing.js';
import { huduAddressOf } from './address.js';
import { type Bench, failureOf, HARBOR, startBench } from './bench-for-tests.js';
import { createHuduClient } from './client.js';
import { everyRow } from './paging.js';
import { createProcedures, decodedTask } from './procedures.js';
import { articleShape } from './shapes.js';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(async () => {
  await bench?.stop();
});
beforeEach(() => {
  bench.faults.clear();
  bench.connectAnew();
});

describe('bad answers', () => {
  const BAD = [
    [{ kind: 'html' }, 'unexpected', 'web page'],
    [{ kind: 'html', status: 502 }, 'unavailable', 'answered 502'],
    [{ kind: 'null' }, 'not_found', 'there'],
    [{ kind: 'cut' }, 'unexpected', 'not JSON'],
    [{ kind: 'huge', bytes: 40 * 1024 * 1024 }, 'unexpected', 'larger than'],
    [{ kind: 'status', status: 401 }, 'unauthorized', 'Check the API key'],
    [{ kind: 'status', status: 403 }, 'forbidden', 'rights'],
    [{ kind: 'status', status: 404 }, 'not_found', 'there'],
    [{ kind: 'status', status: 500 }, 'unavailable', 'problem of its own'],
    [{ kind: 'status', status: 503 }, 'unavailable', 'problem of its own'],
    [{ kind: 'drop' }, 'unavailable', 'no answer'],
  ] as const;

  it.each(BAD)('%j to an article is a named error', async (fault, failure, words) => {
    await bench.run('list-passwords', {});
    bench.faults.add({ vendor: 'hudu', path: /articles\/\d+$/, ...fault });
    const error = await bench.refused('get-article', { articleId: String(bench.vendor.articles(HARBOR)[0]?.id) });
    expect([error.failure, error.code]).toEqual([failure, `vendor_${failure}`]);
    if (failure !== 'not_found') expect(error.message).toContain(words);
    expect(error.message).not.toMatch(/<html|<!DOCTYPE/i);
  });

  it.each(BAD)('%j to everything makes a check that says what is wrong', async (fault, ..._expected) => {
    bench.faults.add({ vendor: 'hudu', ...fault });
    const findings = [
      ...(await bench.connection.check()),
      ...((await bench.connection.checkClient?.(bench.vendor.companyId(HARBOR))) ?? []),
    ];
    const bad = findings.filter(({ ok }) => !ok);
    expect(bad).toHaveLength(2);
    for (const { problem } of bad) expect(problem).toMatch(/^[A-Z].{15,}/);
  });

  it('of a list that is null or no list are named errors', async () => {
    for (const fault of [{ kind: 'null' }, { kind: 'html' }, { kind: 'cut' }] as const) {
      bench.faults.clear();
      bench.faults.add({ vendor: 'hudu', path: /asset_passwords$|\/assets$|procedures$/, ...fault });
      for (const [name, args] of [
        ['list-passwords', {}],
        ['search-assets', { query: 'Firewall' }],
        ['search-procedures', { query: 'laptop' }],
      ] as const) {
        expect((await bench.refused(name, args)).failure).toBe('unexpected');
      }
    }
  });

  it('leave one article that is too large out, and read the others', async () => {
    bench.vendor.addArticle({
      company: HARBOR,
      name: 'Far too large',
      content: `<p>${'x'.repeat(33 * 1024 * 1024)}</p>`,
    });
    const added = bench.vendor.addArticle({ company: HARBOR, name: 'Behind it', content: '<p>behindword</p>' });
    await bench.settle();
    const text = await bench.text('search-articles', { query: 'behindword' });
    expect(text).toContain(`"${added}"`);
    expect(await bench.text('search-articles', { query: 'far too large' })).not.toContain('Far too large');
  });
});

const json = (body: unknown, status = 200, headers: Record<string, string> = {}): OutgoingResponse => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { status, headers, body: Buffer.from(text), text: () => text, json: () => JSON.parse(text) };
};

/** A client over answers of our own, with a clock that waiting moves on. */
function fakeClient(answers: (request: OutgoingRequest) => OutgoingResponse) {
  let at = 0;
  let pausedUntil = 0;
  const waited: number[] = [];
  const wait = async (ms: number) => {
    waited.push(ms);
    at += ms;
  };
  const client = createHuduClient({
    address: huduAddressOf('https://docs.example'),
    apiKey: 'the-very-key',
    http: { request: async (request) => answers(request) },
    budget: {
      take: async () => undefined,
      pause: (ms) => {
        pausedUntil = at + ms;
      },
      paused: () => Math.max(0, pausedUntil - at),
    },
    now: () => new Date(at),
    wait,
  });
  return { client, waited, pass: (ms: number) => (at += ms) };
}

describe('being asked to slow down', () => {
  const asked = { doing: 'read articles', path: '/articles' };
  const listing = { ...asked, name: 'articles', row: articleShape, pageSize: 100 };

  it('pauses as Hudu says, and longer each time where it does not say, up to a minute', async () => {
    const { client, pass } = fakeClient(() => json('Retry later', 429));
    const pauses: (number | undefined)[] = [];
    for (let turn = 0; turn < 8; turn += 1) {
      const error = await failureOf(client.page(asked, 'articles', articleShape, 1, 1));
      expect([error.failure, error.passing]).toEqual(['throttled', true]);
      pauses.push(error.retryAfter);
      pass(60_001);
    }
    expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
    for (const [header, seconds] of [
      ['7', 7],
      [new Date(600_000).toUTCString(), 60],
      ['5000', 60],
    ] as const) {
      const told = fakeClient(() => json('Retry later', 429, { 'retry-after': header }));
      expect((await failureOf(told.client.page(asked, 'articles', articleShape, 1, 1))).retryAfter).toBe(seconds);
    }
  });

  it('lets nobody wait long who waits for an answer, and long reading wait', async () => {
    let throttled = true;
    const { client, waited } = fakeClient(() =>
      throttled ? json('Retry later', 429, { 'retry-after': '30' }) : json({ articles: [] }),
    );
    await failureOf(everyRow(client, listing));
    throttled = false;
    expect((await failureOf(everyRow(client, listing))).message).toContain('works again in 30 seconds');
    expect(waited).toEqual([]);
    expect(await everyRow(client, { ...listing, pace: 'bulk' })).toEqual([]);
    expect(waited).toEqual([30_000]);
  });
});

describe('what Hudu sends in more than one way', () => {
  it('is read with and without its envelope, and an unknown shape is told without its values', async () => {
    for (const body of [{ article: { id: 1 } }, { id: 1 }]) {
      const { client } = fakeClient(() => json(body));
      expect((await client.find({ doing: 'x', path: '/articles/1' }, 'article', articleShape))?.id).toBe(1);
    }
    const { client } = fakeClient(() => json({ article: { id: 'kx9-Vulpine!47' } }));
    const error = await failureOf(client.find({ doing: 'read it', path: '/articles/1' }, 'article', articleShape));
    expect(error.message).toContain('id');
    expect(error.message).not.toContain('Vulpine');
  });

  it.each([
    [
      { error: 'Parameter missing', details: 'param is missing: company' },
      'Parameter missing: param is missing: company',
    ],
    [{ errors: 'Network does not belong' }, 'Network does not belong'],
    [{ errors: { name: ["can't be blank"] } }, "name can't be blank"],
    [{ errors: ['one', 'two'] }, 'one: two'],
  ])('%j is told in words', async (body, words) => {
    const { client } = fakeClient(() => json(body, 422));
    expect((await failureOf(client.find({ doing: 'read it', path: '/x' }, 'x', articleShape))).message).toContain(
      words,
    );
  });

  it('never ends in a page that comes again and again', async () => {
    const same = Array.from({ length: 100 }, (_, at) => ({ id: at + 1 }));
    let asked = 0;
    const { client } = fakeClient(() => {
      asked += 1;
      return json({ articles: same });
    });
    const rows = await everyRow(client, {
      doing: 'x',
      path: '/articles',
      name: 'articles',
      row: articleShape,
      pageSize: 100,
    });
    expect([rows.length, asked]).toEqual([100, 2]);
  });

  it('is asked for apart where a process comes without its tasks, and another’s tasks are left out', async () => {
    const { client } = fakeClient(({ url }) =>
      url.includes('/procedure_tasks')
        ? json({
            procedure_tasks: [
              { id: 2, name: 'Second', position: 2, procedure_id: 5 },
              { id: 1, name: 'First', position: 1, procedure_id: 5 },
              { id: 3, name: 'Foreign', position: 3, procedure_id: 6 },
            ],
          })
        : json({ procedure: { id: 5, name: 'P', company_id: 20, total: 2 } }),
    );
    const { tasks } = await createProcedures({ client, pageSize: 100 }).get(20, 5);
    expect(tasks.map(({ name }) => name)).toEqual(['First', 'Second']);
  });

  it('a task’s words are decoded where they are base64, and left where they are words', () => {
    const packed = (text: string) => Buffer.from(text, 'utf8').toString('base64');
    expect(decodedTask(packed('<p>Größe prüfen</p>'))).toBe('<p>Größe prüfen</p>');
    for (const words of ['<p>Plain</p>', 'test', 'Passwort', '', 'Reboot the server'])
      expect(decodedTask(words)).toBe(words);
  });
});
