import OpenAI from 'openai';
import { z } from 'zod';
import { InvalidInput, reasonOf, VendorError } from '../../core/errors.js';
import type { Finding, Integration } from '../../core/integrations/integration.js';
import type { Model } from '../../core/ports/model.js';
import { failureOf, VENDOR } from './openai/failure.js';
import { createHttpFetch } from './openai/http-fetch.js';
import { readReply, toWireMessages, toWireTools } from './openai/messages.js';
import { createToolNames } from './openai/tool-names.js';

const credentials = z.object({
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .default('https://api.openai.com/v1')
    .meta({ title: 'Base URL', description: 'Of OpenAI, Azure OpenAI (…/openai/v1), vLLM, Ollama (…/v1) or another' }),
  apiKey: z.string().trim().min(1).max(1000).meta({ title: 'API key', secret: true }),
  model: z.string().trim().min(1).max(200).meta({ title: 'Model', description: 'Its name at this server' }),
  temperature: z.coerce.number().min(0).max(2).optional().meta({ title: 'Temperature' }),
  maxOutputTokens: z.coerce.number().int().min(16).max(200_000).optional().meta({ title: 'Most tokens of an answer' }),
});

/** Any server that speaks OpenAI's Chat Completions. */
export const openAiModel: Integration = {
  kind: 'model',
  title: 'OpenAI-compatible model',
  category: 'model',
  credentials,
  connect(given, { http }) {
    const parsed = credentials.safeParse(given);
    if (!parsed.success) throw new InvalidInput('model_credentials', z.prettifyError(parsed.error));
    const { baseUrl, apiKey, model: name, temperature, maxOutputTokens } = parsed.data;
    const client = new OpenAI({
      apiKey,
      baseURL: baseUrl,
      organization: null,
      project: null,
      maxRetries: 0,
      fetch: createHttpFetch(http),
      logLevel: 'off',
    });
    const model: Model = {
      name,
      async complete({ messages, tools, signal }) {
        const names = createToolNames(tools.map((tool) => tool.name));
        const answer = await client.chat.completions
          .create(
            {
              model: name,
              messages: toWireMessages(messages, names),
              ...(tools.length > 0 ? { tools: toWireTools(tools, names) } : {}),
              ...(temperature === undefined ? {} : { temperature }),
              ...(maxOutputTokens === undefined ? {} : { [limitField(baseUrl)]: maxOutputTokens }),
            },
            signal ? { signal } : {},
          )
          .catch((error: unknown) => {
            throw failureOf(error);
          });
        const reply = readReply(answer, names);
        if (!reply)
          throw new VendorError(VENDOR, 'unexpected', `${VENDOR} answered with something else than a completion`);
        return reply;
      },
    };

    /** The list of models proves key and name; where there is no list, or the name is not on it, a tiny call does. */
    async function check(): Promise<Finding[]> {
      const what = `Ask the model ${name}`;
      const listed = await client.models.list().then(
        (page) => page.data.map(({ id }) => id),
        (error: unknown) => failureOf(error),
      );
      if (Array.isArray(listed) && listed.includes(name)) return [{ ok: true, what }];
      if (listed instanceof VendorError && listed.failure !== 'not_found') {
        return [{ ok: false, what, problem: listed.message }];
      }
      try {
        await model.complete({ messages: [{ role: 'user', content: 'Answer with the word yes.' }], tools: [] });
        return [{ ok: true, what }];
      } catch (error) {
        const offered = Array.isArray(listed) ? ` It offers: ${listed.slice(0, 10).join(', ')}.` : '';
        return [{ ok: false, what, problem: `${reasonOf(error)}${offered}` }];
      }
    }

    return { check, mappings: async () => [], tools: () => [], model };
  },
};

/** OpenAI's newer models take only the newer field; other servers know the older one. */
function limitField(baseUrl: string): 'max_completion_tokens' | 'max_tokens' {
  return /(^|\.)openai\.(com|azure\.com)$/.test(new URL(baseUrl).hostname) ? 'max_completion_tokens' : 'max_tokens';
}
