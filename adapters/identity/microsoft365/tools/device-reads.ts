import { z } from 'zod';
import { defineTool, type Tool } from '../../../../core/tools/tool.js';
import { bounded, clipped, cut } from '../bounded.js';
import { createDevices, type ManagedDevice } from '../devices.js';
import { nameOf, subject, type ToolParts, user } from './parts.js';

/** Source: Microsoft Graph facts, Intune. */
export function deviceReadTools(parts: ToolParts): Tool[] {
  const devices = createDevices(parts.graph);
  return [
    defineTool({
      name: 'm365:list-managed-devices',
      description:
        "Lists devices that Intune manages: those of a user, those with a name, or some of the client's. Says whether each is compliant and when it was last seen.",
      input: z.strictObject({ user: user.optional(), name: z.string().trim().min(1).max(100).optional() }),
      effect: 'read',
      subject: (args) => (args.user === undefined ? { kind: 'client' } : subject({ user: args.user })),
      async run(scope, args) {
        if (args.user !== undefined) {
          const found = await parts.users.get(scope.mapping, args.user, scope.signal);
          const named = args.name?.toLowerCase();
          const all = await devices.of(scope.mapping, found, scope.signal);
          const fitting = all.filter(({ deviceName }) => named === undefined || deviceName?.toLowerCase() === named);
          return answer(fitting, false, `of ${nameOf(found)}`);
        }
        if (args.name !== undefined) {
          return answer(await devices.named(scope.mapping, args.name, scope.signal), false, `called ${args.name}`);
        }
        const { items, more } = await devices.some(scope.mapping, scope.signal);
        return answer(items, more, 'of this client');
      },
    }),
  ];
}

function answer(found: readonly ManagedDevice[], more: boolean, whose: string) {
  const { shown, left } = bounded(found.map(shownOf), 50);
  const count = `${found.length}${more ? ' or more' : ''}`;
  return {
    output: { devices: shown, ...cut(left), ...(more ? { more: 'there are more; name a user or a device' } : {}) },
    summary: `Found ${count} device${count === '1' ? '' : 's'} ${whose} in Intune.`,
  };
}

function shownOf(device: ManagedDevice) {
  return {
    id: device.id,
    name: clipped(device.deviceName),
    user: clipped(device.userPrincipalName),
    operatingSystem: clipped([device.operatingSystem, device.osVersion].filter(Boolean).join(' ') || undefined),
    compliance: clipped(device.complianceState),
    lastSeen: clipped(device.lastSyncDateTime),
    serialNumber: clipped(device.serialNumber),
    management: clipped(device.managementState),
  };
}
