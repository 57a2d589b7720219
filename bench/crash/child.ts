/** The real product in a process of its own that kills itself at a boundary. Its code knows nothing of this. */
import { readConfig } from '../../core/config.js';
import { createLog } from '../../core/log.js';
import { startFrontdesk } from '../../frontdesk.js';
import { type FromProduct, type Spot, Start, ToProduct } from './messages.js';
import { type Side, watch } from './watch.js';

const { CRASH = '', ...env } = process.env;
const { role, vendors, tuning, configuration } = Start.parse(JSON.parse(CRASH));
const tell = (message: FromProduct) => process.send?.(message);

const counts = new Map<string, number>();
let dieAt: Spot | undefined;
const watched = watch({ vendors, passed });

function passed(name: string, side: Side): void {
  const key = `${side} ${name}`;
  const occurrence = (counts.get(key) ?? 0) + 1;
  counts.set(key, occurrence);
  if (dieAt?.name === name && dieAt.side === side && dieAt.occurrence === occurrence) {
    process.kill(process.pid, 'SIGKILL');
    for (;;); // Nothing more is done, however soon the signal comes.
  }
  tell({ kind: 'passed', name, side });
}

process.on('message', (message) => {
  ({ dieAt } = { dieAt: undefined, ...ToProduct.parse(message) });
  counts.clear();
  watched.forget();
  tell({ kind: 'counting' });
});
process.on('disconnect', () => process.exit(1));

const config = readConfig(env);
const frontdesk = await startFrontdesk({ config, log: createLog(config.logLevel), env: {}, role, tuning });
if (configuration !== undefined) {
  await frontdesk.apply(configuration);
  await frontdesk.settled();
}
tell({ kind: 'ready', url: frontdesk.url });
