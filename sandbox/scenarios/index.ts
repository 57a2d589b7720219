import { denied } from './denied.js';
import { droppedCall } from './dropped-call.js';
import { homophones } from './homophones.js';
import { lockedOut } from './locked-out.js';
import { mfaReset } from './mfa-reset.js';
import { namesakes } from './namesakes.js';
import { planMode } from './plan-mode.js';
import type { Scenario } from './scenario.js';
import { unknownCaller } from './unknown-caller.js';
import { verificationDenied } from './verification-denied.js';
import { verificationExpired } from './verification-expired.js';

export const SCENARIOS: readonly Scenario[] = [
  lockedOut,
  planMode,
  denied,
  unknownCaller,
  droppedCall,
  namesakes,
  homophones,
  mfaReset,
  verificationDenied,
  verificationExpired,
];
