/** Every person's computer, as Intune knows it. */
import type { Device } from '../world/devices.js';
import { guid } from './guid.js';
import type { StoredDevice, StoredUser } from './stored.js';

const VERSIONS = { Windows: '10.0.22631.3155', macOS: '14.3 (23D56)' } as const;
const MAKERS = { Windows: ['Contoso', 'Contoso Laptop 14'], macOS: ['Apple', 'MacBook Pro'] } as const;
/** Every seventh has not met the rules. */
const NONCOMPLIANT_EVERY = 7;

export function seedDevices(devices: readonly Device[], users: readonly StoredUser[], at: string): StoredDevice[] {
  return devices.map(({ person, company, name, operatingSystem }, index) => ({
    id: guid(`device ${company} ${name}`),
    deviceName: name,
    userId: users.find(({ personKey }) => personKey === person)?.id ?? null,
    operatingSystem,
    osVersion: VERSIONS[operatingSystem],
    complianceState: index % NONCOMPLIANT_EVERY === NONCOMPLIANT_EVERY - 1 ? 'noncompliant' : 'compliant',
    serialNumber: guid(`serial ${company} ${name}`).slice(0, 8).toUpperCase(),
    azureADDeviceId: guid(`entra device ${company} ${name}`),
    manufacturer: MAKERS[operatingSystem][0],
    model: MAKERS[operatingSystem][1],
    enrolledDateTime: '2024-03-05T08:30:00Z',
    lastSyncDateTime: at,
    reachable: true,
    actions: [],
  }));
}
