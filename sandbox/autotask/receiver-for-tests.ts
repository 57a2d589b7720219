/** A product's webhook for this folder's tests: keeps what arrives and answers as told. */
import { createServer } from 'node:http';
import { z } from 'zod';

const message = z.object({
  Action: z.string(),
  Guid: z.string(),
  EntityType: z.string(),
  Id: z.number(),
  Fields: z.record(z.string(), z.string()),
  EventTime: z.string(),
  SequenceNumber: z.number(),
  PersonID: z.number().nullable(),
});

export interface Arrived {
  method: string;
  url: string;
  body: string;
  /** X-Hook-Signature; undefined where there is none. */
  signature: string | undefined;
  message: z.infer<typeof message>;
}

export interface Receiver {
  /** Events; GETs are only counted. */
  arrived: Arrived[];
  /** Addresses that were asked by GET. */
  looks: string[];
  /** Statuses of the next answers; 200 when nothing is left. 0: never answers. */
  answers: number[];
  origin: string;
  stop(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const arrived: Arrived[] = [];
  const looks: string[] = [];
  const answers: number[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const body = Buffer.concat(chunks).toString('utf8');
    const { method = '', url = '' } = request;
    const signature = request.headers['x-hook-signature']?.toString();
    if (method === 'GET') looks.push(url);
    else arrived.push({ method, url, body, signature, message: message.parse(JSON.parse(body)) });
    const status = answers.shift() ?? 200;
    if (status > 0) response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    arrived,
    looks,
    answers,
    origin: `http://127.0.0.1:${port}`,
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}
