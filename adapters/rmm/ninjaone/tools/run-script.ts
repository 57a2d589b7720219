import { z } from 'zod';
import { VendorError } from '../../../../core/errors.js';
import { defineTool, type Tool } from '../../../../core/tools/tool.js';
import { nameOf } from '../devices.js';
import { VENDOR } from '../failure.js';
import { problemOf } from '../may-act.js';
import { type ActivityRow, type DeviceRow, scriptingShape } from '../shapes.js';
import { deviceToActOn, isSince, policyFor, portraitOf, server } from './acting.js';
import { device, ofDevice, type ToolParts } from './parts.js';

/** The one that the example in the facts has; others are names of credentials (unconfirmed). Source: RMM facts, NinjaOne. */
const RUN_AS = 'system';

/** Letters, digits and what stands in names, paths and numbers: nothing that a shell would take for more than a word. */
const PLAIN = /^[\p{L}\p{N} _.,:=@+/\\-]*$/u;

const input = z.strictObject({
  device,
  scriptId: z.number().int().min(1).max(2_147_483_647).describe('Id of a script that the MSP allows'),
  parameters: z
    .string()
    .trim()
    .max(500)
    .regex(PLAIN, 'letters, digits, spaces and _ . , : = @ + / \\ - only')
    .optional()
    .describe('As the script takes them, plain words and numbers'),
  server,
});
type Args = z.infer<typeof input>;

export function runScriptTool({ client, devices, allowedScripts }: ToolParts): Tool {
  const allowed = [...allowedScripts].sort((one, other) => one - other).join(', ');

  function notAllowed({ scriptId }: Args): string | undefined {
    if (allowedScripts.has(scriptId)) return undefined;
    const may = allowed ? `Allowed: ${allowed}.` : 'None is allowed yet.';
    return `The MSP does not allow script ${scriptId} to be run by Frontdesk. ${may} An admin lists the ids under Settings > Integrations > NinjaOne.`;
  }

  /** What NinjaOne calls the script, where it can be run on this very device. */
  async function scriptOn(row: DeviceRow, { scriptId }: Args, signal?: AbortSignal) {
    const path = `/v2/device/${row.id}/scripting/options`;
    const call = { doing: `list the scripts for ${nameOf(row)}`, path, ...(signal ? { signal } : {}) };
    const { scripts } = await client.get(call, scriptingShape);
    const found = (scripts ?? []).find(({ id, type }) => id === scriptId && type !== 'ACTION');
    return found && { name: found.name ?? `script ${scriptId}` };
  }

  const notThere = (row: DeviceRow, { scriptId }: Args) =>
    `NinjaOne has no script ${scriptId} that can be run on ${nameOf(row)}; look at its id, its operating system and its architecture.`;

  return defineTool<Args>({
    name: 'ninjaone:run-script',
    description: `Runs one of the MSP's scripts on a computer, as the system. Only scripts that the MSP allows${allowed ? ` (ids ${allowed})` : ' (none yet)'}. NinjaOne takes the order; the result is in the device's activities.`,
    input,
    effect: 'write',
    policyFor,
    subject: ofDevice,
    describe: (args) =>
      `Run script ${args.scriptId} on ${args.server ? 'the server' : 'the computer'} ${args.device}${withParameters(args)}.`,
    async preview(scope, args) {
      const problem = notAllowed(args);
      if (problem) return { problem };
      const row = await devices.get(scope, args.device);
      const hindrance = problemOf(row, args);
      if (hindrance) return { problem: hindrance };
      const script = await scriptOn(row, args, scope.signal);
      if (!script) return { problem: notThere(row, args) };
      const where = await portraitOf(devices, scope, row);
      return { sentence: `Run the script "${script.name}" (${args.scriptId}) on ${where}${withParameters(args)}.` };
    },
    async run(scope, args) {
      const problem = notAllowed(args);
      if (problem) throw new VendorError(VENDOR, 'forbidden', problem);
      const row = await deviceToActOn(devices, scope, args);
      const script = await scriptOn(row, args, scope.signal);
      if (!script) throw new VendorError(VENDOR, 'not_found', notThere(row, args));
      const doing = `run the script "${script.name}" on ${nameOf(row)}`;
      const call = { doing, path: `/v2/device/${row.id}/script/run`, signal: scope.signal };
      const parameters = args.parameters ? { parameters: args.parameters } : {};
      await client
        .order('script', call, { type: 'SCRIPT', id: args.scriptId, runAs: RUN_AS, ...parameters })
        .catch(withAdvice);
      return {
        output: {
          deviceId: row.id,
          device: nameOf(row),
          script: { id: args.scriptId, name: script.name },
          state: 'ordered',
        },
        summary: `NinjaOne took the order to run "${script.name}" on ${nameOf(row)}. Its result is in the device's activities in NinjaOne.`,
      };
    },
    async observe(scope, args, since) {
      const row = await devices.get(scope, args.device);
      const script = await scriptOn(row, args, scope.signal);
      if (!script) return 'unknown';
      const activities = await devices.activities(scope, row);
      return activities.some((each) => isSince(each, since) && tellsOf(each, script.name)) ? 'happened' : 'unknown';
    },
    undo: (args) =>
      `What script ${args.scriptId} did on ${args.device} is taken back by hand; look at what it changes and at the device's activities in NinjaOne.`,
  });
}

/** NinjaOne may leave scripts to users (unconfirmed). Source: RMM facts, NinjaOne. */
function withAdvice(error: unknown): never {
  if (!(error instanceof VendorError) || error.failure !== 'forbidden') throw error;
  const advice =
    'If NinjaOne leaves scripts to users, enter the "Refresh token of a user" under Settings > Integrations > NinjaOne.';
  throw new VendorError(VENDOR, 'forbidden', `${error.message} ${advice}`, { cause: error });
}

const withParameters = ({ parameters }: Args) => (parameters ? ` with the parameters "${parameters}"` : '');

/** That an order shows under the script's name is unconfirmed, so that no activity proves nothing. */
function tellsOf({ sourceName, subject, message }: ActivityRow, script: string): boolean {
  const wanted = script.toLowerCase();
  return sourceName?.toLowerCase() === wanted || [subject, message].join(' ').toLowerCase().includes(wanted);
}
