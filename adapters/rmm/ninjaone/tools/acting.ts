import { z } from 'zod';
import { VendorError } from '../../../../core/errors.js';
import type { Policy } from '../../../../core/tools/tool.js';
import { kindOf } from '../device-kind.js';
import type { At, Devices } from '../devices.js';
import { nameOf } from '../devices.js';
import { VENDOR } from '../failure.js';
import { problemOf } from '../may-act.js';
import type { ActivityRow, DeviceRow } from '../shapes.js';

export const server = z
  .boolean()
  .optional()
  .describe('true only where a server is meant, and the ticket says so; else servers are refused');

/** On a server nothing happens without a person's word, whatever the MSP's policies are. */
export const policyFor = (args: { server?: boolean | undefined }): Policy => (args.server ? 'approval_needed' : 'auto');

/** The device, when something may be done on it now. Throws VendorError forbidden with the reason. */
export async function deviceToActOn(
  devices: Devices,
  at: At,
  args: { device: string; server?: boolean | undefined },
): Promise<DeviceRow> {
  const row = await devices.get(at, args.device);
  const problem = problemOf(row, args);
  if (problem) throw new VendorError(VENDOR, 'forbidden', problem);
  return row;
}

/** "HWHITFIELD-001 (id 4, Windows workstation, online, last used by HARBOR\\dana)": what a person wants to know before they agree. */
export async function portraitOf(devices: Devices, at: At, row: DeviceRow): Promise<string> {
  const user = await devices.lastUser(at, row);
  const state = row.offline === true ? 'offline' : row.offline === false ? 'online' : 'not known whether online';
  const used = user ? `last used by ${user.userName}` : 'nobody signed in yet';
  return `${nameOf(row)} (id ${row.id}, ${kindOf(row).words}, ${state}, ${used})`;
}

/** Since then, as far as NinjaOne's seconds tell. */
export function isSince({ activityTime }: ActivityRow, since: Date): boolean {
  return typeof activityTime === 'number' && activityTime >= Math.floor(since.getTime() / 1000);
}
