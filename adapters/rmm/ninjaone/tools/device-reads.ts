import { z } from 'zod';
import { defineTool, type Tool } from '../../../../core/tools/tool.js';
import { boundedList } from '../../../documentation/bounded-list.js';
import { count } from '../../../psa/words.js';
import { kindOf } from '../device-kind.js';
import { nameOf } from '../devices.js';
import type { DeviceRow } from '../shapes.js';
import { timeOf } from '../time.js';
import { briefly, device, MOST_SHOWN, ofDevice, type ToolParts } from './parts.js';

export function deviceReadTools({ devices }: ToolParts): Tool[] {
  return [
    defineTool({
      name: 'ninjaone:list-devices',
      description:
        "Lists this client's devices in NinjaOne: name, kind, online or not, last contact. A search looks at names, addresses and tags.",
      input: z.strictObject({
        search: z.string().trim().min(1).max(120).optional().describe('Part of a name, an IP or MAC address, or a tag'),
        kind: z.enum(['workstation', 'server', 'other']).optional(),
        online: z.boolean().optional(),
      }),
      effect: 'read',
      subject: () => ({ kind: 'client' }),
      async run(scope, args) {
        const { rows, more } = await devices.all(scope);
        const wanted = args.search?.toLowerCase();
        const found = rows
          .filter((row) => wanted === undefined || wordsOf(row).some((word) => word.toLowerCase().includes(wanted)))
          .filter((row) => args.kind === undefined || kindOf(row).kind === args.kind)
          .filter((row) => args.online === undefined || row.offline === !args.online)
          .sort((one, other) => nameOf(one).localeCompare(nameOf(other)));
        const { rows: shown, cut } = boundedList(found.map(briefly), MOST_SHOWN);
        return {
          output: {
            devices: shown,
            total: found.length,
            ...(cut ? { cut } : {}),
            ...(more ? { incomplete: 'This client has more devices than are read at once.' } : {}),
          },
          summary: `Found ${count(found.length, 'device')}${args.search ? ` for "${args.search}"` : ''}.`,
        };
      },
    }),
    defineTool({
      name: 'ninjaone:get-device',
      description: 'Reads one device: kind, online or not, last contact, last user, addresses, maintenance, location.',
      input: z.strictObject({ device }),
      effect: 'read',
      subject: ofDevice,
      async run(scope, args) {
        const row = await devices.get(scope, args.device);
        const lastUser = await devices.lastUser(scope, row);
        const { maintenance } = row;
        return {
          output: {
            ...briefly(row),
            systemName: row.systemName ?? undefined,
            dnsName: row.dnsName ?? undefined,
            organization: row.references?.organization?.name ?? undefined,
            location: row.references?.location?.name ?? undefined,
            approval: row.approvalStatus ?? undefined,
            lastUser: lastUser && { name: lastUser.userName, at: timeOf(lastUser.logonTime) },
            publicIp: row.publicIP ?? undefined,
            mac: row.macAddresses?.slice(0, 4),
            tags: row.tags?.slice(0, 20),
            lastDataAt: timeOf(row.lastUpdate),
            addedAt: timeOf(row.created),
            maintenance: maintenance && {
              state: maintenance.status ?? undefined,
              from: timeOf(maintenance.start),
              until: timeOf(maintenance.end),
            },
          },
          summary: `Read ${nameOf(row)}: ${kindOf(row).words}, ${row.offline ? 'offline' : 'online'}.`,
        };
      },
    }),
  ];
}

function wordsOf(row: DeviceRow): string[] {
  const names = [row.displayName, row.systemName, row.dnsName, row.netbiosName, row.publicIP];
  return [...names, ...(row.ipAddresses ?? []), ...(row.macAddresses ?? []), ...(row.tags ?? [])].flatMap(
    (word) => word ?? [],
  );
}
