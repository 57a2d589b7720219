import type { Integration } from '../core/integrations/integration.js';
import { hudu } from './documentation/hudu/index.js';
import { itGlue } from './documentation/itglue/index.js';
import { microsoft365 } from './identity/microsoft365/index.js';
import { mcp } from './mcp/index.js';
import { openAiModel } from './model/openai.js';
import { autotask } from './psa/autotask/index.js';
import { connectWise } from './psa/connectwise/index.js';
import { haloPsa } from './psa/halopsa/index.js';
import { superOps } from './psa/superops/index.js';
import { ninjaOne } from './rmm/ninjaone/index.js';
import { smsVerification } from './verification/sms/index.js';
import { traceless } from './verification/traceless/index.js';

/** Every outside system that can be connected. Adding one is a folder and a line here. */
export const catalogue: readonly Integration[] = [
  connectWise,
  autotask,
  haloPsa,
  superOps,
  microsoft365,
  openAiModel,
  hudu,
  itGlue,
  ninjaOne,
  mcp,
  traceless,
  smsVerification,
];
