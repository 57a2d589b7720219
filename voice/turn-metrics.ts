/** Delays of one turn, all in milliseconds, counted from the end of the caller's last word. */
export interface TurnMetrics {
  callSid: string;
  /** End of the last word until its final transcript. */
  transcriptionDelay: number | undefined;
  /** End of the last word until the turn counted as over. */
  endOfTurnDelay: number;
  /** From deciding to speak until the first byte of speech. */
  firstByte: number;
  /** End of the last word until the first byte of the answer is sent to the caller. */
  endToEnd: number;
}

/** Puts the pieces of one turn together as they come. Positions are on the call's audio clock. */
export interface TurnTimer {
  finalWords(endMs: number): void;
  turnOver(): void;
  firstByte(delayMs: number): void;
}

export function createTurnTimer(options: {
  callSid: string;
  clock(): number;
  onTurn: (metrics: TurnMetrics) => void;
}): TurnTimer {
  let lastWord: number | undefined;
  let transcriptionDelay: number | undefined;
  let endOfTurnDelay: number | undefined;
  return {
    finalWords(endMs) {
      lastWord = endMs;
      transcriptionDelay = options.clock() - endMs;
    },
    turnOver() {
      if (lastWord !== undefined) endOfTurnDelay = options.clock() - lastWord;
    },
    firstByte(delayMs) {
      if (lastWord === undefined || endOfTurnDelay === undefined) return;
      const { callSid } = options;
      const endToEnd = options.clock() - lastWord;
      options.onTurn({ callSid, transcriptionDelay, endOfTurnDelay, firstByte: delayMs, endToEnd });
      lastWord = undefined;
      endOfTurnDelay = undefined;
    },
  };
}
