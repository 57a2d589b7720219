import { expect, type Scenario } from './scenario.js';
import { answers, directoryWrites, mayDecide, readsNote } from './ticket-desk.js';
import { writesIn } from './tickets-by-mail.js';

const SHAWN = 'larkmere-logistics/shawn-maier';

/** Somebody leaves. */
export const offboarding: Scenario = {
  name: 'offboarding',
  title:
    'Shawn has left: after one approval his account is blocked, his sessions end, and licence and groups are taken away.',
  mode: 'execute',
  defaultPsaOnly: true,
  async play(stage) {
    const { sandbox, tell } = stage;
    const { microsoft } = sandbox;
    const before = microsoft.user(SHAWN);
    const ticketId = writesIn(stage, 'larkmere-logistics/priya-raman', {
      summary: 'Shawn Maier has left the company',
      text: 'Friday was his last day. Please close everything.\nName: Shawn Maier\nPriya',
    });
    const plan = await mayDecide(stage, ticketId, 'jpark');
    expect(/Careful: this acts on Shawn Maier/.test(plan.text), 'the plan does not say that it is about somebody else');
    expect(/All Staff \(distribution list\)/.test(plan.text), 'the plan does not say what is left to a technician');
    expect(directoryWrites(stage).length === 0, 'the directory was changed before the approval');
    answers(stage, ticketId, 'jpark', 'approved');
    await readsNote(stage, ticketId, /Frontdesk agent: done/);

    const after = microsoft.user(SHAWN);
    expect(after.accountEnabled === false, 'he can still sign in');
    expect(after.sessionsValidFrom > before.sessionsValidFrom, 'his sessions go on');
    expect(microsoft.licencesOf(SHAWN).length === 0, `he still has ${microsoft.licencesOf(SHAWN).join(', ')}`);
    const kept = after.groups.filter((name) => name !== 'All Staff');
    expect(kept.length === 0, `he is still in ${kept.join(', ')}`);
    const priya = microsoft.user('larkmere-logistics/priya-raman');
    expect(priya.accountEnabled && priya.groups.length > 0, 'the one who asked was touched');
    tell('directory', 'Shawn is blocked and holds no licence; the distribution list is left to a technician');
    return { ticketId };
  },
};
