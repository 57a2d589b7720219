import { randomUUID } from 'node:crypto';
import { expect, it } from '@jest/globals';
import type { LightMyRequestResponse } from 'fastify';
import { z } from 'zod';
import { PUBLIC_BASE_URL } from '../../../admin/cli/stage.js';
import { until } from '../../../core/store/store-for-tests.js';
import { signBody } from '../../connectwise/callback-message.js';
import { sign } from '../../twilio/sign.js';
import type { Side, TwoClients } from './two-clients-for-tests.js';

const JSON_TYPE = { 'content-type': 'application/json' };
const FORM_TYPE = { 'content-type': 'application/x-www-form-urlencoded' };
const CALL = 'CA0123456789abcdef0123456789abcdef';
const callback = z.looseObject({ Metadata: z.object({ key_url: z.string() }) });
const signingKey = z.object({ signing_key: z.string() });

/** Refusals are the same whatever was asked about, and leave nothing behind. */
export function webhooksAreIsolated(world: () => TwoClients): void {
  /** A good event about this ticket, signed by ConnectWise; `company`: what it says of the ticket's company. */
  async function eventOf({ ids }: Side, company = ids.company): Promise<{ body: string; signature: string }> {
    const { connectwise, records } = world().product.sandbox;
    const sent = records.of('connectwise').find(({ method, status }) => method === 'EVENT' && status === 200);
    const genuine = callback.parse(JSON.parse(z.object({ body: z.string() }).parse(sent?.detail).body));
    const ID = Number(ids.ticket);
    const Entity = JSON.stringify({ ...connectwise.ticket(ID), company: { id: Number(company) } });
    const body = JSON.stringify({ ...genuine, ID, Entity, Action: 'updated', MemberId: 'mbell' });
    const answer = await fetch(genuine.Metadata.key_url);
    return { body, signature: signBody(body, signingKey.parse(await answer.json()).signing_key) };
  }
  async function hookTokenOf(kind: string): Promise<string> {
    return z.object({ hookToken: z.string() }).parse(await world().documents('integrations').findOne({ _id: kind }))
      .hookToken;
  }
  const post = (url: string, body: string, headers: Record<string, string>) =>
    world().ask(undefined, { method: 'POST', url, payload: body, headers });
  const told = ({ statusCode, body }: LightMyRequestResponse, ...said: string[]) => ({
    status: statusCode,
    body: said
      .reduce((rest, word) => rest.replaceAll(word, '«said»'), body)
      .replace(/"requestId":"[^"]+"/, '"requestId":""'),
  });
  async function untouched(work: () => Promise<void>): Promise<void> {
    const { a, b, traceOf, documents } = world();
    const look = async () => ({
      a: await traceOf(a),
      b: await traceOf(b),
      inbox: await documents('inbox').countDocuments(),
      conversations: await documents('conversations').countDocuments(),
    });
    const before = await look();
    await work();
    expect(await look()).toEqual(before);
  }

  it('at a wrong address are answered as if nothing had ever been connected', async () => {
    await untouched(async () => {
      const { a } = world();
      const { body, signature } = await eventOf(a);
      const headers = { ...JSON_TYPE, 'x-content-signature': signature };
      const nowhere = told(await post('/hooks/nobody_psa/x', body, headers), 'nobody_psa');
      expect(nowhere.status).toBe(404);
      for (const [kind, token] of [
        ['connectwise_psa', randomUUID()],
        ['connectwise_psa', await hookTokenOf('m365')],
        ['m365', await hookTokenOf('connectwise_psa')],
        ['m365', await hookTokenOf('m365')],
        ['connectwise_psa', a.ids.client],
      ] as const) {
        expect(told(await post(`/hooks/${kind}/${token}`, body, headers), kind)).toEqual(nowhere);
      }
    });
  });

  it('that are not proven are answered alike, whether or not the ticket exists and whosever it is', async () => {
    await untouched(async () => {
      const { a, b } = world();
      const url = `/hooks/connectwise_psa/${await hookTokenOf('connectwise_psa')}`;
      const [ofA, ofB] = [await eventOf(a), await eventOf(b)];
      const answers = [
        await post(url, ofA.body, { ...JSON_TYPE, 'x-content-signature': signBody(ofA.body, 'another key') }),
        await post(url, ofA.body, { ...JSON_TYPE, 'x-content-signature': ofB.signature }),
        await post(url, ofB.body, { ...JSON_TYPE, 'x-content-signature': ofA.signature }),
        await post(url, ofB.body.replaceAll(b.ids.ticket, '987654'), {
          ...JSON_TYPE,
          'x-content-signature': ofB.signature,
        }),
        await post(url, '{}', { ...JSON_TYPE, 'x-content-signature': ofB.signature }),
      ].map((answer) => told(answer));
      expect(answers[0]?.status).toBe(401);
      for (const answer of answers) expect(answer).toEqual(answers[0]);
    });
  });

  it('of another Twilio account are answered alike, whatever call they name', async () => {
    await untouched(async () => {
      const { accountSid, authToken, number } = world().product.sandbox.twilio.credentials;
      const answers: ReturnType<typeof told>[] = [];
      for (const path of ['incoming', 'after?try=0', 'gather', 'fallback', 'recorded', 'status']) {
        for (const [key, AccountSid] of [
          ['the token of somebody else', accountSid],
          ['the token of somebody else', 'AC00000000000000000000000000000000'],
        ] as const) {
          const params = { AccountSid, CallSid: CALL, From: '+12065550110', To: number, CallStatus: 'completed' };
          const signature = sign(key, `${PUBLIC_BASE_URL}/voice/${path}`, params);
          const form = new URLSearchParams(params).toString();
          answers.push(
            told(await post(`/voice/${path}`, form, { ...FORM_TYPE, 'x-twilio-signature': signature })),
            // Signed for another address.
            told(
              await post(`/voice/${path}`, form, {
                ...FORM_TYPE,
                'x-twilio-signature': sign(authToken, `${PUBLIC_BASE_URL}/voice/other`, params),
              }),
            ),
          );
        }
      }
      for (const answer of answers) expect(answer).toEqual({ status: 403, body: answers[0]?.body });
    });
  });

  it('that are proven lead to whom the ticket belongs, whatever they say of its company', async () => {
    const { a, b, documents } = world();
    const runsBefore = await documents('runs').countDocuments();
    const { body, signature } = await eventOf(a, b.ids.company);
    const url = `/hooks/connectwise_psa/${await hookTokenOf('connectwise_psa')}`;
    const answer = await post(url, body, { ...JSON_TYPE, 'x-content-signature': signature });
    expect([answer.statusCode, answer.body]).toEqual([200, '{"ok":true}']);
    await until(async () => (await documents('inbox').countDocuments({ workedAt: null })) === 0);
    expect(await documents('runs').countDocuments()).toBe(runsBefore);
    const run = await documents('runs').findOne({ ticketId: a.ids.ticket });
    expect(run).toMatchObject({ _id: a.waiting.runId, clientId: a.ids.client, state: 'awaiting_approval' });
  });
}
