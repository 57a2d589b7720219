import { z } from 'zod';
import type { NinjaClient } from '../client.js';
import { kindOf } from '../device-kind.js';
import type { Devices } from '../devices.js';
import { nameOf } from '../devices.js';
import type { DeviceRow } from '../shapes.js';
import { timeOf } from '../time.js';

export interface ToolParts {
  client: NinjaClient;
  devices: Devices;
  /** Ids of the scripts that the MSP allows. */
  allowedScripts: ReadonlySet<number>;
}

export const device = z
  .string()
  .trim()
  .min(1)
  .max(120)
  .describe('Id of the device as list-devices gives it, or its exact name');

/** Rows of a list that a model is shown at most. */
export const MOST_SHOWN = 200;

export const ofDevice = (args: { device: string }) => ({ kind: 'device' as const, ref: args.device });

/** Gigabytes with one digit, as people count them. */
export const gigabytes = (bytes: number) => Math.round((bytes / 1024 ** 3) * 10) / 10;

export function briefly(row: DeviceRow) {
  return {
    id: row.id,
    name: nameOf(row),
    kind: kindOf(row).words,
    online: row.offline === undefined || row.offline === null ? undefined : !row.offline,
    lastContact: timeOf(row.lastContact),
    ip: row.ipAddresses?.slice(0, 4),
  };
}
