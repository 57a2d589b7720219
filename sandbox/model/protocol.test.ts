import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { createFaults } from '../faults.js';
import { createRecords } from '../records.js';
import { post, type Wire, wireOf } from './desk.js';
import { createPretendModel, type PretendModel } from './pretend-model.js';

const TICKET = { summary: 'I forgot my password', requester: { email: 'dana.whitfield@harbordental.example' } };

describe('the pretend model server', () => {
  const [records, faults] = [createRecords(), createFaults()];
  let model: PretendModel;
  beforeAll(async () => {
    model = await createPretendModel({ records, faults });
  });
  afterAll(() => model.stop());
  const wire = (changes: Record<string, unknown> = {}): Wire & Record<string, unknown> => ({
    ...wireOf(TICKET),
    ...changes,
  });
  const called = (id: string, name = 'm365__get-user') => ({
    id,
    type: 'function',
    function: { name, arguments: '{}' },
  });
  const base = wireOf(TICKET).messages;

  it('answers with a tool call in the shape of Chat Completions, and counts tokens', async () => {
    const { status, body } = await post(model, wire());
    expect(status).toBe(200);
    expect(body).toMatchObject({ object: 'chat.completion', model: 'scripted-technician' });
    expect(body.choices).toHaveLength(1);
    expect(body.choices[0]).toMatchObject({
      finish_reason: 'tool_calls',
      message: {
        role: 'assistant',
        content: null,
        tool_calls: [
          {
            type: 'function',
            function: { name: 'm365__find-users', arguments: '{"query":"dana.whitfield@harbordental.example"}' },
          },
        ],
      },
    });
    const { prompt_tokens, completion_tokens, total_tokens } = body.usage;
    expect(prompt_tokens).toBeGreaterThan(200);
    expect(total_tokens).toBe(prompt_tokens + completion_tokens);
    const longer = await post(model, wireOf({ ...TICKET, notes: ['x'.repeat(4000)] }));
    expect(longer.body.usage.prompt_tokens - prompt_tokens).toBeGreaterThanOrEqual(1000);
  });

  it('keeps each request for tests to look at, and a record that is no write', async () => {
    await post(model, wire());
    expect(model.requests().at(-1)).toMatchObject({ turn: { calls: [{ tool: 'm365:find-users' }] } });
    expect(model.requests().at(-1)?.request.messages).toEqual(base);
    expect(records.of('model').at(-1)).toMatchObject({
      method: 'POST',
      path: '/v1/chat/completions',
      status: 200,
      write: false,
    });
    expect(records.writes('model')).toEqual([]);
  });

  it('refuses a wrong key and a missing one', async () => {
    const wrong = await post(model, wire(), { authorization: 'Bearer sk-guess' });
    expect([wrong.status, wrong.body.error.code]).toEqual([401, 'invalid_api_key']);
    expect(wrong.body.error).toMatchObject({ type: 'invalid_request_error', param: null });
    const none = await fetch(`${model.url}/models`);
    expect(none.status).toBe(401);
  });

  it('knows one model', async () => {
    const { status, body } = await post(model, wire({ model: 'another' }));
    expect([status, body.error.code]).toEqual([404, 'model_not_found']);
    const headers = { authorization: `Bearer ${model.apiKey}` };
    expect(await (await fetch(`${model.url}/models`, { headers })).json()).toMatchObject({
      object: 'list',
      data: [{ id: model.modelName }],
    });
    expect((await fetch(`${model.url}/models/another`, { headers })).status).toBe(404);
    expect((await fetch(`${model.url}/completions`, { headers })).status).toBe(404);
    expect((await fetch(`${model.url}/chat/completions`, { headers })).status).toBe(405);
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ['streaming', { stream: true }, /stream/],
    ['several choices', { n: 2 }, /one choice/],
    ['an unknown argument', { functions: [] }, /Unrecognized request argument supplied: functions/],
    ['no model', { model: undefined }, /model parameter/],
    ['no messages', { messages: [] }, /messages/],
    ['an unknown role', { messages: [{ role: 'robot', content: 'x' }] }, /role/],
    ['a user without words', { messages: [{ role: 'user' }] }, /content/],
    ['an assistant without words or calls', { messages: [...base, { role: 'assistant', content: null }] }, /content/],
    [
      'an answer to no call',
      { messages: [...base, { role: 'tool', tool_call_id: 'a', content: '{}' }] },
      /must be a response to a preceeding message/,
    ],
    [
      'an answer to another call',
      {
        messages: [
          ...base,
          { role: 'assistant', content: null, tool_calls: [called('a')] },
          { role: 'tool', tool_call_id: 'b', content: '{}' },
        ],
      },
      /must be a response to a preceeding message/,
    ],
    [
      'the same answer twice',
      {
        messages: [
          ...base,
          { role: 'assistant', content: null, tool_calls: [called('a')] },
          { role: 'tool', tool_call_id: 'a', content: '{}' },
          { role: 'tool', tool_call_id: 'a', content: '{}' },
        ],
      },
      /must be a response to a preceeding message/,
    ],
    [
      'a call left open at the end',
      { messages: [...base, { role: 'assistant', content: null, tool_calls: [called('a')] }] },
      /did not have response messages: a/,
    ],
    [
      'a call left open before the next words',
      {
        messages: [
          ...base,
          { role: 'assistant', content: null, tool_calls: [called('a')] },
          { role: 'user', content: 'well?' },
        ],
      },
      /did not have response messages: a/,
    ],
    [
      'a call without words for its arguments',
      {
        messages: [
          ...base,
          { role: 'assistant', tool_calls: [{ ...called('a'), function: { name: 'x', arguments: {} } }] },
        ],
      },
      /arguments/,
    ],
    [
      'a tool name with a colon',
      { tools: [{ type: 'function', function: { name: 'm365:get-user' } }] },
      /does not match pattern/,
    ],
    [
      'a called name with a colon',
      {
        messages: [
          ...base,
          { role: 'assistant', tool_calls: [called('a', 'm365:get-user')] },
          { role: 'tool', tool_call_id: 'a', content: '' },
        ],
      },
      /does not match pattern/,
    ],
    [
      'a tool name of 65 characters',
      { tools: [{ type: 'function', function: { name: 'x'.repeat(65) } }] },
      /does not match pattern/,
    ],
    [
      'parameters that are no object',
      { tools: [{ type: 'function', function: { name: 'x', parameters: { type: 'string' } } }] },
      /JSON Schema/,
    ],
    ['a tool of another kind', { tools: [{ type: 'retrieval' }] }, /tools/],
    ['an empty list of tools', { tools: [] }, /tools/],
    [
      'a choice of a tool that is not there',
      { tool_choice: { type: 'function', function: { name: 'nowhere' } } },
      /not found in 'tools'/,
    ],
    ['a choice without tools', { tools: undefined, tool_choice: 'auto' }, /only allowed when 'tools'/],
  ])('refuses %s', async (_what, changes, message) => {
    const { status, body } = await post(model, wire(changes));
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ type: 'invalid_request_error', message: expect.stringMatching(message) });
  });

  it('refuses what is not JSON', async () => {
    expect((await post(model, '{')).body.error.message).toMatch(/could not parse/);
    expect((await post(model, '{}', { 'content-type': 'text/plain' })).status).toBe(400);
  });

  it('obeys tool_choice', async () => {
    const none = await post(model, wire({ tool_choice: 'none' }));
    expect(none.body.choices[0]).toMatchObject({ finish_reason: 'stop', message: { content: expect.any(String) } });
    const named = await post(model, wire({ tool_choice: { type: 'function', function: { name: 'ask_person' } } }));
    expect(named.body.choices[0].message.tool_calls[0].function.name).toBe('ask_person');
    model.script('nonsense');
    const required = await post(model, wire({ tool_choice: 'required' }));
    expect(required.body.choices[0].message.tool_calls).toHaveLength(1);
    model.script('technician');
  });

  it('makes one call at a time when it is asked to', async () => {
    const calls = [
      { tool: 'm365:find-users', arguments: {} },
      { tool: 'm365:get-user', arguments: {} },
    ];
    model.script(() => ({ calls }));
    expect((await post(model, wire())).body.choices[0].message.tool_calls).toHaveLength(2);
    expect((await post(model, wire({ parallel_tool_calls: false }))).body.choices[0].message.tool_calls).toHaveLength(
      1,
    );
    model.script('technician');
  });

  it('can be throttled, broken and cut off', async () => {
    faults.add({ vendor: 'model', kind: 'status', status: 429, retryAfter: 2, times: 1 });
    const throttled = await post(model, wire());
    expect([throttled.status, throttled.headers.get('retry-after'), throttled.body.error.code]).toEqual([
      429,
      '2',
      'rate_limit_exceeded',
    ]);
    faults.add({ vendor: 'model', kind: 'status', status: 500, times: 1 });
    expect((await post(model, wire())).body.error.type).toBe('server_error');
    faults.add({ vendor: 'model', kind: 'drop', times: 1 });
    await expect(post(model, wire())).rejects.toThrow();
    expect((await post(model, wire())).status).toBe(200);
  });
});

