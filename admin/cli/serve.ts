import { readConfig } from '../../core/config.js';
import { InvalidInput } from '../../core/errors.js';
import { createLog } from '../../core/log.js';
import { ROLES, startFrontdesk } from '../../frontdesk.js';
import { readConfigurationFile } from './configuration-file.js';
import { untilToldToStop } from './told-to-stop.js';

/**
 * `frontdesk serve`: runs until it is told to stop (SIGTERM, SIGINT), then lets calls and work finish. While there is no
 * admin, prints where the first one is made; the log never has that address.
 */
export async function serve(
  options: { configuration?: string; role: string },
  print: (line: string) => void,
): Promise<number> {
  const role = ROLES.find((known) => known === options.role);
  if (!role) throw new InvalidInput('unknown_role', `--role ${options.role}: known are ${ROLES.join(', ')}`);
  const config = readConfig(process.env);
  const file = options.configuration ? await readConfigurationFile(options.configuration) : undefined;
  const log = createLog(config.logLevel);
  const frontdesk = await startFrontdesk({ config, log, env: process.env, role });
  try {
    const setupLink = frontdesk.setupLink();
    if (setupLink) print(`Nobody is an admin yet. Make the first account, within a day: ${setupLink}`);
    if (file) {
      const { changed } = await frontdesk.apply(file);
      log.info({ changed }, 'configuration applied');
    }
    await untilToldToStop();
  } finally {
    await frontdesk.stop();
  }
  return 0;
}
