import type { Tool } from '../../../core/tools/tool.js';
import { assetReadTools } from './tools/asset-reads.js';
import { getArticleTool } from './tools/get-article.js';
import type { ToolParts } from './tools/parts.js';
import { passwordTools } from './tools/password-tools.js';
import { procedureReadTools } from './tools/procedure-reads.js';
import { searchArticlesTool } from './tools/search-articles.js';

export function createHuduTools(parts: ToolParts): readonly Tool[] {
  return [
    searchArticlesTool(parts),
    getArticleTool(parts),
    ...assetReadTools(parts),
    ...procedureReadTools(parts),
    ...passwordTools(parts),
  ];
}