describe('the openai package', () => {
  it('works against the pretend model, errors included', async () => {
    const model = await createPretendModel({ records: createRecords(), faults: createFaults() });
    const client = new OpenAI({ baseURL: model.url, apiKey: model.apiKey, maxRetries: 0 });
    expect((await client.models.list()).data.map(({ id }) => id)).toEqual([model.modelName]);
    const completion = await client.chat.completions.create({
      model: model.modelName,
      messages: [
        {
          role: 'user',
          content: 'Requester: Dana Whitfield <dana.whitfield@harbordental.example>\nI forgot my password.',
        },
      ],
      tools: [
        {
          type: 'function',
          function: {
            name: 'm365__find-users',
            parameters: { type: 'object', properties: { query: { type: 'string' } } },
          },
        },
      ],
    });
    const [toolCall] = completion.choices[0]?.message.tool_calls ?? [];
    expect(toolCall).toMatchObject({
      type: 'function',
      function: { name: 'm365__find-users', arguments: '{"query":"dana.whitfield@harbordental.example"}' },
    });
    await expect(
      client.chat.completions.create({ model: 'another', messages: [{ role: 'user', content: 'x' }] }),
    ).rejects.toBeInstanceOf(OpenAI.NotFoundError);
    const stranger = new OpenAI({ baseURL: model.url, apiKey: 'sk-guess', maxRetries: 0 });
    await expect(stranger.models.list()).rejects.toMatchObject({ status: 401, code: 'invalid_api_key' });
    await model.stop();
  });

  it('gets an answer after as many failures as it retries', async () => {
    const faults = createFaults();
    const model = await createPretendModel({ records: createRecords(), faults });
    faults.add({ vendor: 'model', kind: 'status', status: 429, retryAfter: 0, times: 1 });
    const client = new OpenAI({ baseURL: model.url, apiKey: model.apiKey, maxRetries: 1 });
    const completion = await client.chat.completions.create({
      model: model.modelName,
      messages: [{ role: 'user', content: 'The printer is dead.' }],
    });
    expect(completion.choices[0]?.finish_reason).toBe('stop');
    await model.stop();
  });
});
