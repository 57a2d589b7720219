/** What the pretend MCP server can do: a desk that lends computers and rooms. Source: MCP specification 2025-06-18, Tools. */
import { randomBytes } from 'node:crypto';
import type { World } from '../world/world.js';

export interface PretendTool {
  name: string;
  title?: string;
  description?: string;
  inputSchema: Record<string, unknown>;
  outputSchema?: Record<string, unknown>;
  annotations?: Record<string, unknown>;
}

export interface CallResult {
  content: Record<string, unknown>[];
  structuredContent?: Record<string, unknown>;
  isError?: boolean;
}

export interface Booking {
  id: string;
  room: string;
  day: string;
  for: string;
}

export interface Asset {
  name: string;
  kind: string;
  label: string;
}

export interface AssetDesk {
  tools: PretendTool[];
  bookings: Booking[];
  assets: Asset[];
  /** Values that nobody but this server may ever see again. */
  canaries: { password: string; token: string };
  /** Undefined: no such tool. `write`: what it keeps has changed. */
  call(name: string, args: Record<string, unknown>): { result: CallResult; write: boolean } | undefined;
}

const ROOMS = ['Beacon', 'Lantern', 'Foundry'];
const text = (words: string) => ({ type: 'text', text: words });
const given = (data: Record<string, unknown>): CallResult => ({
  content: [text(JSON.stringify(data))],
  structuredContent: data,
});
const failed = (words: string): CallResult => ({ content: [text(words)], isError: true });
const words = (value: unknown) => (typeof value === 'string' ? value : '');
const string = (description: string, more: Record<string, unknown> = {}) => ({ type: 'string', description, ...more });
const object = (properties: Record<string, unknown>, required: string[] = []) => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  properties,
  required,
});

/** `company`: the desk of that client, with its computers; else the MSP's own, with computers to lend. */
export function createAssetDesk(world: World, company?: string): AssetDesk {
  const assets: Asset[] = company
    ? world.devices
        .filter((device) => device.company === company)
        .map(({ name, operatingSystem }) => ({ name, kind: operatingSystem, label: '' }))
    : Array.from({ length: 8 }, (_, index) => ({ name: `LOANER-0${index + 1}`, kind: 'Windows', label: '' }));
  const bookings: Booking[] = [];
  const canaries = { password: `Cnry-${randomBytes(9).toString('hex')}`, token: randomBytes(20).toString('hex') };

  const tools: PretendTool[] = [
    {
      name: 'find_asset',
      title: 'Find an asset',
      description: 'Finds computers by a part of their name.',
      inputSchema: object({ query: string('Part of the name', { minLength: 1, maxLength: 80 }) }, ['query']),
      annotations: { readOnlyHint: true },
    },
    { name: 'list_rooms', description: 'Lists the rooms that can be booked.', inputSchema: object({}) },
    {
      name: 'rooms.status',
      description: 'Tells whether a room is free on a day.',
      inputSchema: object({ room: string('Name', { enum: ROOMS }), day: string('YYYY-MM-DD') }, ['room', 'day']),
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
    {
      name: 'book_room',
      description: 'Books a room for a day.',
      inputSchema: object(
        {
          room: string('Name of the room'),
          day: string('YYYY-MM-DD', { pattern: '^\\d{4}-\\d{2}-\\d{2}$' }),
          for: string('For whom'),
        },
        ['room', 'day', 'for'],
      ),
      annotations: { readOnlyHint: false, destructiveHint: false },
    },
    {
      name: 'label_asset',
      description: 'Sets the label of a computer.',
      inputSchema: object({ asset: string('Its name'), label: string('The label', { maxLength: 60 }) }, [
        'asset',
        'label',
      ]),
      annotations: { readOnlyHint: false, idempotentHint: true },
    },
    {
      name: 'get_wifi_card',
      description: 'Reads the card with the Wi-Fi for guests.',
      inputSchema: object({}),
      annotations: { readOnlyHint: true },
    },
  ];

  type Call = (args: Record<string, unknown>) => { result: CallResult; write: boolean };
  const read = (result: CallResult) => ({ result, write: false });
  const calls: Readonly<Record<string, Call>> = {
    find_asset: ({ query }) => {
      const found = assets.filter(({ name }) => name.toLowerCase().includes(words(query).toLowerCase()));
      return read(given({ assets: found }));
    },
    list_rooms: () => read(given({ rooms: ROOMS.map((name) => ({ name })) })),
    'rooms.status': ({ room, day }) => {
      const taken = bookings.find((one) => one.room === room && one.day === day);
      return read({
        content: [text(taken ? `${words(room)} is taken on ${words(day)}` : `${words(room)} is free on ${words(day)}`)],
      });
    },
    book_room: (args) => {
      const { room, day, for: whom } = { room: words(args.room), day: words(args.day), for: words(args.for) };
      if (!ROOMS.includes(room)) return read(failed(`There is no room "${room}".`));
      if (bookings.some((one) => one.room === room && one.day === day)) {
        return read(failed(`${room} is taken on ${day}.`));
      }
      const booking = { id: `b-${bookings.length + 1}`, room, day, for: whom };
      bookings.push(booking);
      return { result: given({ booking: { ...booking } }), write: true };
    },
    label_asset: ({ asset, label }) => {
      const found = assets.find(({ name }) => name === asset);
      if (!found) return read(failed(`There is no asset "${words(asset)}".`));
      found.label = words(label);
      return { result: given({ asset: { ...found } }), write: true };
    },
    get_wifi_card: () =>
      read({
        content: [
          text(`The card says: network Guests, password: ${canaries.password}`),
          { type: 'image', data: Buffer.from(canaries.token).toString('base64'), mimeType: 'image/png' },
        ],
        structuredContent: { network: 'Guests', password: canaries.password, access: { apiToken: canaries.token } },
      }),
  };

  return { tools, bookings, assets, canaries, call: (name, args) => calls[name]?.(args) };
}
