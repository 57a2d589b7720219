import { z } from 'zod';
import { defineTool, type Tool } from '../../../../core/tools/tool.js';
import { boundedList } from '../../../documentation/bounded-list.js';
import { count, cutLine } from '../../../psa/words.js';
import { type At, filterOf, nameOf, organizationOf } from '../devices.js';
import { type AlertRow, alertShape, softwareShape, volumeShape } from '../shapes.js';
import { timeOf } from '../time.js';
import { device, gigabytes, MOST_SHOWN, ofDevice, type ToolParts } from './parts.js';

const softwareInput = z.strictObject({
  device,
  search: z.string().trim().min(1).max(120).optional().describe('Part of the name or the publisher'),
});

export function stateReadTools({ client, devices }: ToolParts): Tool[] {
  async function alertsOfClient(at: At): Promise<AlertRow[]> {
    const organization = organizationOf(at.mapping);
    const query = { df: filterOf(organization) };
    const rows = await client.get(
      { doing: 'list the alerts', path: '/v2/alerts', query, signal: at.signal },
      z.array(alertShape),
    );
    const saysWhose = ({ device: whose }: AlertRow) => typeof whose?.organizationId === 'number';
    // An alert that does not say whose it is, is told by its device.
    const own = rows.every(saysWhose) ? undefined : new Set((await devices.all(at)).rows.map(({ id }) => id));
    return rows.filter((row) =>
      saysWhose(row) ? row.device?.organizationId === organization : own?.has(row.deviceId ?? Number.NaN),
    );
  }

  return [
    defineTool({
      name: 'ninjaone:list-alerts',
      description: 'Lists what NinjaOne warns of now, newest first: of one device, or of all devices of this client.',
      input: z.strictObject({ device: device.optional() }),
      effect: 'read',
      subject: (args) => (args.device === undefined ? { kind: 'client' } : ofDevice({ device: args.device })),
      async run(scope, args) {
        const row = args.device === undefined ? undefined : await devices.get(scope, args.device);
        const alerts = row
          ? await client.get(
              { doing: `list the alerts of ${nameOf(row)}`, path: `/v2/device/${row.id}/alerts`, signal: scope.signal },
              z.array(alertShape),
            )
          : await alertsOfClient(scope);
        const sorted = alerts
          .filter(({ deviceId }) => !row || deviceId === row.id || deviceId === undefined || deviceId === null)
          .sort((one, other) => (other.createTime ?? 0) - (one.createTime ?? 0));
        const { rows: shown, cut } = boundedList(
          sorted.map((alert) => ({
            deviceId: alert.deviceId ?? row?.id,
            device: row ? nameOf(row) : (alert.device?.displayName ?? alert.device?.systemName ?? undefined),
            message: cutLine(alert.message ?? alert.subject ?? '', 500),
            source: alert.sourceName ?? alert.sourceType ?? undefined,
            severity: alert.severity ?? undefined,
            priority: alert.priority ?? undefined,
            since: timeOf(alert.createTime),
          })),
          MOST_SHOWN,
        );
        return {
          output: { alerts: shown, total: sorted.length, ...(cut ? { cut } : {}) },
          summary: `Found ${count(sorted.length, 'alert')}${row ? ` of ${nameOf(row)}` : ''}.`,
        };
      },
    }),
    defineTool<z.infer<typeof softwareInput>>({
      name: 'ninjaone:list-software',
      description: 'Lists the software on a device with its version, or what of it a name fits.',
      input: softwareInput,
      effect: 'read',
      subject: ofDevice,
      async run(scope, args) {
        const row = await devices.get(scope, args.device);
        const path = `/v2/device/${row.id}/software`;
        const call = { doing: `list the software on ${nameOf(row)}`, path, signal: scope.signal };
        const wanted = args.search?.toLowerCase() ?? '';
        const found = (await client.get(call, z.array(softwareShape)))
          .filter(({ name, publisher }) => `${name ?? ''} ${publisher ?? ''}`.toLowerCase().includes(wanted))
          .sort((one, other) => (one.name ?? '').localeCompare(other.name ?? ''));
        const { rows: shown, cut } = boundedList(
          found.map(({ name, version, publisher, installDate }) => ({
            name: name ?? '',
            version: version ?? undefined,
            publisher: publisher ?? undefined,
            installed: installDate ?? undefined,
          })),
          MOST_SHOWN,
        );
        return {
          output: { device: nameOf(row), software: shown, total: found.length, ...(cut ? { cut } : {}) },
          summary: `Found ${count(found.length, 'program')} on ${nameOf(row)}.`,
        };
      },
    }),
    defineTool({
      name: 'ninjaone:list-volumes',
      description: 'Lists the volumes of a device: size, free space, whether BitLocker protects them.',
      input: z.strictObject({ device }),
      effect: 'read',
      subject: ofDevice,
      async run(scope, args) {
        const row = await devices.get(scope, args.device);
        const rows = await client.get(
          {
            doing: `list the volumes of ${nameOf(row)}`,
            path: `/v2/device/${row.id}/volumes`,
            query: { include: 'bl' },
            signal: scope.signal,
          },
          z.array(volumeShape),
        );
        const { rows: volumes } = boundedList(
          rows.map(({ capacity, freeSpace, bitLockerStatus, ...volume }) => ({
            name: volume.driveLetter || volume.name || undefined,
            label: volume.label || undefined,
            kind: volume.deviceType ?? undefined,
            fileSystem: volume.fileSystem ?? undefined,
            sizeGb: typeof capacity === 'number' ? gigabytes(capacity) : undefined,
            freeGb: typeof freeSpace === 'number' ? gigabytes(freeSpace) : undefined,
            freePercent:
              capacity && typeof freeSpace === 'number' ? Math.round((freeSpace / capacity) * 100) : undefined,
            bitLocker: bitLockerStatus?.protectionStatus ?? undefined,
          })),
          MOST_SHOWN,
        );
        const told = volumes.map(({ name, freePercent }) => `${name ?? '?'} ${freePercent ?? '?'} % free`);
        return {
          output: { device: nameOf(row), volumes },
          summary: `${nameOf(row)} has ${count(rows.length, 'volume')}${told.length > 0 ? `: ${told.slice(0, 8).join(', ')}` : ''}.`,
        };
      },
    }),
  ];
}
