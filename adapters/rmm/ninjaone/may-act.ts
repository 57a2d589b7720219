import { kindOf } from './device-kind.js';
import { nameOf } from './devices.js';
import type { DeviceRow } from './shapes.js';
import { timeOf } from './time.js';

/** Not (any more) a device that NinjaOne acts on. Source: the vendor's description, `approvalStatus`. */
const NOT_MANAGED: Readonly<Record<string, string>> = {
  PENDING: 'waits for approval in NinjaOne',
  DECOMMISSIONED: 'is decommissioned in NinjaOne',
};

/** Why nothing is done on a device, as a sentence that a technician can act on; undefined when it may be done. */
export function problemOf(device: DeviceRow, { server = false }: { server?: boolean | undefined }): string | undefined {
  const name = nameOf(device);
  const { kind, words } = kindOf(device);
  if (kind === 'other')
    return `${name} is a ${words}, and only computers are restarted or run scripts; a technician does it in NinjaOne.`;
  if (kind === 'server' && !server) {
    return `${name} is a ${words}, on which many people may depend. A step that means it says so with "server": true, and then always asks for approval.`;
  }
  const unmanaged = NOT_MANAGED[device.approvalStatus ?? ''];
  if (unmanaged) return `${name} ${unmanaged}, so nothing can be done on it from there.`;
  if (device.offline !== true) return undefined;
  const since = timeOf(device.lastContact);
  return `${name} is offline${since ? ` (last contact ${since})` : ''}; NinjaOne cannot reach it until it is switched on and connected.`;
}
