/** What the pretend NinjaOne keeps. Field names on the wire are in `views.ts`. */

export interface Organization {
  id: number;
  /** The pretend world's slug. */
  worldSlug: string;
  name: string;
  locationId: number;
}

export type NodeClass = 'WINDOWS_WORKSTATION' | 'MAC' | 'WINDOWS_SERVER';

export interface Device {
  id: number;
  uid: string;
  organizationId: number;
  nodeClass: NodeClass;
  systemName: string;
  displayName: string;
  dnsName: string;
  offline: boolean;
  approval: 'PENDING' | 'APPROVED';
  created: Date;
  lastContact: Date;
  ipAddresses: readonly string[];
  macAddresses: readonly string[];
  publicIp: string;
  /** Null where nobody has signed in yet. */
  lastUser: { name: string; at: Date } | null;
  volumes: readonly Volume[];
  software: readonly Software[];
  serial: string;
}

export interface Volume {
  name: string;
  label: string;
  fileSystem: string;
  /** Bytes. */
  capacity: number;
  free: number;
  encrypted: boolean;
}

export interface Software {
  name: string;
  publisher: string;
  version: string;
  installed: Date;
}

export interface Alert {
  uid: string;
  deviceId: number;
  message: string;
  sourceType: string;
  sourceName: string;
  severity: string;
  created: Date;
}

export interface Activity {
  id: number;
  deviceId: number;
  at: Date;
  type: string;
  statusCode: string;
  status: string;
  message: string;
  seriesUid: string;
}

export interface Script {
  /** SCRIPT: by id; ACTION: by uid. */
  type: 'SCRIPT' | 'ACTION';
  id: number | null;
  uid: string | null;
  name: string;
  language: string;
  description: string;
}

export interface Reboot {
  deviceId: number;
  mode: 'NORMAL' | 'FORCED';
  reason: string;
  at: Date;
}

export interface ScriptRun {
  deviceId: number;
  script: string;
  parameters: string;
  runAs: string;
  at: Date;
}
