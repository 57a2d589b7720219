import { writeFile } from 'node:fs/promises';
import { readConfig } from '../../core/config.js';
import { createLog } from '../../core/log.js';
import { type Installation, openInstallation } from '../../frontdesk.js';
import { readConfigurationFile, writeConfiguration } from './configuration-file.js';

type Print = (line: string) => void;

/** `frontdesk apply FILE`: makes the installation what the file says. */
export async function apply(file: string, print: Print): Promise<number> {
  const configuration = await readConfigurationFile(file);
  return withInstallation(async (installation) => {
    const { changed } = await installation.apply(configuration);
    print(changed.length === 0 ? 'Nothing to change.' : `Changed: ${changed.join(', ')}`);
    return 0;
  });
}

/** `frontdesk export`: the configuration as YAML or JSON, to a file or standard output. */
export async function exportTo({ out, json }: { out?: string; json?: boolean }, print: Print): Promise<number> {
  return withInstallation(async (installation) => {
    const configuration = await installation.export();
    const text = json ? `${JSON.stringify(configuration, null, 2)}\n` : writeConfiguration(configuration);
    if (out) await writeFile(out, text, { mode: 0o600 });
    else print(text.trimEnd());
    return 0;
  });
}

/** `frontdesk doctor`: every live check; exit code 1 when something is wrong. */
export async function doctor(print: Print): Promise<number> {
  return withInstallation(async (installation) => {
    print('ok    Environment and store');
    const checks = await installation.check();
    if (checks.length === 0) print('!     No integration is connected: apply a configuration file');
    for (const { title, findings } of checks) {
      for (const { ok, waiting, warning, what, problem } of findings) {
        if (ok && warning) print(`!     ${title}: ${what}: ${warning}`);
        else if (ok) print(`${waiting ? 'wait ' : 'ok   '} ${title}: ${what}`);
        else print(`FAIL  ${title}: ${what}: ${problem ?? 'does not work'}`);
      }
    }
    return checks.length > 0 && checks.every(({ findings }) => findings.every(({ ok }) => ok)) ? 0 : 1;
  });
}

export async function withInstallation(work: (installation: Installation) => Promise<number>): Promise<number> {
  const config = readConfig(process.env);
  const log = createLog(process.env.LOG_LEVEL ? config.logLevel : 'warn');
  const installation = await openInstallation({ config, log, env: process.env });
  try {
    return await work(installation);
  } finally {
    await installation.close();
  }
}
