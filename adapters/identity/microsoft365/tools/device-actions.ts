import { z } from 'zod';
import { defineTool, type Observation, type Tool, type ToolScope } from '../../../../core/tools/tool.js';
import { createDevices, type DeviceAction, type DeviceOutcomes, nameOfDevice } from '../devices.js';
import { isReference, nameOf, notBefore, previewOf, subject, type ToolParts, user } from './parts.js';

const input = z.strictObject({
  user,
  device: z.string().trim().min(1).max(100).describe("Name or Intune id of one of this person's devices"),
});
type Input = z.infer<typeof input>;

interface Kind {
  name: string;
  action: DeviceAction;
  description: string;
  /** Of a device, and of whose it is. */
  will(device: string, owner: string): string;
  did(device: string): string;
  undo(args: Input): string;
  /** What reading back tells, when no entry of this action is there. */
  unseen(outcomes: DeviceOutcomes, since: Date): Observation;
}

/** Both are only accepted by the call and done later. Source: Microsoft Graph facts, Intune. */
const KINDS: readonly Kind[] = [
  {
    name: 'm365:sync-device',
    action: 'syncDevice',
    description: "Makes a user's device fetch its policies and applications from Intune now.",
    will: (device, owner) => `Make ${device}, a device of ${owner}, synchronise with Intune now.`,
    did: (device) => `Asked ${device} to synchronise with Intune; it does so when it is next online.`,
    undo: ({ device, user: owner }) =>
      `Nothing to take back: ${device} of ${owner} has only fetched what is meant for it.`,
    unseen: ({ lastSyncDateTime }, since) => (notBefore(lastSyncDateTime, since) ? 'happened' : 'not_happened'),
  },
  {
    name: 'm365:restart-device',
    action: 'rebootNow',
    description:
      "Restarts a user's device through Intune within minutes; unsaved work on it is lost, so ask the person before.",
    will: (device, owner) => `Restart ${device}, a device of ${owner}; unsaved work on it is lost.`,
    did: (device) => `Asked ${device} to restart; it does so when it is next online.`,
    undo: ({ device, user: owner }) => `A restart of ${device} (${owner}) cannot be taken back.`,
    // A second restart costs somebody's work, so nothing is concluded from an entry that is not there.
    unseen: () => 'unknown',
  },
];

export function deviceActionTools(parts: ToolParts): Tool[] {
  const devices = createDevices(parts.graph);

  async function look(scope: ToolScope, args: Input) {
    const found = await parts.users.get(scope.mapping, args.user, scope.signal);
    return { found, device: await devices.get(scope.mapping, found, args.device, scope.signal) };
  }

  return KINDS.map((kind) =>
    defineTool({
      name: kind.name,
      description: kind.description,
      input,
      effect: 'write',
      subject,
      describe: (args) => kind.will(args.device, args.user),
      preview: async (scope, args) =>
        isReference(args.user) || isReference(args.device)
          ? {}
          : previewOf(async () => {
              const { found, device } = await look(scope, args);
              return kind.will(nameOfDevice(device), nameOf(found));
            }),
      async run(scope, args) {
        const { found, device } = await look(scope, args);
        await devices.act(scope.mapping, device, kind.action, scope.signal);
        return {
          output: { user: found.userPrincipalName, device: nameOfDevice(device), deviceId: device.id },
          summary: kind.did(nameOfDevice(device)),
        };
      },
      async observe(scope, args, since) {
        const { device } = await look(scope, args);
        const outcomes = await devices.outcomes(scope.mapping, device, scope.signal);
        const entries = (outcomes.deviceActionResults ?? []).filter(
          ({ actionName }) => actionName?.toLowerCase() === kind.action.toLowerCase(),
        );
        if (entries.some(({ startDateTime }) => notBefore(startDateTime, since))) return 'happened';
        return kind.unseen(outcomes, since);
      },
      undo: kind.undo,
    }),
  );
}
