import { z } from 'zod';
import { VendorError } from '../../../core/errors.js';
import type { ToolScope } from '../../../core/tools/tool.js';
import type { NinjaClient } from './client.js';
import { VENDOR } from './failure.js';
import { type ActivityRow, activitiesShape, type DeviceRow, deviceShape, lastUserShape } from './shapes.js';

/** The part of a tool's scope that says where and for how long. */
export type At = Pick<ToolScope, 'mapping' | 'signal'>;

export interface Devices {
  /** All of the mapped organisation. `more`: there are others, beyond what is read at once. */
  all(at: At): Promise<{ rows: DeviceRow[]; more: boolean }>;
  /** One of the mapped organisation by id or by exact name. Throws VendorError forbidden, or conflict when several fit. */
  get(at: At, key: string): Promise<DeviceRow>;
  /** Undefined where nobody signed in yet. */
  lastUser(at: At, device: DeviceRow): Promise<{ userName: string; logonTime: number | undefined } | undefined>;
  /** What took place on it, newest first as NinjaOne gives it. */
  activities(at: At, device: DeviceRow): Promise<ActivityRow[]>;
}

const MOST_DEVICES = 5_000;
/** What NinjaOne takes at most. Source: the vendor's description, device activities. */
const MOST_ACTIVITIES = 1_000;

/** Source: RMM facts, NinjaOne. */
export function createDevices(client: NinjaClient): Devices {
  async function all({ mapping, signal }: At) {
    const organization = organizationOf(mapping);
    const { rows, more } = await client.pages(
      // NinjaOne ignores what it does not know in a query and then gives everybody's devices, so each row is looked at.
      { doing: 'list the devices', path: '/v2/devices-detailed', query: { df: filterOf(organization) }, signal },
      deviceShape,
      MOST_DEVICES,
    );
    return { rows: rows.filter((row) => row.organizationId === organization), more };
  }

  async function byId({ mapping, signal }: At, id: string): Promise<DeviceRow> {
    const organization = organizationOf(mapping);
    const row = await client.find({ doing: `read device ${id}`, path: `/v2/device/${id}`, signal }, deviceShape);
    if (row?.organizationId === organization && row.id === Number(id)) return row;
    throw foreign(id);
  }

  return {
    all,
    async get(at, key) {
      const wanted = key.trim().toLowerCase();
      if (/^\d{1,10}$/.test(wanted)) return byId(at, wanted);
      const { rows } = await all(at);
      const found = rows.filter((row) => namesOf(row).some((name) => name.toLowerCase() === wanted));
      const [device] = found;
      if (!device) throw foreign(key);
      if (found.length === 1) return device;
      throw new VendorError(
        VENDOR,
        'conflict',
        `${found.length} devices in NinjaOne are called "${key}"; name one by its id: ${found.map(({ id }) => id).join(', ')}`,
      );
    },
    async lastUser({ signal }, device) {
      const row = await client.find(
        {
          doing: `read who used ${nameOf(device)} last`,
          path: `/v2/device/${device.id}/last-logged-on-user`,
          signal,
        },
        lastUserShape.nullable(),
      );
      return row?.userName ? { userName: row.userName, logonTime: row.logonTime ?? undefined } : undefined;
    },
    async activities({ signal }, device) {
      const call = { doing: `read the activities of ${nameOf(device)}`, path: `/v2/device/${device.id}/activities` };
      const { activities } = await client.get(
        { ...call, query: { pageSize: MOST_ACTIVITIES }, signal },
        activitiesShape,
      );
      return activities ?? [];
    },
  };
}

/** Source: RMM facts, NinjaOne, grammar of `df`. */
export const filterOf = (organization: number) => `org=${organization}`;

/** The organisation in NinjaOne that this call is confined to. */
export function organizationOf(mapping: string): number {
  const parsed = z.coerce
    .number()
    .int()
    .positive()
    .max(2_147_483_647)
    .safeParse(/^\d+$/.test(mapping) ? mapping : '');
  if (parsed.success) return parsed.data;
  throw new VendorError(
    VENDOR,
    'invalid',
    `"${mapping}" is no id of an organisation in NinjaOne; map this client anew`,
  );
}

/** The same words for what is somebody else's and for what there is not: nobody learns which. */
export function foreign(key: string): VendorError {
  return new VendorError(VENDOR, 'forbidden', `Device ${key} does not belong to this client in NinjaOne`);
}

export function nameOf(device: DeviceRow): string {
  return namesOf(device)[0] ?? `device ${device.id}`;
}

function namesOf({ displayName, systemName, dnsName, netbiosName }: DeviceRow): string[] {
  return [displayName, systemName, dnsName, netbiosName].flatMap((name) => name?.trim() || []);
}
