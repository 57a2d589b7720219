import type { DeepgramClient } from '@deepgram/sdk';

/** Deepgram's own client; its package is loaded when it is first needed, not at start. */
export type Deepgram = DeepgramClient;

export interface DeepgramAccess {
  apiKey: string;
  /** https form, e.g. https://api.deepgram.com; the sockets use the same host. */
  baseUrl: string;
}

/** A client for one account. The addresses of REST and sockets are both made from `baseUrl`. */
export async function connectDeepgram({ apiKey, baseUrl }: DeepgramAccess): Promise<Deepgram> {
  const { DeepgramClient } = await import('@deepgram/sdk');
  const base = baseUrl.replace(/\/+$/, '');
  const sockets = base.replace(/^http/, 'ws');
  return new DeepgramClient({
    apiKey,
    environment: { base, production: sockets, agent: sockets, agentRest: base },
    // Retries are the call's business: it knows how long a caller can wait.
    maxRetries: 0,
  });
}
