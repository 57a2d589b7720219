/** A turn of the script as a Chat Completions answer. */
import { randomUUID } from 'node:crypto';
import { wireName } from './reading.js';
import type { ChatRequest } from './request.js';
import { leastArguments } from './schema.js';
import type { Turn } from './turn.js';

/** About four characters a token: good enough for budgets, not for bills. */
export function countTokens(value: unknown): number {
  const text = typeof value === 'string' ? value : JSON.stringify(value ?? '');
  return Math.ceil(text.length / 4);
}

/** What `tool_choice` and `parallel_tool_calls` leave of a turn. */
export function obeyChoice(turn: Turn, { toolChoice, tools, parallelToolCalls }: ChatRequest): Turn {
  const calls = turn.calls ?? [];
  if (toolChoice === 'none') return { text: turn.text ?? 'There is nothing that I may call.' };
  const wanted = typeof toolChoice === 'object' ? toolChoice.function.name : undefined;
  const kept = wanted ? calls.filter(({ tool }) => wireName(tool) === wanted) : calls;
  if (kept.length > 0) return { ...turn, calls: parallelToolCalls ? kept : kept.slice(0, 1) };
  const forced = tools.find(({ name }) => name === wanted) ?? (toolChoice === 'required' ? tools.at(-1) : undefined);
  return forced ? { calls: [{ tool: forced.name, arguments: leastArguments(forced, turn.text ?? 'unknown') }] } : turn;
}

export function toCompletion(turn: Turn, body: unknown, model: string, created: number) {
  const toolCalls = (turn.calls ?? []).map((call) => ({
    id: `call_${randomUUID().replaceAll('-', '').slice(0, 24)}`,
    type: 'function' as const,
    function: {
      name: wireName(call.tool),
      arguments: typeof call.arguments === 'string' ? call.arguments : JSON.stringify(call.arguments),
    },
  }));
  const content = turn.text ?? null;
  const [prompt, completion] = [countTokens(body), countTokens(content ?? '') + countTokens(toolCalls)];
  return {
    id: `chatcmpl-${randomUUID()}`,
    object: 'chat.completion' as const,
    created,
    model,
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant' as const,
          content,
          refusal: null,
          annotations: [],
          ...(toolCalls.length > 0 ? { tool_calls: toolCalls } : {}),
        },
        logprobs: null,
        finish_reason: toolCalls.length > 0 ? ('tool_calls' as const) : ('stop' as const),
      },
    ],
    usage: { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion },
    system_fingerprint: null,
  };
}
