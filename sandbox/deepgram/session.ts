/** One WebSocket session at the pretend Deepgram, as its own log shows it. */
export interface Session {
  requestId: string;
  path: '/v1/listen' | '/v1/speak';
  /** As it came: one entry a parameter, in order. */
  query: readonly (readonly [name: string, value: string])[];
  keyterms: readonly string[];
  open: boolean;
  /** Close code, once closed. */
  closed?: number;
  audioBytes: number;
  /** Names of the recordings heard (listen). */
  recognised: readonly string[];
  /** Final transcripts given (listen), or texts said (speak). */
  transcripts: readonly string[];
}

export function openSession(requestId: string, path: Session['path'], query: URLSearchParams): Session {
  return {
    requestId,
    path,
    query: [...query],
    keyterms: query.getAll('keyterm'),
    open: true,
    audioBytes: 0,
    recognised: [],
    transcripts: [],
  };
}
