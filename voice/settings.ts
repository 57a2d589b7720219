import type { VoiceSettings } from '../core/clients/settings.js';
import type { DeepgramAccess } from './deepgram/client.js';

export interface CallSettings extends VoiceSettings {
  /** How the greeting names the MSP. */
  mspName: string;
  /** A person's number (E.164), where callers can be put through; absent: a message is taken. */
  transferTo?: string | undefined;
}

export interface TwilioAccess {
  accountSid: string;
  authToken: string;
  /** Still signs some requests while the token is being rotated. */
  previousAuthToken?: string | undefined;
  number: string;
}

/** What is connected at the moment; read again for every call, so that a rotated key works at once. */
export interface VoiceCredentials {
  twilio: TwilioAccess | undefined;
  deepgram: DeepgramAccess | undefined;
}
