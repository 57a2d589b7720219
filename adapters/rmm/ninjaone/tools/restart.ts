import { z } from 'zod';
import { defineTool, type Tool } from '../../../../core/tools/tool.js';
import { nameOf } from '../devices.js';
import { problemOf } from '../may-act.js';
import type { ActivityRow } from '../shapes.js';
import { deviceToActOn, isSince, policyFor, portraitOf, server } from './acting.js';
import { device, ofDevice, type ToolParts } from './parts.js';

/** Forced restarts are not offered: open work would be lost. Source: RMM facts, NinjaOne. */
const MODE = 'NORMAL';

const input = z.strictObject({
  device,
  reason: z.string().trim().min(5).max(200).describe('Why, as the person at the computer may read it'),
  server,
});

export function restartTool({ client, devices }: ToolParts): Tool {
  return defineTool<z.infer<typeof input>>({
    name: 'ninjaone:restart',
    description:
      'Restarts a computer in the normal way, with a reason. Not forced; a server only when it is asked for as one. NinjaOne takes the order and carries it out within minutes.',
    input,
    effect: 'write',
    policyFor,
    subject: ofDevice,
    describe: (args) =>
      `Restart ${args.server ? 'the server' : 'the computer'} ${args.device} (normal restart), because: ${args.reason}`,
    async preview(scope, args) {
      const row = await devices.get(scope, args.device);
      const problem = problemOf(row, args);
      if (problem) return { problem };
      return {
        sentence: `Restart ${await portraitOf(devices, scope, row)} in the normal way, because: ${args.reason}`,
      };
    },
    async run(scope, args) {
      const row = await deviceToActOn(devices, scope, args);
      const path = `/v2/device/${row.id}/reboot/${MODE}`;
      await client.order(
        'act',
        { doing: `restart ${nameOf(row)}`, path, signal: scope.signal },
        { reason: args.reason },
      );
      return {
        output: { deviceId: row.id, device: nameOf(row), state: 'ordered' },
        summary: `NinjaOne took the order to restart ${nameOf(row)}. It is carried out within minutes; NinjaOne does not say here whether it was.`,
      };
    },
    async observe(scope, args, since) {
      const row = await devices.get(scope, args.device);
      const activities = await devices.activities(scope, row);
      return activities.some((activity) => isSince(activity, since) && isRestart(activity)) ? 'happened' : 'unknown';
    },
    undo: (args) => `A restart of ${args.device} cannot be taken back; whoever works there saves their work first.`,
  });
}

/** Patches and monitors tell that a restart is due, which is not that there was one. */
const NO_RESTART_YET = /requir|pending|need|recommend|suppress|cancel|fail|due\b/i;

/**
 * `SYSTEM_REBOOTED` is in the vendor's description; how the order itself shows is not (unconfirmed), so that no activity
 * proves nothing.
 */
function isRestart({ statusCode, type, status, subject, message }: ActivityRow): boolean {
  if (statusCode === 'SYSTEM_REBOOTED') return true;
  const words = [statusCode, type, status, subject, message].join(' ');
  return /\breboot/i.test(words) && !NO_RESTART_YET.test(words);
}
