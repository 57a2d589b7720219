import type { Tool } from '../../../core/tools/tool.js';
import { configurationReadTools } from './tools/configuration-reads.js';
import { contactReadTools } from './tools/contact-reads.js';
import { documentReadTools } from './tools/document-reads.js';
import { documentWriteTools } from './tools/document-writes.js';
import { flexibleAssetReadTools } from './tools/flexible-asset-reads.js';
import { getPasswordTool } from './tools/get-password.js';
import type { ToolParts } from './tools/parts.js';

/** Everything the agent can do in IT Glue, each call confined to the organisation there that its client is mapped to. */
export function createItGlueTools(parts: ToolParts): Tool[] {
  return [
    ...documentReadTools(parts),
    ...configurationReadTools(parts),
    ...flexibleAssetReadTools(parts),
    ...contactReadTools(parts),
    getPasswordTool(parts),
    ...documentWriteTools(parts),
  ];
}
