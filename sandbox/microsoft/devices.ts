/** Intune: computers and what they are told to do. Source: Microsoft Graph facts, Intune. */
import { type GraphAnswer, type GraphCall, type Operation, seenUser } from './call.js';
import { GraphRefusal } from './graph-error.js';
import { allowOptions, narrow, paged } from './list.js';
import { PERMISSIONS } from './permissions.js';
import { type Resource, selected, show } from './resources.js';
import type { DeviceAction, StoredDevice, Tenant } from './stored.js';

const LIST_OPTIONS = new Set(['$select', '$filter', '$top', '$skiptoken']);
const ONE_OPTIONS = new Set(['$select']);
/** A computer within reach begins what it is told after this long, and is done after twice that. */
const TURN_MS = 1500;
const ACTIONS = ['syncDevice', 'rebootNow', 'remoteLock', 'shutDown'] as const;

const PATH = 'deviceManagement/managedDevices';
export const DEVICE_OPERATIONS: Record<string, Operation> = {
  [`GET ${PATH}`]: { need: PERMISSIONS.readDevices, deny, run: (call) => list(call, call.directory.devices) },
  [`GET ${PATH}/{}`]: { need: PERMISSIONS.readDevices, deny, run: getDevice },
  // Not in the published list of permissions; those of the whole list are taken (unconfirmed).
  'GET users/{}/managedDevices': { need: PERMISSIONS.readDevices, deny, run: listOfUser },
  ...Object.fromEntries(
    ACTIONS.map((name): [string, Operation] => [
      `POST ${PATH}/{}/${name}`,
      { need: PERMISSIONS.commandDevices, deny, run: (call) => command(call, name) },
    ]),
  ),
};

/** The state of an action at a moment. */
export function stateOf(
  { reachable }: StoredDevice,
  { asked }: DeviceAction,
  now: number,
): 'pending' | 'active' | 'done' {
  if (!reachable || now < asked + TURN_MS) return 'pending';
  return now < asked + 2 * TURN_MS ? 'active' : 'done';
}

/** When the device last spoke to Intune: after a sync that is done, then. */
export function lastSync(device: StoredDevice, now: number): string {
  const sync = device.actions.find(({ actionName }) => actionName === 'syncDevice');
  if (!sync || stateOf(device, sync, now) !== 'done') return device.lastSyncDateTime;
  return stamp(sync.asked + 2 * TURN_MS);
}

type Shown = StoredDevice & { now: number };
const DEVICE: Resource<Shown> = {
  type: 'managedDevice',
  properties: {
    id: ({ id }) => id,
    userId: ({ userId }) => userId,
    deviceName: ({ deviceName }) => deviceName,
    managedDeviceOwnerType: () => 'company',
    enrolledDateTime: ({ enrolledDateTime }) => enrolledDateTime,
    lastSyncDateTime: (device) => lastSync(device, device.now),
    operatingSystem: ({ operatingSystem }) => operatingSystem,
    osVersion: ({ osVersion }) => osVersion,
    complianceState: ({ complianceState }) => complianceState,
    managementState: () => 'managed',
    managementAgent: () => 'mdm',
    azureADRegistered: () => true,
    azureADDeviceId: ({ azureADDeviceId }) => azureADDeviceId,
    deviceRegistrationState: () => 'registered',
    isEncrypted: () => true,
    emailAddress: (device, tenant) => ownerOf(device, tenant)?.mail ?? null,
    userPrincipalName: (device, tenant) => ownerOf(device, tenant)?.userPrincipalName ?? null,
    userDisplayName: (device, tenant) => ownerOf(device, tenant)?.displayName ?? null,
    model: ({ model }) => model,
    manufacturer: ({ manufacturer }) => manufacturer,
    serialNumber: ({ serialNumber }) => serialNumber,
    deviceActionResults: (device) =>
      device.actions.map((action) => {
        const state = stateOf(device, action, device.now);
        const turns = { pending: 0, active: 1, done: 2 }[state];
        return {
          actionName: action.actionName,
          actionState: state,
          startDateTime: stamp(action.asked),
          lastUpdatedDateTime: stamp(action.asked + turns * TURN_MS),
        };
      }),
  },
  defaults: [],
  filterable: new Set([
    'id',
    'userId',
    'deviceName',
    'userPrincipalName',
    'emailAddress',
    'operatingSystem',
    'osVersion',
    'complianceState',
    'managementState',
    'serialNumber',
    'azureADDeviceId',
    'model',
    'manufacturer',
    'lastSyncDateTime',
  ]),
  searchable: new Set(),
  elsewhere: true,
  dated: new Set(['lastSyncDateTime']),
  contains: true,
};
const ALL = Object.keys(DEVICE.properties);

/** Intune speaks of itself; code and words are unconfirmed. */
function deny(need: readonly string[]): GraphRefusal {
  const words = `Application is not authorized to perform this operation. Application must have one of the following scopes: ${need.join(', ')}`;
  return new GraphRefusal(403, 'Forbidden', words);
}

function listOfUser(call: GraphCall): GraphAnswer {
  const user = seenUser(call);
  return list(
    call,
    call.directory.devices.filter(({ userId }) => userId === user.id),
  );
}

function list(call: GraphCall, devices: readonly StoredDevice[]): GraphAnswer {
  demandIntune(call.tenant);
  allowOptions(call.query, LIST_OPTIONS);
  const names = selected(call.query, DEVICE) ?? ALL;
  const all = devices.map((device) => ({ ...device, now: call.now }));
  const { page, frame } = paged(call, narrow(call, all, DEVICE), { usual: 1000, most: 1000 });
  const value = page.map((device) => show(device, DEVICE, call.tenant, names));
  const context = `${call.base}/$metadata#deviceManagement/managedDevices`;
  return { status: 200, body: { '@odata.context': context, '@odata.count': page.length, ...frame, value } };
}

function getDevice(call: GraphCall): GraphAnswer {
  demandIntune(call.tenant);
  allowOptions(call.query, ONE_OPTIONS);
  const names = selected(call.query, DEVICE) ?? ALL;
  const device = { ...deviceOf(call), now: call.now };
  const context = `${call.base}/$metadata#deviceManagement/managedDevices/$entity`;
  return { status: 200, body: { '@odata.context': context, ...show(device, DEVICE, call.tenant, names) } };
}

function command(call: GraphCall, actionName: (typeof ACTIONS)[number]): GraphAnswer {
  demandIntune(call.tenant);
  const device = deviceOf(call);
  device.lastSyncDateTime = lastSync(device, call.now);
  device.actions = [
    ...device.actions.filter((action) => action.actionName !== actionName),
    { actionName, asked: call.now },
  ];
  return { status: 204, write: true };
}

/** The words are known, status and code unconfirmed. */
function demandIntune({ switches }: Tenant): void {
  if (!switches.intune) throw new GraphRefusal(400, 'BadRequest', 'Request not applicable to target tenant.');
}

function deviceOf({ directory, ids }: GraphCall): StoredDevice {
  const id = ids[0] ?? '';
  const device = directory.devices.find((one) => one.id === id.toLowerCase());
  if (!device) throw new GraphRefusal(404, 'ResourceNotFound', `The device ${id} was not found.`);
  return device;
}

function ownerOf({ userId }: StoredDevice, { live }: Tenant) {
  return live.users.find(({ id }) => id === userId);
}

function stamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
