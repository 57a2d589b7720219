import type { DeviceRow } from './shapes.js';

/** `server`: many people may depend on it. `other`: nothing that is restarted or runs scripts. */
export type DeviceKind = 'workstation' | 'server' | 'other';

/** Source: the vendor's description, `nodeClass` of a device. */
const KINDS: Readonly<Record<string, { kind: DeviceKind; words: string }>> = {
  WINDOWS_WORKSTATION: { kind: 'workstation', words: 'Windows workstation' },
  LINUX_WORKSTATION: { kind: 'workstation', words: 'Linux workstation' },
  MAC: { kind: 'workstation', words: 'Mac' },
  WINDOWS_SERVER: { kind: 'server', words: 'Windows server' },
  LINUX_SERVER: { kind: 'server', words: 'Linux server' },
  MAC_SERVER: { kind: 'server', words: 'Mac server' },
  VMWARE_VM_HOST: { kind: 'server', words: 'host of virtual machines' },
  HYPERV_VMM_HOST: { kind: 'server', words: 'host of virtual machines' },
  VMWARE_VM_GUEST: { kind: 'server', words: 'virtual machine' },
  HYPERV_VMM_GUEST: { kind: 'server', words: 'virtual machine' },
  ANDROID: { kind: 'other', words: 'Android device' },
  APPLE_IOS: { kind: 'other', words: 'iPhone' },
  APPLE_IPADOS: { kind: 'other', words: 'iPad' },
  CLOUD_MONITOR_TARGET: { kind: 'other', words: 'target of a monitor' },
  UNMANAGED_DEVICE: { kind: 'other', words: 'unmanaged device' },
};

/** What a device is; whatever is not known counts as a server, except network devices. */
export function kindOf({ nodeClass }: Pick<DeviceRow, 'nodeClass'>): { kind: DeviceKind; words: string } {
  const known = KINDS[nodeClass ?? ''];
  if (known) return known;
  if (nodeClass?.startsWith('NMS_')) return { kind: 'other', words: 'network device' };
  return { kind: 'server', words: 'device of unknown kind, which counts as a server' };
}
