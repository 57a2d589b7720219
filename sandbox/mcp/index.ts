export type { Misbehaviour } from './misbehaviour.js';
export { createPretendMcp, type PretendMcp, type PretendMcpOptions } from './pretend-mcp.js';
export type { PretendTool } from './tools.js';
