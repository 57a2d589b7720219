import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readConfig } from './config.js';
import { ConfigurationError } from './errors.js';

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
}

describe('the environment', () => {
  it('needs nothing: every variable has a value that works on one machine', () => {
    expect(readConfig({})).toEqual({
      host: '127.0.0.1',
      port: 8080,
      publicBaseUrl: 'http://localhost:8080',
      mongodbUri: undefined,
      dataDir: path.resolve('data'),
      masterKeys: undefined,
      allowPrivateHosts: [],
      trustedProxies: ['loopback', 'uniquelocal'],
      logLevel: 'info',
    });
  });

  it('counts an empty variable as one that is not set', () => {
    expect(readConfig({ PORT: '', MONGODB_URI: '', FRONTDESK_MASTER_KEY: '' })).toEqual(readConfig({}));
  });

  it('is read as it is meant', () => {
    const key = Buffer.alloc(32, 7);
    expect(
      readConfig({
        PORT: '0',
        PUBLIC_BASE_URL: 'https://helpdesk.example.com//',
        DATA_DIR: '/var/lib/frontdesk',
        FRONTDESK_MASTER_KEY: key.toString('base64'),
        ALLOW_PRIVATE_HOSTS: ' 10.20.0.0/16, llm.internal ,,',
        MONGODB_URI: 'mongodb+srv://cluster.example.com/desk',
      }),
    ).toMatchObject({
      port: 0,
      publicBaseUrl: 'https://helpdesk.example.com',
      dataDir: '/var/lib/frontdesk',
      masterKeys: new Map([[1, key]]),
      allowPrivateHosts: ['10.20.0.0/16', 'llm.internal'],
    });
  });

  it('takes several versions of the master key', () => {
    const [old, fresh] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
    const text = `1:${old.toString('base64')}, 12:${fresh.toString('base64')}`;
    expect(readConfig({ FRONTDESK_MASTER_KEY: text }).masterKeys).toEqual(
      new Map([
        [1, old],
        [12, fresh],
      ]),
    );
  });

  it.each([
    ['PORT', 'eighty'],
    ['PORT', '80.5'],
    ['PORT', '-1.5'],
    ['PORT', '65536'],
    ['PUBLIC_BASE_URL', 'helpdesk.example.com'],
    ['PUBLIC_BASE_URL', 'ftp://helpdesk.example.com'],
    ['PUBLIC_BASE_URL', 'https://helpdesk.example.com/?a=1'],
    ['PUBLIC_BASE_URL', 'https://user:pass@helpdesk.example.com'],
    ['MONGODB_URI', 'postgres://127.0.0.1/x'],
    ['FRONTDESK_MASTER_KEY', 'short'],
    ['FRONTDESK_MASTER_KEY', Buffer.alloc(31).toString('base64')],
    ['FRONTDESK_MASTER_KEY', Buffer.alloc(33).toString('base64')],
    ['FRONTDESK_MASTER_KEY', `1:${Buffer.alloc(32).toString('base64')},1:${Buffer.alloc(32).toString('base64')}`],
    ['FRONTDESK_MASTER_KEY', `1:${Buffer.alloc(32).toString('base64')},${Buffer.alloc(32).toString('base64')}`],
    ['FRONTDESK_MASTER_KEY', `0:${Buffer.alloc(32).toString('base64')}`],
    ['TRUSTED_PROXIES', 'proxy.example.com'],
    ['LOG_LEVEL', 'loud'],
  ])('says in one line that %s cannot be %j', (name, value) => {
    const problems = problemsOf({ [name]: value });
    expect(problems).toEqual([expect.stringMatching(new RegExp(`^${name}: \\S`))]);
    expect(problems[0]).not.toContain('\n');
  });

  it('names every wrong variable at once, and no secret', () => {
    const problems = problemsOf({ PORT: 'x', FRONTDESK_MASTER_KEY: 'too-sh0rt', LOG_LEVEL: 'y' });
    expect(problems.map((line) => line.split(':')[0])).toEqual(['PORT', 'FRONTDESK_MASTER_KEY', 'LOG_LEVEL']);
    expect(problems.join()).not.toContain('too-sh0rt');
  });
});
