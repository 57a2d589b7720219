/** What the pretend NinjaOne remembers, gone when it stops. */
import { randomUUID } from 'node:crypto';
import { createTable, type Table } from '../table.js';
import type { Activity, Alert, Device, Organization, Reboot, Script, ScriptRun } from './shapes.js';

export interface Stored {
  organizations: Table<Organization>;
  devices: Table<Device>;
  activities: Table<Activity>;
  alerts: Alert[];
  scripts: readonly Script[];
  reboots: Reboot[];
  scriptRuns: ScriptRun[];
}

/** The MSP's own scripts, and what NinjaOne has built in. */
export function createStored(): Stored {
  return {
    organizations: createTable(2),
    devices: createTable(101),
    activities: createTable(90_001),
    alerts: [],
    scripts: [
      script(12, 'Clear temporary files', 'powershell', 'Empties the temporary folders of all users'),
      script(14, 'Reset the print spooler', 'powershell', 'Stops it, empties its folder, starts it again'),
      script(17, 'Collect logs', 'batchfile', 'Copies the event logs of the last day'),
      {
        type: 'ACTION',
        id: null,
        uid: randomUUID(),
        name: 'Flush DNS',
        language: 'native',
        description: 'Empties the resolver cache',
      },
    ],
    reboots: [],
    scriptRuns: [],
  };
}

function script(id: number, name: string, language: string, description: string): Script {
  return { type: 'SCRIPT', id, uid: null, name, language, description };
}
