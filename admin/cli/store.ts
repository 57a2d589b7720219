import { readConfig } from '../../core/config.js';
import { createLog } from '../../core/log.js';
import { createEmbeddedStore } from '../../core/store/embedded/server.js';
import { untilToldToStop } from './told-to-stop.js';

/**
 * `frontdesk store`: serves the embedded store of DATA_DIR to other processes of this machine until it is told to stop;
 * MONGODB_URI is for them and is not looked at here. Throws when another process owns the directory.
 */
export async function store(print: (line: string) => void): Promise<number> {
  const { dataDir, logLevel } = readConfig(process.env);
  const log = createLog(logLevel);
  const served = createEmbeddedStore({ dataDir, log, shared: true });
  const { uri } = await served.start();
  try {
    log.info({ dataDir, uri }, 'the store is open');
    print(uri);
    await untilToldToStop();
  } finally {
    await served.stop();
  }
  return 0;
}
