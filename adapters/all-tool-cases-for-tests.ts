import { toolCases as hudu } from './documentation/hudu/tool-cases-for-tests.js';
import { toolCases as itglue } from './documentation/itglue/tool-cases-for-tests.js';
import { toolCases as m365 } from './identity/microsoft365/tool-cases-for-tests.js';
import { toolCases as mcp } from './mcp/tool-cases-for-tests.js';
import { toolCases as model } from './model/tool-cases-for-tests.js';
import { toolCases as autotask } from './psa/autotask/tool-cases-for-tests.js';
import { toolCases as connectwise_psa } from './psa/connectwise/tool-cases-for-tests.js';
import { toolCases as halopsa } from './psa/halopsa/tool-cases-for-tests.js';
import { toolCases as superops } from './psa/superops/tool-cases-for-tests.js';
import { toolCases as ninjaone } from './rmm/ninjaone/tool-cases-for-tests.js';
import type { IsolationCase, ToolCases, ToolRow } from './tool-cases-for-tests.js';
import { toolCases as sms_verification } from './verification/sms/tool-cases-for-tests.js';
import { toolCases as traceless } from './verification/traceless/tool-cases-for-tests.js';

/** Of every integration in the catalogue, by its kind. */
const ALL: Readonly<Record<string, ToolCases>> = {
  connectwise_psa,
  autotask,
  halopsa,
  superops,
  m365,
  model,
  hudu,
  itglue,
  ninjaone,
  mcp,
  traceless,
  sms_verification,
};

/** Throws for an integration that has none. */
export function toolCasesOf(kind: string): ToolCases {
  const cases = ALL[kind];
  if (!cases) throw new Error(`There are no tool cases for the integration ${kind}`);
  return cases;
}

export const toolTable: Readonly<Record<string, ToolRow>> = Object.assign(
  {},
  ...Object.values(ALL).map(({ table }) => table),
);
export const sensitiveTools = Object.values(ALL).flatMap(({ sensitive = [] }) => sensitive);
export const isolationTable: Readonly<Record<string, IsolationCase>> = Object.assign(
  {},
  ...Object.values(ALL).map(({ isolation }) => isolation),
);
