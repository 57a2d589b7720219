/** Chat Completions requests, read as strictly as the real server reads them. */
import { z } from 'zod';
import { ModelRefusal, malformed } from './refusal.js';

const TOOL_NAME = /^[a-zA-Z0-9_-]{1,64}$/;

const text = z.union([z.string(), z.array(z.object({ type: z.literal('text'), text: z.string() }))]);

const TOOL_CALL = z.object({
  id: z.string().min(1),
  type: z.literal('function'),
  function: z.object({ name: z.string().min(1), arguments: z.string() }),
});

const MESSAGE = z.discriminatedUnion('role', [
  z.object({ role: z.enum(['system', 'developer', 'user']), content: text, name: z.string().optional() }),
  z.object({
    role: z.literal('assistant'),
    content: text.nullish(),
    tool_calls: z.array(TOOL_CALL).min(1).optional(),
    name: z.string().optional(),
    refusal: z.string().nullish(),
  }),
  z.object({ role: z.literal('tool'), content: text, tool_call_id: z.string().min(1) }),
]);

const TOOL = z.object({
  type: z.literal('function'),
  function: z.object({
    name: z.string(),
    description: z.string().optional(),
    parameters: z.looseObject({}).optional(),
    strict: z.boolean().nullish(),
  }),
});

const TOOL_CHOICE = z.union([
  z.enum(['none', 'auto', 'required']),
  z.object({ type: z.literal('function'), function: z.object({ name: z.string() }) }),
]);

/** Settings that a scripted model takes and has no use for. */
const IDLE = [
  ...['temperature', 'top_p', 'max_tokens', 'max_completion_tokens', 'stop', 'seed', 'user', 'response_format'],
  ...['presence_penalty', 'frequency_penalty', 'metadata', 'store', 'reasoning_effort', 'service_tier', 'verbosity'],
  ...[
    'safety_identifier',
    'prompt_cache_key',
    'logit_bias',
    'logprobs',
    'top_logprobs',
    'stream_options',
    'modalities',
  ],
] as const;

const REQUEST = z.strictObject({
  model: z.string(),
  messages: z.array(MESSAGE).min(1),
  tools: z.array(TOOL).min(1).max(128).optional(),
  tool_choice: TOOL_CHOICE.optional(),
  parallel_tool_calls: z.boolean().optional(),
  stream: z.boolean().nullish(),
  n: z.number().int().nullish(),
  ...Object.fromEntries(IDLE.map((name) => [name, z.unknown().optional()])),
});

export type ChatMessage = z.infer<typeof MESSAGE>;
export type ToolChoice = z.infer<typeof TOOL_CHOICE>;

export interface OfferedTool {
  name: string;
  /** JSON Schema of an object. */
  parameters: Record<string, unknown>;
}

export interface ChatRequest {
  messages: readonly ChatMessage[];
  tools: readonly OfferedTool[];
  toolChoice: ToolChoice;
  parallelToolCalls: boolean;
}

/** Throws ModelRefusal: 400 for what is malformed, 404 for another model. */
export function readRequest(body: unknown, modelName: string): ChatRequest {
  if (typeof body !== 'object' || body === null || !('model' in body))
    throw malformed('you must provide a model parameter');
  const parsed = REQUEST.safeParse(body);
  if (!parsed.success) throw describe(parsed.error);
  const { model, messages, tools = [], tool_choice, parallel_tool_calls, stream, n } = parsed.data;
  if (model !== modelName) {
    throw new ModelRefusal(404, `The model \`${model}\` does not exist or you do not have access to it.`, {
      code: 'model_not_found',
      param: 'model',
    });
  }
  if (stream) throw malformed('This model answers whole; it cannot stream.', 'stream', 'unsupported_value');
  if ((n ?? 1) !== 1) throw malformed('This model gives one choice only.', 'n', 'unsupported_value');
  checkTurns(messages);
  const offered = tools.map((tool, index) => readTool(tool.function, index));
  checkChoice(tool_choice, offered);
  return {
    messages,
    tools: offered,
    toolChoice: tool_choice ?? (offered.length > 0 ? 'auto' : 'none'),
    parallelToolCalls: parallel_tool_calls ?? true,
  };
}

/** A message's words, whichever of the two forms it came in. */
export function wordsOf(message: ChatMessage): string {
  const { content } = message;
  if (!content) return '';
  return typeof content === 'string' ? content : content.map((part) => part.text).join('\n');
}

/** Every tool message answers a call just before it, and every call is answered before anything else is said. */
function checkTurns(messages: readonly ChatMessage[]): void {
  let open = new Set<string>();
  for (const [index, message] of messages.entries()) {
    const param = `messages.[${index}].role`;
    if (message.role === 'tool') {
      if (!open.delete(message.tool_call_id)) {
        throw malformed(
          "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.",
          param,
        );
      }
      continue;
    }
    if (open.size > 0) throw unanswered(open, param);
    if (message.role !== 'assistant') continue;
    if (!message.tool_calls && message.content == null) {
      throw malformed(`Invalid value for 'content': expected a string, got null.`, `messages.[${index}].content`);
    }
    open = new Set(message.tool_calls?.map((call) => call.id));
    if (message.tool_calls && open.size < message.tool_calls.length) {
      throw malformed(`Duplicate tool call ids in messages[${index}].`, `messages.[${index}].tool_calls`);
    }
    for (const [at, call] of (message.tool_calls ?? []).entries()) {
      if (!TOOL_NAME.test(call.function.name)) throw wrongName(`messages[${index}].tool_calls[${at}].function.name`);
    }
  }
  if (open.size > 0) throw unanswered(open, 'messages');
}

function unanswered(open: ReadonlySet<string>, param: string): ModelRefusal {
  return malformed(
    `An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: ${[...open].join(', ')}`,
    param,
  );
}

function readTool(
  tool: { name: string; parameters?: Record<string, unknown> | undefined },
  index: number,
): OfferedTool {
  if (!TOOL_NAME.test(tool.name)) throw wrongName(`tools[${index}].function.name`);
  const parameters = tool.parameters ?? { type: 'object', properties: {} };
  const properties = parameters.properties ?? {};
  if (parameters.type !== 'object' || typeof properties !== 'object' || Array.isArray(properties)) {
    throw malformed(
      `Invalid schema for function '${tool.name}': schema must be a JSON Schema of 'type: "object"', got 'type: "${String(parameters.type)}"'.`,
      `tools[${index}].function.parameters`,
      'invalid_function_parameters',
    );
  }
  return { name: tool.name, parameters };
}

function checkChoice(choice: ToolChoice | undefined, tools: readonly OfferedTool[]): void {
  if (choice === undefined) return;
  if (tools.length === 0) {
    throw malformed(
      "Invalid value for 'tool_choice': 'tool_choice' is only allowed when 'tools' are specified.",
      'tool_choice',
    );
  }
  if (typeof choice === 'object' && !tools.some((tool) => tool.name === choice.function.name)) {
    throw malformed(`Tool choice '${choice.function.name}' not found in 'tools' parameter.`, 'tool_choice');
  }
}

function wrongName(param: string): ModelRefusal {
  return malformed(
    `Invalid '${param}': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$', at most 64 long.`,
    param,
    'invalid_value',
  );
}

function describe(error: z.ZodError): ModelRefusal {
  const issue = error.issues[0];
  if (issue?.code === 'unrecognized_keys')
    return malformed(`Unrecognized request argument supplied: ${issue.keys.join(', ')}`);
  const param = issue?.path.map(String).join('.') ?? '';
  return malformed(`Invalid value for '${param}': ${issue?.message ?? 'malformed'}`, param, 'invalid_type');
}
