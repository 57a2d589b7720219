/** What the core needs from a language model: messages and tools in, text or tool calls out, tokens counted. */

export interface ModelToolCall {
  id: string;
  /** The tool's own name (`integration:tool-name`); adapters translate for the wire. */
  name: string;
  /** Raw JSON text as the model wrote it; may be malformed. */
  arguments: string;
}

export type ModelMessage =
  | { role: 'system' | 'user'; content: string }
  | { role: 'assistant'; content: string; toolCalls?: readonly ModelToolCall[] }
  | { role: 'tool'; toolCallId: string; content: string };

export interface ModelTool {
  name: string;
  description: string;
  /** JSON Schema of an object. */
  parameters: Record<string, unknown>;
}

export interface ModelReply {
  text: string;
  toolCalls: readonly ModelToolCall[];
  usage: { inputTokens: number; outputTokens: number };
}

export interface Model {
  /** The model's name, for the activity record. */
  name: string;
  /** Throws VendorError. */
  complete(request: {
    messages: readonly ModelMessage[];
    tools: readonly ModelTool[];
    signal?: AbortSignal;
  }): Promise<ModelReply>;
}
