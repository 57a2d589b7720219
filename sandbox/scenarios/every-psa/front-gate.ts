/** What stands before the product on its public address: it keeps every webhook that comes, passes it on, or loses it. */
import { createServer, type IncomingHttpHeaders, request } from 'node:http';

export interface Webhook {
  method: string;
  /** With its query, as sent. */
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
  /** What the product answered; 0 when it was lost on the way. */
  status: number;
}

export interface FrontGate {
  /** http://127.0.0.1:PORT */
  url: string;
  /** Every webhook that came, oldest first. */
  webhooks(): readonly Webhook[];
  /** From now on webhooks are lost on the way, or no longer. */
  loseWebhooks(lose: boolean): void;
  /** Sends one to the product as it stands; resolves with its status. */
  send(webhook: Omit<Webhook, 'status'>): Promise<number>;
  stop(): Promise<void>;
}

/** Resolves when it listens; `product`: where the product listens now. */
export async function openFrontGate(product: () => string): Promise<FrontGate> {
  const kept: Webhook[] = [];
  let losing = false;

  function passOn({ method, path, headers, body }: Omit<Webhook, 'status'>): Promise<{ status: number; text: string }> {
    return new Promise((resolve, reject) => {
      const { hostname, port } = new URL(product());
      const { connection: _, 'transfer-encoding': __, 'content-length': ___, ...passed } = headers;
      const length = body === '' ? {} : { 'content-length': String(Buffer.byteLength(body)) };
      const sent = request(
        { hostname, port, method, path, headers: { ...passed, ...length }, agent: false },
        (answer) => {
          const parts: Buffer[] = [];
          answer.on('data', (part: Buffer) => parts.push(part));
          answer.on('end', () =>
            resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8') }),
          );
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
  }

  const server = createServer((asked, response) => {
    const parts: Buffer[] = [];
    asked.on('data', (part: Buffer) => parts.push(part));
    asked.on('end', () => {
      const { method = 'GET', url = '/', headers } = asked;
      const webhook = { method, path: url, headers, body: Buffer.concat(parts).toString('utf8') };
      if (losing && url.startsWith('/hooks/')) {
        kept.push({ ...webhook, status: 0 });
        asked.socket.destroy();
        return;
      }
      passOn(webhook).then(
        ({ status, text }) => {
          if (url.startsWith('/hooks/')) kept.push({ ...webhook, status });
          response.writeHead(status, { 'content-type': 'application/json' });
          response.end(text);
        },
        () => response.destroy(),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (!address || typeof address === 'string') throw new Error('The front gate listens on no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    webhooks: () => kept,
    loseWebhooks(lose) {
      losing = lose;
    },
    send: async (webhook) => (await passOn(webhook)).status,
    async stop() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
