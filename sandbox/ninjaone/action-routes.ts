/** Restarting a device and running a script on it: both are taken at once and carried out when the device is online. */
import { randomUUID } from 'node:crypto';
import { isObject, type JsonObject } from '../json.js';
import type { Answered } from '../serve.js';
import { deviceIn } from './device-routes.js';
import { badRequest, forbidden, notFound } from './errors.js';
import type { Call, Route } from './route.js';
import type { Device } from './shapes.js';
import type { Stored } from './stored.js';

const MODES = ['NORMAL', 'FORCED'] as const;
const ROLES: readonly string[] = ['system', 'loggedonuser', 'preferredcredential'];

export function actionRoutes(stored: Stored): Route[] {
  const taken = ({ switches }: Call): Answered => ({ status: switches.takenStatus, write: true });
  return [
    {
      method: 'POST',
      path: '/device/:id/reboot/:mode',
      scope: 'control',
      answer(call) {
        const device = deviceIn(stored, call);
        const mode = MODES.find((one) => one === call.parameters.mode);
        if (!mode) throw badRequest('Invalid reboot mode');
        const reason = textOf(sentObject(call), 'reason');
        stored.reboots.push({ deviceId: device.id, mode, reason, at: call.at });
        note(device, call.at, 'ACTION', `Reboot requested: ${reason}`);
        return taken(call);
      },
    },
    {
      method: 'POST',
      path: '/device/:id/script/run',
      scope: 'control',
      answer(call) {
        const device = deviceIn(stored, call);
        if (call.switches.machineScripts === 'refused') throw forbidden('A user token is required to run scripts');
        const sent = sentObject(call);
        const script = stored.scripts.find(
          ({ type, id, uid }) => type === sent.type && (type === 'SCRIPT' ? id === sent.id : uid === sent.uid),
        );
        if (sent.type !== 'SCRIPT' && sent.type !== 'ACTION') throw badRequest('Invalid script type');
        if (!script) throw notFound('Script');
        const runAs = textOf(sent, 'runAs') || 'system';
        if (!ROLES.includes(runAs.toLowerCase())) throw badRequest(`Unknown credential ${runAs}`);
        const parameters = textOf(sent, 'parameters');
        stored.scriptRuns.push({ deviceId: device.id, script: script.name, parameters, runAs, at: call.at });
        note(device, call.at, 'SCRIPTING', `Run ${script.name}`);
        return taken(call);
      },
    },
  ];

  function note({ id: deviceId, offline }: Device, at: Date, type: string, message: string): void {
    const seriesUid = randomUUID();
    const add = (statusCode: string, status: string) =>
      stored.activities.add((id) => ({ id, deviceId, at, type, statusCode, status, message, seriesUid }));
    add('START_REQUESTED', 'Start requested');
    if (!offline) add('COMPLETED', 'Completed');
  }
}

/** An empty body counts as an object without fields. */
function sentObject({ sent }: Call): JsonObject {
  if (sent === undefined) return {};
  if (sent === 'unreadable' || !isObject(sent)) throw badRequest('The request body is not a JSON object');
  return sent;
}

function textOf(sent: JsonObject, name: string): string {
  const value = sent[name];
  if (value === undefined || value === null) return '';
  if (typeof value !== 'string') throw badRequest(`${name} must be a string`);
  return value;
}
