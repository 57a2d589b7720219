import {
  isJSONRPCErrorResponse,
  isJSONRPCNotification,
  isJSONRPCResultResponse,
  JSONRPCMessageSchema,
} from '@modelcontextprotocol/sdk/types.js';

/** What is looked for in a stream of events while it passes. */
export interface Watch {
  /** The id of the request that it answers; undefined: any answer will do. */
  awaited: number | string | undefined;
  /** The server said that its list of tools has changed. */
  listChanged(): void;
}

export interface Watcher {
  /** Takes the next piece. True when the awaited answer has passed. */
  take(chunk: Buffer): boolean;
  /** The stream named an event, so that it can be taken up again where it broke off. */
  readonly resumable: boolean;
}

/** Whether one JSON-RPC message, or a batch of them, answers the awaited request. */
export function isAwaited(message: unknown, { awaited, listChanged }: Watch): boolean {
  const messages = Array.isArray(message) ? message : [message];
  return messages.some((one) => {
    const parsed = JSONRPCMessageSchema.safeParse(one);
    if (!parsed.success) return false;
    const { data } = parsed;
    if (isJSONRPCNotification(data) && data.method === 'notifications/tools/list_changed') listChanged();
    if (!isJSONRPCResultResponse(data) && !isJSONRPCErrorResponse(data)) return false;
    return awaited === undefined || data.id === awaited;
  });
}

/** Reads along in a stream of server-sent events. Source: WHATWG HTML, 9.2.6 (lines end in LF, CRLF or CR). */
export function createWatcher(watch: Watch): Watcher {
  const decoder = new TextDecoder();
  let rest = '';
  let data: string[] = [];
  let resumable = false;

  function take(line: string): boolean {
    if (line === '') {
      const event = data.join('\n');
      data = [];
      return event !== '' && isAwaited(parsed(event), watch);
    }
    const [, field = '', value = ''] = /^([^:]*):? ?(.*)$/s.exec(line) ?? [];
    if (field === 'data') data.push(value);
    if (field === 'id' && value !== '') resumable = true;
    return false;
  }

  return {
    take(chunk) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop() ?? '';
      return lines.map(take).some(Boolean);
    },
    get resumable() {
      return resumable;
    },
  };
}

const LF = 10;
const CR = 13;

/**
 * The next pieces together, up to one in which a line ends, or to the end. Whoever looks for lines then looks at each byte
 * a bounded number of times, however small the pieces of a long line are.
 */
export async function nextLines(pieces: AsyncIterator<Buffer>): Promise<IteratorResult<Buffer>> {
  const held: Buffer[] = [];
  for (;;) {
    const next = await pieces.next();
    if (next.done) return held.length === 0 ? next : { done: false, value: Buffer.concat(held) };
    held.push(next.value);
    if (next.value.includes(LF) || next.value.includes(CR)) return { done: false, value: Buffer.concat(held) };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
