import { z } from 'zod';
import { VendorError } from '../../../core/errors.js';
import type { Graph } from './graph.js';
import { NO_INTUNE } from './known-refusals.js';
import type { GraphUser } from './users.js';
import { VENDOR } from './vendor.js';

const text = z.string().nullish();

const deviceShape = z.object({
  id: z.string().min(1),
  deviceName: text,
  userId: text,
  userPrincipalName: text,
  operatingSystem: text,
  osVersion: text,
  complianceState: text,
  lastSyncDateTime: text,
  serialNumber: text,
  managementState: text,
});
export type ManagedDevice = z.infer<typeof deviceShape>;

const FIELDS = Object.keys(deviceShape.shape).join(',');

const outcomes = z.object({
  lastSyncDateTime: text,
  deviceActionResults: z.array(z.object({ actionName: text, actionState: text, startDateTime: text })).nullish(),
});
export type DeviceOutcomes = z.infer<typeof outcomes>;

export type DeviceAction = 'rebootNow' | 'syncDevice';

const MOST_FOUND = 50;

export interface Devices {
  of(tenantId: string, user: GraphUser, signal?: AbortSignal): Promise<ManagedDevice[]>;
  named(tenantId: string, name: string, signal?: AbortSignal): Promise<ManagedDevice[]>;
  /** Some of the tenant's, and whether there are more. */
  some(tenantId: string, signal?: AbortSignal): Promise<{ items: ManagedDevice[]; more: boolean }>;
  /** A user's device by its name or id; one that is not theirs is not found. Throws VendorError. */
  get(tenantId: string, user: GraphUser, key: string, signal?: AbortSignal): Promise<ManagedDevice>;
  act(tenantId: string, device: ManagedDevice, action: DeviceAction, signal?: AbortSignal): Promise<void>;
  outcomes(tenantId: string, device: ManagedDevice, signal?: AbortSignal): Promise<DeviceOutcomes>;
}

/** Devices that Intune manages. Source: Microsoft Graph facts, Intune. */
export function createDevices(graph: Graph): Devices {
  async function of(tenantId: string, user: GraphUser, signal?: AbortSignal): Promise<ManagedDevice[]> {
    return graph.list(
      tenantId,
      {
        doing: `list the devices of ${user.userPrincipalName}`,
        need: 'readDevices',
        path: `/users/${user.id}/managedDevices`,
        query: { $select: FIELDS },
        refusals: NO_INTUNE,
        signal,
      },
      deviceShape,
    );
  }

  return {
    of,
    named: (tenantId, name, signal) =>
      graph.list(
        tenantId,
        {
          doing: `look for the device ${name}`,
          need: 'readDevices',
          path: '/deviceManagement/managedDevices',
          query: { $filter: `deviceName eq '${name.replaceAll("'", "''")}'`, $select: FIELDS },
          refusals: NO_INTUNE,
          signal,
        },
        deviceShape,
      ),
    some: (tenantId, signal) =>
      graph.some(
        tenantId,
        {
          doing: 'list devices',
          need: 'readDevices',
          path: '/deviceManagement/managedDevices',
          query: { $select: FIELDS, $top: MOST_FOUND },
          refusals: NO_INTUNE,
          signal,
        },
        deviceShape,
      ),
    async get(tenantId, user, key, signal) {
      const wanted = key.trim().toLowerCase();
      const devices = await of(tenantId, user, signal);
      const fitting = devices.filter(({ id, deviceName }) =>
        [id, deviceName].some((name) => name?.toLowerCase() === wanted),
      );
      const [device, ...others] = fitting;
      if (others.length > 0) {
        throw new VendorError(
          VENDOR,
          'conflict',
          `${user.userPrincipalName} has ${fitting.length} devices called ${key} in Intune; name one by its id`,
        );
      }
      if (device && isOf(device, user)) return device;
      const names = devices.slice(0, 10).map(({ deviceName, id }) => deviceName || id);
      throw new VendorError(
        VENDOR,
        'not_found',
        `${key} is no device of ${user.userPrincipalName} in Intune; theirs are: ${names.join(', ') || 'none'}`,
      );
    },
    async act(tenantId, device, action, signal) {
      await graph.change(tenantId, 'POST', {
        doing: `${action === 'rebootNow' ? 'restart' : 'synchronise'} the device ${nameOfDevice(device)}`,
        need: 'operateDevices',
        path: `/deviceManagement/managedDevices/${encodeURIComponent(device.id)}/${action}`,
        refusals: NO_INTUNE,
        signal,
      });
    },
    outcomes: (tenantId, device, signal) =>
      graph.get(
        tenantId,
        {
          doing: `read the device ${nameOfDevice(device)}`,
          need: 'readDevices',
          path: `/deviceManagement/managedDevices/${encodeURIComponent(device.id)}`,
          query: { $select: 'id,lastSyncDateTime,deviceActionResults' },
          refusals: NO_INTUNE,
          signal,
        },
        outcomes,
      ),
  };
}

export function nameOfDevice({ id, deviceName }: ManagedDevice): string {
  return deviceName || id;
}

/** The list was asked for by its user; a device that says it is somebody else's is not believed to be theirs. */
function isOf(device: ManagedDevice, user: GraphUser): boolean {
  if (device.userId) return device.userId.toLowerCase() === user.id.toLowerCase();
  return !device.userPrincipalName || device.userPrincipalName.toLowerCase() === user.userPrincipalName.toLowerCase();
}
