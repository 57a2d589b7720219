import { readConfig } from '../../core/config.js';
import { createLog } from '../../core/log.js';
import { startFrontdesk } from '../../frontdesk.js';
import { readConfigurationFile } from './configuration-file.js';

/**
 * `frontdesk serve`: runs until it is told to stop (SIGTERM, SIGINT), then lets calls and work finish. While there is no
 * admin, prints where the first one is made; the log never has that address.
 */
export async function serve(
  { configuration }: { configuration?: string },
  print: (line: string) => void,
): Promise<number> {
  const config = readConfig(process.env);
  const file = configuration ? await readConfigurationFile(configuration) : undefined;
  const log = createLog(config.logLevel);
  const frontdesk = await startFrontdesk({ config, log, env: process.env });
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

/** Resolves at the first SIGTERM or SIGINT. */
export function untilToldToStop(): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => {
      process.off('SIGTERM', stop);
      process.off('SIGINT', stop);
      resolve();
    };
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
  });
}
