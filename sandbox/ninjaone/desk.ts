/** What people do in NinjaOne's own console, and what tests look at. */
import { randomUUID } from 'node:crypto';
import { serverName } from './seed.js';
import type { Activity, Alert, Device, Organization, Reboot, Script, ScriptRun } from './shapes.js';
import type { Stored } from './stored.js';

export interface NinjaOneDesk {
  /** The id there of a client. Throws when there is none (any more). */
  organizationId(slug: string): string;
  /** The id there of a client's computer, by the name that the world knows it by. */
  deviceId(company: string, name: string): string;
  /** Name of the client's server. */
  serverName(company: string): string;
  /** Copies of what is stored. */
  devices(company: string): Device[];
  device(id: string | number): Device;
  alerts(company: string): Alert[];
  activities(id: string | number): Activity[];
  /** Something took place on a device. */
  addActivity(id: string | number, activity: Pick<Activity, 'type' | 'statusCode' | 'message'>): void;
  scripts(): Script[];
  /** What was asked of devices, oldest first. */
  reboots(): Reboot[];
  scriptRuns(): ScriptRun[];
  changeDevice(id: string | number, changes: Partial<Omit<Device, 'id' | 'organizationId'>>): void;
  /** It is another client's from now on. */
  moveDevice(id: string | number, company: string): void;
  deleteDevice(id: string | number): void;
  addAlert(id: string | number, message: string): void;
  /** The organisation and its devices are gone. */
  deleteOrganization(company: string): void;
}

export function createNinjaOneDesk(stored: Stored, now: () => number): NinjaOneDesk {
  const organizationOf = (slug: string): Organization =>
    known(
      stored.organizations.all().find(({ worldSlug }) => worldSlug === slug),
      `organisation ${slug}`,
    );
  const deviceOf = (id: string | number) => known(stored.devices.get(Number(id)), `device ${id}`);
  const devicesOf = (company: string) => {
    const { id } = organizationOf(company);
    return stored.devices.all().filter(({ organizationId }) => organizationId === id);
  };
  return {
    organizationId: (slug) => String(organizationOf(slug).id),
    deviceId(company, name) {
      const device = known(
        devicesOf(company).find(({ systemName }) => systemName === name),
        `device ${name} of ${company}`,
      );
      return String(device.id);
    },
    serverName,
    devices: (company) => structuredClone(devicesOf(company)),
    device: (id) => structuredClone(deviceOf(id)),
    alerts(company) {
      const ids = new Set(devicesOf(company).map(({ id }) => id));
      return structuredClone(stored.alerts.filter(({ deviceId }) => ids.has(deviceId)));
    },
    activities: (id) => structuredClone(stored.activities.all().filter(({ deviceId }) => deviceId === Number(id))),
    scripts: () => structuredClone([...stored.scripts]),
    reboots: () => structuredClone(stored.reboots),
    scriptRuns: () => structuredClone(stored.scriptRuns),
    addActivity(id, { type, statusCode, message }) {
      const at = new Date(now());
      const what = {
        deviceId: deviceOf(id).id,
        at,
        type,
        statusCode,
        status: message,
        message,
        seriesUid: randomUUID(),
      };
      stored.activities.add((added) => ({ id: added, ...what }));
    },
    changeDevice: (id, changes) => void stored.devices.put({ ...deviceOf(id), ...changes }),
    moveDevice: (id, company) =>
      void stored.devices.put({ ...deviceOf(id), organizationId: organizationOf(company).id }),
    deleteDevice: (id) => void stored.devices.remove(deviceOf(id).id),
    addAlert(id, message) {
      stored.alerts.push({
        uid: randomUUID(),
        deviceId: deviceOf(id).id,
        message,
        sourceType: 'CONDITION_SCRIPT_RESULT',
        sourceName: 'Script result',
        severity: 'MODERATE',
        created: new Date(now()),
      });
    },
    deleteOrganization(company) {
      for (const { id } of devicesOf(company)) stored.devices.remove(id);
      stored.organizations.remove(organizationOf(company).id);
    },
  };
}

function known<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`The pretend NinjaOne has no ${what}`);
  return value;
}
