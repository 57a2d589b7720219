/** Reading devices. Query keys that there are not are ignored: a list is then the whole fleet. */
import type { Json } from '../json.js';
import { deviceFilter } from './device-filter.js';
import { badRequest, notFound } from './errors.js';
import { type Call, idOf, pageOf, type Route, wholeNumber } from './route.js';
import type { Device } from './shapes.js';
import type { Stored } from './stored.js';
import {
  activityView,
  alertView,
  deviceDetail,
  deviceView,
  diskView,
  lastUserView,
  scriptView,
  softwareView,
  volumeView,
} from './views.js';

const FOUND_AT_MOST = 10;

export function deviceIn(stored: Stored, call: Call): Device {
  const device = stored.devices.get(idOf(call));
  if (!device) throw notFound('Device');
  return device;
}

export function deviceRoutes(stored: Stored): Route[] {
  const read = (path: string, answer: (call: Call) => Json): Route => ({
    method: 'GET',
    path,
    scope: 'monitoring',
    answer: (call) => ({ status: 200, body: answer(call) }),
  });
  const ofDevice = (tail: string, answer: (device: Device, call: Call) => Json) =>
    read(`/device/:id${tail}`, (call) => answer(deviceIn(stored, call), call));
  const filtered = (call: Call) => stored.devices.all().filter(deviceFilter(call.search.get('df')));

  return [
    read('/devices', (call) => pageOf(call, filtered(call)).map((row) => deviceView(stored, row))),
    read('/devices-detailed', (call) => pageOf(call, filtered(call)).map((row) => deviceDetail(stored, row))),
    read('/devices/search', ({ search }) => {
      const query = search.get('q') ?? '';
      const found = stored.devices.all().flatMap((device) => {
        const match = matched(device, query);
        return match ? [{ ...deviceView(stored, device), ...match }] : [];
      });
      return { query, devices: found.slice(0, wholeNumber(search.get('limit')) ?? FOUND_AT_MOST) };
    }),
    ofDevice('', (device) => deviceDetail(stored, device)),
    ofDevice('/last-logged-on-user', lastUserView),
    ofDevice('/dashboard-url', ({ id }, { base }) => ({ url: `${base}/#/deviceDashboard/${id}/overview` })),
    ofDevice('/alerts', ({ id }) => stored.alerts.filter(({ deviceId }) => deviceId === id).map(alertView)),
    ofDevice('/disks', (device) => [diskView(device)]),
    ofDevice('/volumes', ({ volumes }) => volumes.map(volumeView)),
    ofDevice('/software', ({ software }) => software.map(softwareView)),
    ofDevice('/activities', ({ id }, { search }) => activitiesOf(stored, id, search)),
    ofDevice('/scripting/options', () => ({
      categories: [{ id: 1, name: 'Uncategorized', internal: false }],
      scripts: stored.scripts.map(scriptView),
      credentials: { roles: ['system', 'loggedonuser'], credentials: [] },
    })),
    read('/alerts', ({ search }) => {
      const matches = deviceFilter(search.get('df'));
      const source = search.get('sourceType');
      return stored.alerts
        .filter(({ sourceType }) => source === null || sourceType === source)
        .filter(({ deviceId }) => {
          const device = stored.devices.get(deviceId);
          return device !== undefined && matches(device);
        })
        .map(alertView);
    }),
    // Not in the part of the description that there is; as several clients use it.
    read('/automation/scripts', () => stored.scripts.filter(({ type }) => type === 'SCRIPT').map(scriptView)),
  ];
}

/** The first attribute that the words are found in, in any case; an exact one scores highest. */
function matched(device: Device, query: string) {
  const wanted = query.trim().toLowerCase();
  if (wanted === '') return undefined;
  const attributes: readonly (readonly [string, string])[] = [
    ['systemName', device.systemName],
    ['displayName', device.displayName],
    ['dnsName', device.dnsName],
    ['lastLoggedInUser', device.lastUser?.name ?? ''],
    ...device.ipAddresses.map((address) => ['ipAddress', address] as const),
  ];
  const found = attributes.find(([, value]) => value.toLowerCase().includes(wanted));
  if (!found) return undefined;
  const [matchAttr, matchAttrValue] = found;
  return { score: matchAttrValue.toLowerCase() === wanted ? 10 : 5, matchAttr, matchAttrValue };
}

/** Newest first. Page sizes: 10 to 1000, 200 by default. Source: the vendor's description. */
function activitiesOf(stored: Stored, id: number, search: URLSearchParams): Json {
  const size = wholeNumber(search.get('pageSize')) ?? 200;
  if (size < 10 || size > 1000) throw badRequest('pageSize must be between 10 and 1000');
  const [older, newer] = [wholeNumber(search.get('olderThan')), wholeNumber(search.get('newerThan'))];
  const [type, status] = [search.get('activityType'), search.get('status')];
  const all = stored.activities.all();
  const own = all.filter(({ deviceId }) => deviceId === id);
  const rows = own
    .filter((one) => older === undefined || one.id < older)
    .filter((one) => newer === undefined || one.id > newer)
    .filter((one) => type === null || one.type === type)
    .filter((one) => status === null || one.statusCode === status)
    .reverse()
    .slice(0, size);
  return {
    lastActivityId: all.at(-1)?.id ?? 0,
    lastNodeActivityId: own.at(-1)?.id ?? 0,
    activities: rows.map(activityView),
  };
}
