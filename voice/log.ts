/** Pino's shape. No transcript goes into it; a telephone number only under a key that says so. */
export interface VoiceLog {
  info(detail: object, message: string): void;
  warn(detail: object, message: string): void;
  error(detail: object, message: string): void;
}
