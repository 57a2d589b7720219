import type { ToolCases } from '../tool-cases-for-tests.js';

/** A model has no tools. */
export const toolCases: ToolCases = {
  credentials: { apiKey: 'key', model: 'some-model' },
  table: {},
  isolation: {},
};
