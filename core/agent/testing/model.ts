import type { Model, ModelMessage, ModelReply, ModelTool } from '../../ports/model.js';

export interface ModelRequest {
  messages: readonly ModelMessage[];
  tools: readonly ModelTool[];
}

/** Answers with what the script says, one entry a request; the last one again and again. */
export function createScriptedModel() {
  const requests: ModelRequest[] = [];
  let script: (() => Pick<ModelReply, 'text' | 'toolCalls'>)[] = [];
  const model: Model = {
    name: 'scripted',
    async complete({ messages, tools }) {
      requests.push({ messages: [...messages], tools });
      const next = script.length > 1 ? script.shift() : script[0];
      if (!next) throw new Error('The script is empty');
      return { ...next(), usage: USAGE };
    },
  };
  return {
    model,
    requests,
    /** Each entry: the calls of one answer, as name and arguments; a string answers in prose. */
    play(...answers: (string | readonly (readonly [name: string, args: unknown])[])[]) {
      script = answers.map((answer, turn) => () => ({
        text: typeof answer === 'string' ? answer : '',
        toolCalls:
          typeof answer === 'string'
            ? []
            : answer.map(([name, args], index) => ({
                id: `call-${turn}-${index}`,
                name,
                arguments: typeof args === 'string' ? args : JSON.stringify(args),
              })),
      }));
    },
  };
}

const USAGE = { inputTokens: 10, outputTokens: 5 };

/** Screening and second opinions are no part of a script: nothing is sensitive to this model, and it has no opinion. */
export function withoutSideQuestions(model: Model): Model {
  return {
    name: model.name,
    async complete(request) {
      const asked = request.tools.map(({ name }) => name).join();
      if (asked === 'read_reply') return { text: '', toolCalls: [], usage: USAGE };
      if (asked !== 'judge_request') return model.complete(request);
      const judged = JSON.stringify({ sensitive: false, reasons: [] });
      return { text: '', toolCalls: [{ id: 'judged', name: 'judge_request', arguments: judged }], usage: USAGE };
    },
  };
}
