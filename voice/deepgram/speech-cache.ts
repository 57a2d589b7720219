/** Audio of phrases that are the same on every call. The least recently used go first. */
export interface SpeechCache {
  get(key: string): Buffer | undefined;
  set(key: string, audio: Buffer): void;
}

/** `mostBytes`: what all kept audio may take together. */
export function createSpeechCache(mostBytes = 4 * 1024 * 1024): SpeechCache {
  const kept = new Map<string, Buffer>();
  let bytes = 0;
  return {
    get(key) {
      const audio = kept.get(key);
      if (audio) {
        kept.delete(key);
        kept.set(key, audio);
      }
      return audio;
    },
    set(key, audio) {
      if (audio.length > mostBytes) return;
      bytes += audio.length - (kept.get(key)?.length ?? 0);
      kept.delete(key);
      kept.set(key, audio);
      for (const [oldest, old] of kept) {
        if (bytes <= mostBytes) break;
        kept.delete(oldest);
        bytes -= old.length;
      }
    },
  };
}
