/** Stored things as NinjaOne serves them: times in seconds since 1970, with a fraction. Field names: its description. */
import type { JsonObject } from '../json.js';
import type { Activity, Alert, Device, Organization, Script, Software, Volume } from './shapes.js';
import type { Stored } from './stored.js';

const seconds = (at: Date) => at.getTime() / 1000;

const CLASS_NAMES = {
  WINDOWS_WORKSTATION: 'Windows Desktop or Laptop',
  MAC: 'Mac',
  WINDOWS_SERVER: 'Windows Server',
} as const;

export const organizationView = ({ id, name }: Organization): JsonObject => ({
  id,
  name,
  description: '',
  nodeApprovalMode: 'AUTOMATIC',
});

export function deviceView(stored: Stored, device: Device): JsonObject {
  const organization = stored.organizations.get(device.organizationId);
  return {
    id: device.id,
    uid: device.uid,
    organizationId: device.organizationId,
    locationId: organization?.locationId ?? 1,
    nodeClass: device.nodeClass,
    nodeRoleId: 1,
    rolePolicyId: 1,
    policyId: 1,
    approvalStatus: device.approval,
    offline: device.offline,
    displayName: device.displayName,
    systemName: device.systemName,
    dnsName: device.dnsName,
    netbiosName: device.systemName.slice(0, 15),
    created: seconds(device.created),
    lastContact: seconds(device.lastContact),
    lastUpdate: seconds(device.lastContact),
    tags: [],
    references: {
      ...(organization ? { organization: organizationView(organization) } : {}),
      location: { id: organization?.locationId ?? 1, name: 'Main Office' },
      policy: { id: 1, name: CLASS_NAMES[device.nodeClass], nodeClass: device.nodeClass },
      role: { id: 1, name: CLASS_NAMES[device.nodeClass], nodeClass: device.nodeClass },
    },
  };
}

export const deviceDetail = (stored: Stored, device: Device): JsonObject => ({
  ...deviceView(stored, device),
  ipAddresses: [...device.ipAddresses],
  macAddresses: [...device.macAddresses],
  publicIP: device.publicIp,
  notes: [],
  deviceType: device.nodeClass,
});

export const alertView = (alert: Alert): JsonObject => ({
  uid: alert.uid,
  deviceId: alert.deviceId,
  message: alert.message,
  createTime: seconds(alert.created),
  updateTime: seconds(alert.created),
  sourceType: alert.sourceType,
  sourceName: alert.sourceName,
  subject: alert.sourceName,
  severity: alert.severity,
  priority: 'MEDIUM',
});

export const volumeView = (volume: Volume): JsonObject => ({
  name: volume.name,
  driveLetter: volume.name,
  label: volume.label,
  deviceType: 'Local Disk',
  fileSystem: volume.fileSystem,
  autoMount: true,
  compressed: false,
  capacity: volume.capacity,
  freeSpace: volume.free,
  serialNumber: '5C2A-11F0',
  bitLockerStatus: {
    conversionStatus: volume.encrypted ? 'FULLY_ENCRYPTED' : 'FULLY_DECRYPTED',
    encryptionMethod: volume.encrypted ? 'XTS_AES_128' : 'NONE',
    protectionStatus: volume.encrypted ? 'PROTECTED' : 'UNPROTECTED',
    lockStatus: 'UNLOCKED',
    initializedForProtection: volume.encrypted,
  },
});

export const diskView = ({ serial, volumes }: Device): JsonObject => ({
  bytesPerSector: 512,
  description: 'Disk drive',
  interfaceType: 'SCSI',
  manufacturer: '(Standard disk drives)',
  mediaType: 'Fixed hard disk media',
  model: 'NVMe 512GB',
  name: '\\\\.\\PHYSICALDRIVE0',
  partitionCount: volumes.length,
  serialNumber: `${serial}-0`,
  size: volumes.reduce((sum, { capacity }) => sum + capacity, 0),
  smartCapable: true,
  status: 'OK',
});

export const softwareView = (one: Software): JsonObject => ({
  installDate: one.installed.toISOString(),
  location: '',
  name: one.name,
  publisher: one.publisher,
  size: 0,
  version: one.version,
  productCode: '',
  isSystemComponent: false,
});

export const activityView = (activity: Activity): JsonObject => ({
  id: activity.id,
  activityTime: seconds(activity.at),
  deviceId: activity.deviceId,
  severity: 'NONE',
  priority: 'NONE',
  seriesUid: activity.seriesUid,
  activityType: activity.type,
  statusCode: activity.statusCode,
  status: activity.status,
  activityResult: 'SUCCESS',
  subject: activity.message,
  message: activity.message,
  type: activity.type,
});

export const scriptView = ({ type, id, uid, name, language, description }: Script): JsonObject => ({
  type,
  ...(id === null ? {} : { id }),
  ...(uid === null ? {} : { uid }),
  name,
  language,
  description,
  architecture: ['64'],
  categoryId: 1,
});

export const lastUserView = ({ lastUser }: Device): JsonObject =>
  lastUser === null ? {} : { userName: lastUser.name, logonTime: seconds(lastUser.at) };
