import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { runReplies, unescapeReply } from './replies.js';

describe('frontdesk replies', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'replies-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  const run = async (content: string | Uint8Array) => {
    const file = join(folder, 'replies.txt');
    const out = join(folder, 'results.tsv');
    await writeFile(file, content);
    const printed: string[] = [];
    const code = await runReplies({ file, out }, { stdout: (line) => printed.push(line) });
    return { code, printed, results: await readFile(out, 'utf8') };
  };

  it('writes one result for every reply, with the reply as it stood', async () => {
    const { code, results, printed } = await run(
      'approved\nNo, wrong user\nis this ok?\nYes, go ahead\\n\\nThanks,\\nJin\n',
    );
    expect(code).toBe(0);
    expect(results).toBe(
      'approve\tapproved\ndeny\tNo, wrong user\nneutral\tis this ok?\napprove\tYes, go ahead\\n\\nThanks,\\nJin\n',
    );
    expect(printed.join('\n')).toContain('4 replies: 2 approve, 1 deny, 1 neutral');
  });

  it('reads files of other systems: byte order mark, CRLF, no line end at the end', async () => {
    const { results } = await run('\ufeffapproved\r\ndeny\r\nyes');
    expect(results).toBe('approve\tapproved\ndeny\tdeny\napprove\tyes\n');
  });

  it('keeps the count of lines: an empty line is a neutral reply', async () => {
    const { results } = await run('yes\n\n   \nno\n');
    expect(results).toBe('approve\tyes\nneutral\t\nneutral\t   \ndeny\tno\n');
  });

  it('keeps tabs in a reply where they are', async () => {
    const { results } = await run('approved\tthanks\n');
    expect(results).toBe('approve\tapproved\tthanks\n');
  });

  it('writes an empty result for an empty file', async () => {
    const { results } = await run('');
    expect(results).toBe('');
  });

  it('says in one line which file it cannot read', async () => {
    const missing = join(folder, 'missing.txt');
    const failed = runReplies({ file: missing, out: join(folder, 'o.tsv') }, { stdout: () => {} });
    await expect(failed).rejects.toThrow(missing);
    await expect(failed).rejects.not.toThrow(/\n/);
  });

  it('refuses a file that is not text', async () => {
    await expect(run(new Uint8Array([0xff, 0xfe, 0x41, 0x00]))).rejects.toThrow(/UTF-8/);
  });

  it('says in one line that it cannot write the results', async () => {
    const file = join(folder, 'replies.txt');
    await writeFile(file, 'yes\n');
    const out = join(folder, 'no-such-folder', 'o.tsv');
    await expect(runReplies({ file, out }, { stdout: () => {} })).rejects.toThrow(out);
  });

  it('reads backslash n as a line break and two backslashes as one', () => {
    expect(unescapeReply('a\\nb')).toBe('a\nb');
    expect(unescapeReply('a\\\\nb')).toBe('a\\nb');
    expect(unescapeReply('a\\r\\nb')).toBe('a\nb');
    expect(unescapeReply('C:\\temp')).toBe('C:\\temp');
  });
});
