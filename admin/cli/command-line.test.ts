import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SCENARIOS } from '../../sandbox/scenarios/index.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const COMMANDS = [
  ...['serve', 'store', 'demo', 'sandbox', 'doctor', 'apply', 'export', 'activity', 'keys', 'match', 'replies'],
];
const SECRET = 'psa-pr1vate-key';

interface Outcome {
  code: number;
  out: string;
  err: string[];
}

describe('the command line', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'fd-cli-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  function frontdesk(args: readonly string[], env: Record<string, string> = {}, dataDir = 'data'): Promise<Outcome> {
    const { PATH = '', HOME = '' } = process.env;
    return new Promise((resolve) => {
      execFile(
        process.execPath,
        ['--import', 'tsx', path.join(ROOT, 'main.ts'), ...args],
        { cwd: ROOT, env: { PATH, HOME, DATA_DIR: path.join(folder, dataDir), ...env }, timeout: 25_000 },
        (error, out, err) => {
          const code = error ? (typeof error.code === 'number' ? error.code : -1) : 0;
          resolve({ code, out, err: err.split('\n').filter(Boolean) });
        },
      );
    });
  }
  const file = async (name: string, text: string) => {
    const full = path.join(folder, name);
    await writeFile(full, text);
    return full;
  };

  it('helps with every command', async () => {
    const helps = await Promise.all(
      [[], ...COMMANDS.map((name) => [name])].map((args) => frontdesk([...args, '--help'])),
    );
    for (const [index, { code, out, err }] of helps.entries()) {
      expect({ code, err }).toEqual({ code: 0, err: [] });
      expect(out).toContain(`Usage: frontdesk ${COMMANDS[index - 1] ?? '[options] [command]'}`);
    }
    for (const name of COMMANDS) expect(helps[0]?.out).toMatch(new RegExp(`^  ${name}\\b`, 'm'));
  });

  it('lists the stories of the demo, in its help and in the README, too', async () => {
    const { code, out } = await frontdesk(['demo', '--list']);
    expect(code).toBe(0);
    const help = (await frontdesk(['demo', '--help'])).out.replace(/\s+/g, '');
    const readme = await readFile(path.join(ROOT, 'README.md'), 'utf8');
    for (const { name } of SCENARIOS) {
      expect(out).toMatch(new RegExp(`^${name}\\s+\\S`, 'm'));
      expect(help).toContain(name);
      expect(readme).toContain(`\`${name}\``);
    }
    const elsewhere = await frontdesk(['demo', '--once', '--scenario', 'vip', '--psa', 'halopsa']);
    expect(elsewhere).toMatchObject({ code: 2, err: [expect.stringMatching(/told with connectwise only/)] });
  });

  it('exits with 2 and says in one line what is unusable about a call', async () => {
    const missing = path.join(folder, 'missing.yaml');
    const calls: [string[], RegExp][] = [
      [['frobnicate'], /unknown command 'frobnicate'/],
      [['apply'], /missing required argument 'file'/],
      [['serve', '--port', '1'], /unknown option '--port'/],
      [['serve', '--role', 'cook'], /--role cook: known are all, web, worker/],
      [['demo', '--psa', 'pencil'], /--psa pencil: known are connectwise/],
      [['sandbox', '--psa', 'pencil'], /--psa pencil: known are connectwise/],
      [['match', '--queries', 'q.csv', '--out', 'o.csv'], /--contacts/],
      [['demo', '--scenario', 'nothing'], /--scenario nothing: known are .*locked-out/],
      [['match', '--contacts', missing, '--queries', missing, '--out', missing], /missing\.yaml/],
      [['replies', '--file', missing, '--out', path.join(folder, 'o.tsv')], /missing\.yaml/],
    ];
    const outcomes = await Promise.all(calls.map(([args]) => frontdesk(args)));
    for (const [index, { code, out, err }] of outcomes.entries()) {
      const lines = err.filter((line) => !line.startsWith('(frontdesk --help'));
      expect({ call: calls[index]?.[0], code, out, lines }).toEqual({
        call: calls[index]?.[0],
        code: 2,
        out: '',
        lines: [expect.stringMatching(calls[index]?.[1] ?? /$^/)],
      });
      expect(lines[0]).toMatch(/^frontdesk: /);
    }
  });

  it('names each wrong variable in a line of its own before it starts', async () => {
    const env = {
      PORT: 'eighty',
      PUBLIC_BASE_URL: 'helpdesk',
      MONGODB_URI: 'postgres://x',
      FRONTDESK_MASTER_KEY: 'too-sh0rt',
      LOG_LEVEL: 'loud',
    };
    const { code, err } = await frontdesk(['serve'], env);
    expect(code).toBe(2);
    expect(err.map((line) => line.split(': ').slice(0, 2).join(' '))).toEqual(
      Object.keys(env).map((name) => `frontdesk ${name}`),
    );
    expect(err.join()).not.toContain('too-sh0rt');
  });

  it('applies a configuration file, and says what is wrong with one', async () => {
    const good = await file('good.yaml', 'clients: [{ slug: harbor, name: Harbor Dental }]');
    const bad = await file('bad.yaml', 'clients:\n  - slug: [unclosed\nmsp: {');
    const two = await file('two.yaml', `msp: { mode: never, name: "", prompt: ${JSON.stringify(SECRET)} }`);
    const [applied, unreadable, wrong] = await Promise.all([
      frontdesk(['apply', good]),
      frontdesk(['apply', bad], {}, 'refused'),
      frontdesk(['apply', two], {}, 'refused-too'),
    ]);
    expect(applied).toEqual({ code: 0, out: expect.stringMatching(/^Changed: .*clients\.harbor\n$/), err: [] });
    expect(unreadable).toEqual({
      code: 2,
      out: '',
      err: [expect.stringMatching(/^frontdesk: .*bad\.yaml: is neither YAML nor JSON at line \d+/)],
    });
    expect(wrong).toEqual({
      code: 2,
      out: '',
      err: [expect.stringMatching(/^frontdesk: msp\.name: /), expect.stringMatching(/^frontdesk: msp\.mode: /)],
    });
  });

  it('exits with 1 when a check fails', async () => {
    const { code, out } = await frontdesk(['doctor'], {}, 'empty');
    expect(code).toBe(1);
    expect(out).toMatch(/No integration is connected/);
  });
});
