import type OpenAI from 'openai';
import { z } from 'zod';
import type { ModelMessage, ModelReply, ModelTool } from '../../../core/ports/model.js';
import type { ToolNames } from './tool-names.js';

type WireMessage = OpenAI.Chat.Completions.ChatCompletionMessageParam;
type WireTool = OpenAI.Chat.Completions.ChatCompletionTool;

export function toWireMessages(messages: readonly ModelMessage[], names: ToolNames): WireMessage[] {
  return messages.map((message) => toWireMessage(message, names));
}

function toWireMessage(message: ModelMessage, names: ToolNames): WireMessage {
  if (message.role === 'tool') return { role: 'tool', tool_call_id: message.toolCallId, content: message.content };
  if (message.role !== 'assistant') return { role: message.role, content: message.content };
  const calls = (message.toolCalls ?? []).map((call) => ({
    id: call.id,
    type: 'function' as const,
    function: { name: names.wire(call.name), arguments: call.arguments },
  }));
  return { role: 'assistant', content: message.content, ...(calls.length > 0 ? { tool_calls: calls } : {}) };
}

export function toWireTools(tools: readonly ModelTool[], names: ToolNames): WireTool[] {
  return tools.map(({ name, description, parameters }) => ({
    type: 'function',
    function: { name: names.wire(name), description, parameters },
  }));
}

/** What compatible servers answer, taken as it comes: some leave out usage or the ids of calls. */
const completion = z.object({
  choices: z
    .array(
      z.object({
        message: z.object({
          content: z.string().nullish(),
          refusal: z.string().nullish(),
          tool_calls: z
            .array(
              z.object({
                id: z.string().nullish(),
                function: z.object({ name: z.string(), arguments: z.string().nullish() }),
              }),
            )
            .nullish(),
        }),
      }),
    )
    .min(1),
  usage: z.object({ prompt_tokens: z.number().nullish(), completion_tokens: z.number().nullish() }).nullish(),
});

/** Undefined when the answer is not a chat completion. */
export function readReply(answer: unknown, names: ToolNames): ModelReply | undefined {
  const parsed = completion.safeParse(answer);
  const message = parsed.data?.choices[0]?.message;
  if (!message) return undefined;
  return {
    text: message.content ?? message.refusal ?? '',
    toolCalls: (message.tool_calls ?? []).map((call, index) => ({
      id: call.id || `call_${index + 1}`,
      name: names.own(call.function.name),
      arguments: call.function.arguments ?? '',
    })),
    usage: {
      inputTokens: parsed.data?.usage?.prompt_tokens ?? 0,
      outputTokens: parsed.data?.usage?.completion_tokens ?? 0,
    },
  };
}
