import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DemoStage, PUBLIC_BASE_URL, setStage } from '../../admin/cli/stage.js';
import { eventually } from './scenario.js';

const DANA = 'harbor-dental/dana-whitfield';
const PASSWORD = 'correct horse battery';

/** A browser, as far as pages without scripts need one: cookies, forms, and what it says of where a form stood. */
function createBrowser(base: () => string) {
  const jar = new Map<string, string>();
  async function go(
    path: string,
    fields?: Record<string, string>,
  ): Promise<{ status: number; body: string; to: string }> {
    const answer = await fetch(`${base()}${path}`, {
      redirect: 'manual',
      headers: {
        cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(fields ? { origin: PUBLIC_BASE_URL, 'sec-fetch-site': 'same-origin' } : {}),
      },
      ...(fields ? { method: 'POST', body: new URLSearchParams(fields) } : {}),
    });
    for (const set of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (name && value) jar.set(name, value);
    }
    return { status: answer.status, body: await answer.text(), to: answer.headers.get('location') ?? '' };
  }
  return {
    go,
    /** Opens an address of a note; signs in when it is asked to, and ends up where the note led. */
    async open(path: string, email: string) {
      const first = await go(path);
      if (first.status !== 303) return first;
      const page = await go(first.to);
      const next = field(page.body, 'next').replaceAll('&amp;', '&');
      const inside = await go('/sign-in', { email, password: PASSWORD, next });
      return go(inside.to);
    },
  };
}

const field = (body: string, name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(body)?.[1] ?? '';

describe('a technician with the links of the notes', () => {
  let stage: DemoStage;
  let ticketId: number;
  let links: Record<'approve' | 'deny', string>;
  const log: string[] = [];
  beforeAll(async () => {
    stage = await setStage({
      mode: 'execute',
      logLevel: 'debug',
      logTo: { write: (line) => void log.push(line) },
      tuning: { admin: { scrypt: { log2N: 4, r: 1, p: 1 } } },
    });
    await inviteEverybody();
    const { connectwise } = stage.sandbox;
    ticketId = connectwise.technicianCreatesTicket({
      member: 'mbell',
      personKey: DANA,
      summary: 'Locked out',
      description: 'I am locked out. I forgot my password.',
      owner: 'jpark',
    }).id;
    const asked = await connectwise.noteAppears(ticketId, ({ text }) => text.includes('waiting for approval'), 20_000);
    links = { approve: pathIn(asked.note.text, 'Approve: '), deny: pathIn(asked.note.text, 'Deny: ') };
  });
  afterAll(() => stage.stop());

  const browser = () => createBrowser(() => stage.frontdesk.url);
  const notes = () => JSON.stringify(stage.sandbox.connectwise.notes(ticketId));
  const resets = () => stage.sandbox.records.writes('microsoft').filter(({ method }) => method === 'PATCH');

  function pathIn(note: string, before: string): string {
    const [, path] = new RegExp(`${before}${PUBLIC_BASE_URL}(\\S+)`).exec(note) ?? [];
    if (!path) throw new Error(`The note has no ${before}link`);
    return path;
  }

  /** The first admin comes by the link of the console and makes the others' accounts. */
  async function inviteEverybody(): Promise<void> {
    const desk = browser();
    const { searchParams } = new URL(stage.frontdesk.setupLink() ?? '');
    const token = searchParams.get('token') ?? '';
    await desk.go('/setup', { token, email: 'boss@tallowmere.example', name: 'Boss', password: PASSWORD });
    const session = await fetch(`${stage.frontdesk.url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'boss@tallowmere.example', password: PASSWORD }),
    });
    const cookie = session.headers.getSetCookie().map((set) => set.split(';', 1)[0]);
    for (const [email, name] of [
      ['jpark@tallowmere.example', 'Jin'],
      ['hfrost@tallowmere.example', 'Helen'],
    ]) {
      const made = await fetch(`${stage.frontdesk.url}/api/accounts`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: PUBLIC_BASE_URL, cookie: cookie.join('; ') },
        body: JSON.stringify({ email, name, role: 'technician', password: PASSWORD }),
      });
      expect(made.status).toBe(201);
    }
  }

  it('who is none of the PSA any more sees the plan and decides nothing', async () => {
    const helen = browser();
    const page = await helen.open(links.approve, 'hfrost@tallowmere.example');
    expect(page.body).toContain('belongs to no single active technician in ConnectWise');
    expect(page.body).not.toContain('Approve plan');
    const [, planHash = ''] = /"planHash":"([0-9a-f]+)"/.exec(await approvalNow(helen)) ?? [];
    const pressed = await helen.go(links.approve, { planHash });
    expect(pressed.status).toBe(403);
    expect(pressed.body).toContain('You may not decide this');
    expect(resets()).toEqual([]);
  });

  it('changes nothing by opening them, approves with one press, and gets the new password once', async () => {
    const jin = browser();
    const page = await jin.open(links.approve, 'jpark@tallowmere.example');
    const [before, written] = [await approvalNow(jin), notes()];
    const opened = await jin.open(links.approve, 'jpark@tallowmere.example');
    expect(opened.body).toContain('Dana Whitfield');
    expect(await approvalNow(jin)).toBe(before);
    expect(JSON.parse(before)).toMatchObject({ state: 'pending', decision: { may: true } });
    expect(notes()).toBe(written);
    expect(resets()).toEqual([]);

    const passwords = () => stage.sandbox.microsoft.user(DANA).passwords;
    const known = passwords().length;
    const pressed = await jin.go(links.approve, { planHash: field(page.body, 'planHash') });
    expect(pressed.body).toContain('Jin Park approved this plan.');
    const { connectwise } = stage.sandbox;
    const done = await connectwise.noteAppears(
      ticketId,
      ({ text }) => text.startsWith('Frontdesk agent: done'),
      20_000,
    );
    expect(done.note.text).toContain('Approved by Jin Park.');
    await eventually(() => (passwords().length === known + 1 ? true : undefined), 'the reset');

    const secretPath = pathIn(done.note.text, 'UTC: ');
    expect((await jin.open(secretPath, '')).body).toContain('Show once');
    const shown = await jin.go(secretPath, {});
    const set = passwords().at(-1)?.password ?? 'none';
    expect(/id="value"[^>]* value="([^"]*)"/.exec(shown.body)?.[1]).toBe(set);
    const again = await jin.go(secretPath, {});
    expect(again.status).toBe(409);
    expect(again.body).toContain('opened by Jin');
    expect((await jin.go(links.deny, { planHash: field(page.body, 'planHash') })).status).toBe(409);

    const recorded = await jin.go(`/api/activity?ticketId=${ticketId}`);
    const told = [recorded.body, notes(), log.join('')];
    expect(told[0]).toContain('secret.opened');
    for (const text of told) expect(text).not.toContain(set);
    const tokens = Object.values(links).map((path) => new URL(path, PUBLIC_BASE_URL).searchParams.get('t') ?? 'none');
    for (const token of tokens) expect(log.join('')).not.toContain(token);
  });

  /** The approval as the API tells it. */
  async function approvalNow({ go }: ReturnType<typeof browser>): Promise<string> {
    const [, , id = ''] = links.approve.split('/');
    return (await go(`/api/approvals/${id}`)).body;
  }
});
