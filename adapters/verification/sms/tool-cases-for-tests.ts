import type { ToolCases } from '../../tool-cases-for-tests.js';

/** It has no tools. */
export const toolCases: ToolCases = {
  credentials: { accountSid: `AC${'0'.repeat(32)}`, authToken: 'token', from: '+12065550100' },
  table: {},
  isolation: {},
};
