import type { ToolReviews, ToolToReview } from '../../core/integrations/integration.js';
import type { Inventory } from './inventory.js';
import { type StockedTool, standingOf } from './stock.js';
import { toolNameOf } from './tools.js';

/** What admins look at: tools that are new or changed, with the server's words of then and now. */
export function createReviews(server: string, inventory: Inventory): ToolReviews {
  async function present(): Promise<StockedTool[]> {
    await inventory.read();
    return inventory.known()?.tools ?? [];
  }
  return {
    pending: async () => (await present()).flatMap((tool) => toReview(server, tool)),
    async confirm(tool, hash) {
      const found = (await present()).find(({ name }) => toolNameOf(server, name) === tool);
      return found !== undefined && inventory.look(found.name, hash);
    },
  };
}

function toReview(server: string, tool: StockedTool): ToolToReview[] {
  const { name, now, looked, since } = tool;
  const standing = standingOf(tool);
  if (!now || standing === 'as_seen') return [];
  return [
    {
      tool: toolNameOf(server, name),
      state: standing,
      since: new Date(since),
      hash: now.hash,
      is: now.wording,
      ...(looked?.wording ? { was: looked.wording } : {}),
    },
  ];
}
