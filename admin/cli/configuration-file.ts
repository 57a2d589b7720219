import { readFile } from 'node:fs/promises';
import { parse, stringify, YAMLParseError } from 'yaml';
import { InvalidInput, reasonOf } from '../../core/errors.js';

/** Reads a configuration file, YAML or JSON. Throws InvalidInput in one line when it cannot be read. */
export async function readConfigurationFile(file: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw new InvalidInput('unreadable_file', `${file}: cannot be read (${reasonOf(cause)})`, { cause });
  }
  try {
    const parsed: unknown = parse(text, { prettyErrors: false });
    return parsed ?? {};
  } catch (cause) {
    const where = cause instanceof YAMLParseError ? ` at line ${lineAt(text, cause.pos[0])}` : '';
    throw new InvalidInput('unreadable_file', `${file}: is neither YAML nor JSON${where} (${reasonOf(cause)})`, {
      cause,
    });
  }
}

/** A configuration as YAML. */
export function writeConfiguration(configuration: unknown): string {
  return stringify(configuration, { lineWidth: 0 });
}

function lineAt(text: string, position: number): number {
  return text.slice(0, position).split('\n').length;
}
