import { createServer } from 'node:http';

/** What somebody between Frontdesk and a PSA may answer: a proxy, a sign-in page, a maintenance page. */
const ANSWERS = {
  'a page': { status: 200, type: 'text/html', body: '<!doctype html><title>Sign in</title><p>Please sign in.</p>' },
  'an error page': { status: 502, type: 'text/html', body: '<html><body><h1>502 Bad Gateway</h1></body></html>' },
  'half an answer': { status: 200, type: 'application/json', body: '{"items":[{"id":1,"summary":"Print' },
  'an empty answer': { status: 200, type: 'application/json', body: '' },
  'another shape': { status: 200, type: 'application/json', body: '{"unlike":["anything",{"known":true}]}' },
  null: { status: 200, type: 'application/json', body: 'null' },
  /** A refusal that repeats what it was sent, keys and all. */
  'an echo': { status: 400, type: 'application/json', body: '' },
  'a redirect': { status: 302, type: 'text/html', body: 'Moved' },
  'hang up': undefined,
} as const;

export type OddAnswer = keyof typeof ANSWERS;

export interface OddServer {
  /** Where a request has to go to be answered so; `instead` is where it would have gone. */
  address(answer: OddAnswer, instead: string): string;
  /** How often somebody followed a redirect. */
  followed(): number;
  stop(): Promise<void>;
}

export async function startOddServer(): Promise<OddServer> {
  let followed = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.once('end', () => {
      const asked = decodeURIComponent((request.url ?? '').split('?')[0]?.slice(1) ?? '');
      if (asked === 'followed') followed += 1;
      const known = Object.entries(ANSWERS).find(([name]) => name === asked)?.[1];
      if (!known) {
        request.socket.destroy();
        return;
      }
      const location = known.status === 302 ? { location: `http://${request.headers.host}/followed` } : {};
      response.writeHead(known.status, { 'content-type': known.type, ...location });
      const sent = [...Object.values(request.headers), Buffer.concat(chunks).toString('utf8')].join(' ');
      response.end(asked === 'an echo' ? echoOf(sent) : known.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (!address || typeof address === 'string') throw new Error('The server of odd answers listens on no port');
  return {
    address: (answer, instead) =>
      `http://127.0.0.1:${address.port}/${encodeURIComponent(answer)}?${new URLSearchParams({ instead })}`,
    followed: () => followed,
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** In the words of every PSA's errors. */
function echoOf(sent: string): string {
  const message = `Cannot read ${sent}`;
  return JSON.stringify({ message, Message: message, error: message, errors: [{ message }] });
}
