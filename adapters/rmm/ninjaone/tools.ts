import type { Tool } from '../../../core/tools/tool.js';
import { deviceReadTools } from './tools/device-reads.js';
import type { ToolParts } from './tools/parts.js';
import { restartTool } from './tools/restart.js';
import { runScriptTool } from './tools/run-script.js';
import { stateReadTools } from './tools/state-reads.js';

/** Everything the agent can do in NinjaOne, each call confined to the organisation there that its client is mapped to. */
export function createNinjaTools(parts: ToolParts): Tool[] {
  return [...deviceReadTools(parts), ...stateReadTools(parts), restartTool(parts), runScriptTool(parts)];
}
