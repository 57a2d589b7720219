/** Computers and sign-ins, from the administrator's side. */
import { randomUUID } from 'node:crypto';
import { type DeskTenants, found } from './desk-tenants.js';
import { lastSync, stateOf } from './devices.js';
import { FAILURES } from './seed-sign-ins.js';
import type { SignIn, StoredDevice } from './stored.js';

export interface SeenDevice extends StoredDevice {
  /** What it was told to do, and how far that is. */
  results: { actionName: string; state: 'pending' | 'active' | 'done' }[];
}

export interface DeviceDesk {
  /** A copy of what is stored now; by the name on the lid. */
  device(companySlug: string, deviceName: string): SeenDevice;
  configureDevice(
    companySlug: string,
    deviceName: string,
    changes: Partial<Pick<StoredDevice, 'complianceState' | 'reachable' | 'osVersion' | 'lastSyncDateTime' | 'userId'>>,
  ): void;
  removeDevice(companySlug: string, deviceName: string): void;
  /** A sign-in of now, unless `parts` say otherwise; `errorCode` 0 is one that went well. */
  addSignIn(personKey: string, parts?: Partial<Omit<SignIn, 'id' | 'userId' | 'failureReason'>>): void;
}

export function createDeviceDesk({ tenantOf, liveUser }: DeskTenants, now: () => number): DeviceDesk {
  const live = (slug: string, deviceName: string) =>
    found(
      tenantOf(slug).live.devices.find((device) => device.deviceName === deviceName),
      `device ${deviceName} in ${slug}`,
    );
  return {
    device(slug, deviceName) {
      const device = live(slug, deviceName);
      return {
        ...structuredClone(device),
        lastSyncDateTime: lastSync(device, now()),
        results: device.actions.map((action) => ({
          actionName: action.actionName,
          state: stateOf(device, action, now()),
        })),
      };
    },
    configureDevice(slug, deviceName, changes) {
      Object.assign(live(slug, deviceName), changes);
    },
    removeDevice(slug, deviceName) {
      const { live: directory } = tenantOf(slug);
      const device = live(slug, deviceName);
      directory.devices = directory.devices.filter((other) => other !== device);
    },
    addSignIn(key, parts = {}) {
      const { user, tenant } = liveUser(key);
      const errorCode = parts.errorCode ?? 0;
      tenant.signIns.push({
        id: randomUUID(),
        userId: user.id,
        createdDateTime: new Date(now()).toISOString().replace(/\.\d+Z$/, 'Z'),
        appDisplayName: 'Office 365 Exchange Online',
        ipAddress: '203.0.113.7',
        clientAppUsed: 'Browser',
        isInteractive: true,
        conditionalAccessStatus: errorCode === 53003 ? 'failure' : 'notApplied',
        ...parts,
        errorCode,
        failureReason: FAILURES[errorCode] ?? (errorCode === 0 ? null : 'Other'),
      });
      tenant.signIns.sort((a, b) => a.createdDateTime.localeCompare(b.createdDateTime));
    },
  };
}
