import { addToGroup } from './add-to-group.js';
import { assignLicense } from './assign-license.js';
import { denied } from './denied.js';
import { droppedCall } from './dropped-call.js';
import { homophones } from './homophones.js';
import { howDoI } from './how-do-i.js';
import { lockedOut } from './locked-out.js';
import { mfaReset } from './mfa-reset.js';
import { namesakes } from './namesakes.js';
import { newHire } from './new-hire.js';
import { offboarding } from './offboarding.js';
import { planMode } from './plan-mode.js';
import type { Scenario } from './scenario.js';
import { sharedMailbox } from './shared-mailbox.js';
import { syncedUser } from './synced-user.js';
import { unknownCaller } from './unknown-caller.js';
import { verificationDenied } from './verification-denied.js';
import { verificationExpired } from './verification-expired.js';
import { vip } from './vip.js';

export const SCENARIOS: readonly Scenario[] = [
  lockedOut,
  planMode,
  denied,
  unknownCaller,
  droppedCall,
  namesakes,
  homophones,
  addToGroup,
  assignLicense,
  newHire,
  offboarding,
  howDoI,
  sharedMailbox,
  syncedUser,
  vip,
  mfaReset,
  verificationDenied,
  verificationExpired,
];
