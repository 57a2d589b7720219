/** Whom errors speak of. */
export const VENDOR = 'Microsoft 365';
