import { afterEach, describe, expect, it } from '@jest/globals';
import { type DemoStage, setStage } from '../../admin/cli/stage.js';
import { pretendVerification } from '../../core/verification/testing/pretend-verification.js';
import { signBody } from '../connectwise/callback-message.js';
import { eventually } from './scenario.js';
import { quiet } from './ticket-desk.js';

const DANA = 'harbor-dental/dana-whitfield';

describe('through the whole product', () => {
  let stage: DemoStage;
  afterEach(() => stage.stop());

  const open = () =>
    stage.sandbox.connectwise.technicianCreatesTicket({
      member: 'mbell',
      personKey: DANA,
      summary: 'Locked out',
      description: 'I am locked out. I forgot my password.',
      owner: 'mbell',
    }).id;
  const appears = (ticketId: number, words: string) =>
    stage.sandbox.connectwise.noteAppears(ticketId, ({ text }) => text.includes(words), 20_000);
  const settled = async () => {
    await stage.sandbox.connectwise.callbacksIdle();
    await quiet({ sandbox: stage.sandbox, speed: 1, tell: () => undefined });
  };
  const resets = () => stage.sandbox.records.writes('microsoft').filter(({ method }) => method === 'PATCH');
  const headings = (ticketId: number) =>
    stage.sandbox.connectwise
      .notes(ticketId)
      .filter(({ text }) => text.startsWith('Frontdesk agent'))
      .map(({ text }) => (text.split('\n', 1)[0] ?? '').replace(/^Frontdesk agent: | \(run.*$/g, ''));

  it('a requester proves who they are before anything is looked at, and a technician approves before anything is done', async () => {
    stage = await setStage({ mode: 'execute', integrations: [pretendVerification] });
    const { connectwise, verifier, records } = stage.sandbox;
    const first = open();
    await appears(first, 'Sent a verification request');
    await settled();
    expect(headings(first)).toEqual(['verification']);
    expect(records.of('microsoft').filter(({ path }) => /licenseDetails|authentication/.test(path))).toEqual([]);
    verifier.answer(DANA, 'approve');
    await appears(first, 'waiting for approval');
    expect(resets()).toEqual([]);
    connectwise.technicianAddsNote(first, { member: 'mbell', text: 'approved' });
    await appears(first, 'Frontdesk agent: done');
    expect(resets()).toHaveLength(1);
    expect(verifier.challenges()).toHaveLength(1);

    const second = open();
    await appears(second, 'Sent a verification request');
    verifier.answer(DANA, 'deny');
    await appears(second, 'please take over');
    connectwise.technicianAddsNote(second, { member: 'mbell', text: 'approved' });
    await settled();
    expect(resets()).toHaveLength(1);
    expect(headings(second)).toEqual(['verification', 'verification', 'please take over']);
  }, 60_000);

  it('fifty deliveries of webhooks about one ticket at once make one run and one note', async () => {
    stage = await setStage({ mode: 'execute' });
    const { records } = stage.sandbox;
    const ticketId = open();
    const event = await eventually(
      () => records.of('connectwise').find(({ method, status }) => method === 'EVENT' && status === 200),
      'the first delivery',
    );
    const delivered = event.detail;
    if (!isDelivery(delivered)) throw new Error('The delivery is not recorded as it was');
    const { pathname, search } = new URL(delivered.url);
    const key = await keyOf(delivered.body);
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => {
        // Every second one is the first once more, the others are deliveries of their own.
        const body =
          index % 2 ? delivered.body : JSON.stringify({ ...JSON.parse(delivered.body), MessageId: `m-${index}` });
        return fetch(`${stage.frontdesk.url}${pathname}${search}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-content-signature': signBody(body, key) },
          body,
        });
      }),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    await appears(ticketId, 'waiting for approval');
    await settled();
    expect(headings(ticketId)).toEqual(['plan, waiting for approval']);
  }, 60_000);
});

interface Delivery {
  url: string;
  body: string;
}
function isDelivery(detail: unknown): detail is Delivery {
  return typeof detail === 'object' && detail !== null && 'url' in detail && 'body' in detail;
}

async function keyOf(body: string): Promise<string> {
  const keyUrl: string = JSON.parse(body).Metadata.key_url;
  const { signing_key: key }: { signing_key: string } = JSON.parse(await (await fetch(keyUrl)).text());
  return key;
}
