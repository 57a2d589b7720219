import type { ToolCases } from '../../tool-cases-for-tests.js';

/** It has no tools. */
export const toolCases: ToolCases = {
  credentials: {
    apiEndpoint: 'https://api.traceless.example/v1/organizations/3f0a5a52-6a0e-4c1c-9a53-0f9e7c1b2d44',
    signingSecret: 'signing-secret',
  },
  table: {},
  isolation: {},
};
