import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';

const at = (file: string) => fileURLToPath(new URL(`../${file}`, import.meta.url));
const document = readFileSync(at('docs/security.md'), 'utf8');

/** `| LLM01 ... | words (`file`) | `file`: "title" |` */
const rows = document.split('\n').flatMap((line) => {
  const [, risk, control, test] = /^\| ((?:LLM|ASI)\d\d [^|]+) \| ([^|]+) \| ([^|]+) \|$/.exec(line) ?? [];
  if (!risk || !control || !test) return [];
  const [, file = '', title = ''] = /^`([^`]+)`: "(.+)"$/.exec(test) ?? [];
  return [{ risk, controls: [...control.matchAll(/`([^`]+)`/g)].map(([, path = '']) => path), file, title }];
});

describe('docs/security.md', () => {
  it('has the ten risks of both lists, once each', () => {
    const numbers = Array.from({ length: 10 }, (_, index) => String(index + 1).padStart(2, '0'));
    const wanted = ['LLM', 'ASI'].flatMap((list) => numbers.map((number) => `${list}${number}`));
    expect(rows.map(({ risk }) => risk.split(' ')[0])).toEqual(wanted);
  });

  it.each(rows.map((row) => [row.risk, row] as const))('%s names one control and one test that exist', (_risk, row) => {
    expect(row.controls).toHaveLength(1);
    for (const file of [...row.controls, row.file])
      expect({ file, exists: existsSync(at(file)) }).toEqual({ file, exists: true });
    const titles = readFileSync(at(row.file), 'utf8').match(
      /\b(?:it|test)(?:\.each\([\s\S]*?\))?\(\s*(['"`])(?:\\.|(?!\1).)*\1/g,
    );
    expect(titles?.some((title) => title.includes(row.title))).toBe(true);
  });
});

const lock = z.object({
  packages: z.record(z.string(), z.object({ integrity: z.string().optional(), resolved: z.string().optional() })),
});

describe('the dependencies', () => {
  it('pins every package by its checksum', () => {
    const { packages } = lock.parse(JSON.parse(readFileSync(at('package-lock.json'), 'utf8')));
    const { '': _ours, ...others } = packages;
    expect(Object.keys(others).length).toBeGreaterThan(100);
    for (const [name, { integrity, resolved = 'https://registry.npmjs.org/' }] of Object.entries(others)) {
      expect({ name, integrity }).toEqual({ name, integrity: expect.stringMatching(/^sha512-/) });
      expect(resolved).toMatch(/^https:\/\/registry\.npmjs\.org\//);
    }
  });
});
