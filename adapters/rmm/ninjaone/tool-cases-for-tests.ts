import { type IsolationCase, ofClient, searches, type ToolCases, type ToolRow } from '../../tool-cases-for-tests.js';

const DEVICE = '4711';
const onDevice = (more: Record<string, unknown> = {}): Pick<ToolRow, 'args' | 'subject'> => ({
  args: { device: DEVICE, ...more },
  subject: { kind: 'device', ref: DEVICE },
});
const onForeign = (more: Record<string, unknown> = {}): IsolationCase => ({
  refused: ({ deviceId, device }) => [
    { device: deviceId, ...more },
    { device, ...more },
  ],
});
const RESTART = { reason: 'It hangs since this morning' };
const SCRIPT = { scriptId: 12 };

export const toolCases: ToolCases = {
  credentials: { clientId: 'client', clientSecret: 'secret', allowedScripts: '12' },
  table: {
    'ninjaone:list-devices': { policy: 'auto', args: { search: 'WS' }, subject: ofClient },
    'ninjaone:get-device': { policy: 'auto', ...onDevice() },
    'ninjaone:list-alerts': { policy: 'auto', ...onDevice() },
    'ninjaone:list-software': { policy: 'auto', ...onDevice() },
    'ninjaone:list-volumes': { policy: 'auto', ...onDevice() },
    'ninjaone:restart': { policy: 'approval_needed', ...onDevice(RESTART) },
    'ninjaone:run-script': { policy: 'approval_needed', ...onDevice(SCRIPT) },
  },
  isolation: {
    'ninjaone:list-devices': { ofB: (foreign) => [{}, { kind: 'server' }, ...searches('search')(foreign)] },
    'ninjaone:get-device': onForeign(),
    'ninjaone:list-alerts': onForeign(),
    'ninjaone:list-software': onForeign(),
    'ninjaone:list-volumes': onForeign(),
    'ninjaone:restart': onForeign({ ...RESTART, server: true }),
    'ninjaone:run-script': onForeign({ ...SCRIPT, server: true }),
  },
};
