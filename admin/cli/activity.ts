import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { exportActivity } from '../../core/activity/export.js';
import { verifyExport } from '../../core/activity/verify-export.js';
import { type Break, FAULTS } from '../../core/activity/walk.js';
import { InvalidInput, reasonOf } from '../../core/errors.js';
import { withInstallation } from './configure.js';

type Print = (line: string) => void;

export interface VerifyOptions {
  client?: string;
  file?: string;
  json?: boolean;
}

/** `frontdesk activity verify`: exit code 1 when a chain is broken. With `file`, of an export, without the installation. */
export async function verify({ client, file, json }: VerifyOptions, print: Print): Promise<number> {
  if (file !== undefined) return verifyFile(file, json ?? false, print);
  return withInstallation(async (installation) => {
    const chain = client === undefined ? undefined : await installation.chainOf(client);
    const verdict = await installation.activity.verify(chain);
    if (json) print(JSON.stringify(verdict));
    else {
      for (const { chain: name, entries, last, broken } of verdict.chains) {
        print(lineOf(name, entries, broken, `last ${last.seq} ${last.hash}`));
      }
      if (verdict.unchained > 0)
        print(`!     ${verdict.unchained} entries are older than the chains; nothing proves them`);
      if (verdict.chains.length === 0) print('ok    Nothing is recorded yet');
    }
    return verdict.ok ? 0 : 1;
  });
}

async function verifyFile(file: string, json: boolean, print: Print): Promise<number> {
  const chains = await verifyExport(linesOf(file)).catch((error: unknown) => {
    if (error instanceof InvalidInput) throw error;
    throw new InvalidInput('unusable_file', `${file} cannot be read (${reasonOf(error)}); check the path`);
  });
  const ok = chains.every((verdict) => verdict.ok);
  if (json) print(JSON.stringify({ ok, chains }));
  else {
    for (const { chain, entries, broken, from, to } of chains) {
      print(lineOf(chain, entries, broken, `places ${from} to ${to}`));
    }
  }
  return ok ? 0 : 1;
}

function linesOf(file: string): AsyncIterable<string> {
  return createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY });
}

function lineOf(chain: string, entries: number, broken: Break | undefined, where: string): string {
  return broken
    ? `FAIL  ${chain}: broken at ${broken.seq}: ${FAULTS[broken.fault]} (${broken.fault}); ${entries} entries before it`
    : `ok    ${chain}: ${entries} entries, ${where}`;
}

export interface ExportOptions {
  format: string;
  client?: string;
  from?: string;
  to?: string;
  masked?: boolean;
  out?: string;
}

/** `frontdesk activity export`: to a file, which appears only when it is whole, or to standard output. */
export async function exportRecord(options: ExportOptions): Promise<number> {
  const { format, client, masked, out } = options;
  if (format !== 'json' && format !== 'csv') {
    throw new InvalidInput('unknown_format', `--format ${format}: known are json (one object a line) and csv`);
  }
  const [from, to] = [timeOf('--from', options.from), timeOf('--to', options.to)];
  return withInstallation(async ({ activity, chainOf }) => {
    const pieces = Readable.from(
      exportActivity(activity, {
        of: client === undefined ? 'all' : await chainOf(client),
        format,
        personal: masked ? 'masked' : 'kept',
        ...(from ? { from } : {}),
        ...(to ? { to } : {}),
      }),
    );
    if (out === undefined) await pipeline(pieces, process.stdout, { end: false });
    else await writeWhole(pieces, out);
    return 0;
  });
}

async function writeWhole(pieces: Readable, out: string): Promise<void> {
  const draft = `${out}.${process.pid}.partial`;
  try {
    await pipeline(pieces, createWriteStream(draft, { mode: 0o600 }));
    await rename(draft, out);
  } catch (error) {
    await rm(draft, { force: true });
    throw new InvalidInput('unusable_file', `${out} cannot be written (${reasonOf(error)}); check the folder`);
  }
}

function timeOf(option: string, text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const time = new Date(text);
  if (!Number.isNaN(time.getTime())) return time;
  throw new InvalidInput('not_a_time', `${option} ${text}: write a time like 2026-01-31 or 2026-01-31T09:00:00Z`);
}
