import { createHash } from 'node:crypto';

/** Told apart by people and found again by us; nothing can be done with it. */
export function referenceOf(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 6).toUpperCase();
}

/** The text message: the code first, because it is what a lock screen shows. One segment of the GSM alphabet. */
export function messageOf({
  code,
  minutes,
  key,
  sender,
}: {
  code: string;
  minutes: number;
  key: string;
  sender: string;
}): string {
  return `${code} is your verification code for ${sender}, valid for ${minutes} minutes (ref ${referenceOf(key)}). If you did not ask for help, tell nobody and call them.`;
}

export function isMessageOf(key: string, body: string): boolean {
  return body.includes(`(ref ${referenceOf(key)})`);
}
