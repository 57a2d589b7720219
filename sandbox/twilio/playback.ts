type Item = { audio: Buffer } | { mark: string };

/** What the product sent to be played: sound and marks, in order. Source: Twilio facts, Media Streams messages. */
export class Playback {
  #items: Item[] = [];

  push(audio: Buffer): void {
    if (audio.length > 0) this.#items.push({ audio });
  }

  mark(name: string): void {
    this.#items.push({ mark: name });
  }

  /** Drops everything; the names of the marks that were waiting. */
  clear(): string[] {
    const marks = this.#items.flatMap((item) => ('mark' in item ? [item.mark] : []));
    this.#items = [];
    return marks;
  }

  /** The next sound, up to `bytes`, and the marks whose sound has now been played. */
  take(bytes: number): { audio: Buffer; marks: string[] } {
    const parts: Buffer[] = [];
    const marks: string[] = [];
    let left = bytes;
    for (let item = this.#items[0]; item; item = this.#items[0]) {
      if ('mark' in item) {
        marks.push(item.mark);
      } else {
        if (left === 0) break;
        const part = item.audio.subarray(0, left);
        parts.push(part);
        left -= part.length;
        if (part.length < item.audio.length) {
          this.#items[0] = { audio: item.audio.subarray(part.length) };
          break;
        }
      }
      this.#items.shift();
    }
    return { audio: Buffer.concat(parts), marks };
  }
}
