/** Every boundary of a run, in order. Made by: npm run crash -- --table */
import type { Boundary } from './boundary.js';

export const BOUNDARIES: readonly Boundary[] = [
  {
    name: 'out GET connectwise /webhooks/keys/{id}',
    times: 1,
    first: true,
    sentence: 'GET connectwise /webhooks/keys/{id} is sent.',
  },
  {
    name: 'out GET connectwise /system/members',
    times: 2,
    first: true,
    sentence: 'GET connectwise /system/members is sent.',
  },
  { name: 'store inbox change kind event', times: 2, sentence: 'Changed in inbox: kind event.' },
  { name: 'queue add inbox.work', times: 1, sentence: 'The queue is told to add inbox.work.' },
  { name: 'queue begin inbox.work', times: 1, sentence: 'The queue is told to begin inbox.work.' },
  {
    name: 'out GET connectwise /service/tickets/{id}',
    times: 1,
    sentence: 'GET connectwise /service/tickets/{id} is sent.',
  },
  {
    name: 'out GET connectwise /service/tickets/{id}/notes',
    times: 1,
    sentence: 'GET connectwise /service/tickets/{id}/notes is sent.',
  },
  { name: 'store runs add', times: 1, sentence: 'Stored in runs.' },
  { name: 'store activity add run.started', times: 1, sentence: 'Stored in activity: run.started.' },
  { name: 'queue add agent.advance', times: 1, sentence: 'The queue is told to add agent.advance.' },
  { name: 'store inbox change workedAt', times: 2, sentence: 'Changed in inbox: workedAt.' },
  { name: 'queue begin agent.advance', times: 1, sentence: 'The queue is told to begin agent.advance.' },
  { name: 'queue finish inbox.work', times: 1, sentence: 'The queue is told to finish inbox.work.' },
  { name: 'store runs change lease', times: 2, sentence: 'Changed in runs: lease.' },
  {
    name: 'out GET connectwise /service/tickets/{id} [queued]',
    times: 1,
    sentence: 'GET connectwise /service/tickets/{id} is sent while the run is queued.',
  },
  {
    name: 'out GET connectwise /company/contacts/{id} [queued]',
    times: 1,
    sentence: 'GET connectwise /company/contacts/{id} is sent while the run is queued.',
  },
  {
    name: 'out POST graph /{id}/oauth2/v2.0/token [queued]',
    times: 1,
    first: true,
    sentence: 'POST graph /{id}/oauth2/v2.0/token is sent while the run is queued.',
  },
  {
    name: 'out GET graph /users/{id} [queued]',
    times: 1,
    sentence: 'GET graph /users/{id} is sent while the run is queued.',
  },
  { name: 'store runs change to screening', times: 1, sentence: 'Changed in runs: to screening.' },
  {
    name: 'store activity add run.state [screening]',
    times: 1,
    sentence: 'Stored in activity: run.state while the run is screening.',
  },
  {
    name: 'out GET connectwise /service/tickets/{id} [screening]',
    times: 1,
    sentence: 'GET connectwise /service/tickets/{id} is sent while the run is screening.',
  },
  {
    name: 'out GET connectwise /service/tickets/{id}/notes [screening]',
    times: 1,
    sentence: 'GET connectwise /service/tickets/{id}/notes is sent while the run is screening.',
  },
  { name: 'store runs change to diagnosing', times: 1, sentence: 'Changed in runs: to diagnosing.' },
  {
    name: 'store activity add run.state [diagnosing]',
    times: 1,
    sentence: 'Stored in activity: run.state while the run is diagnosing.',
  },
  {
    name: 'out GET connectwise /service/tickets/{id} [diagnosing]',
    times: 1,
    sentence: 'GET connectwise /service/tickets/{id} is sent while the run is diagnosing.',
  },
  {
    name: 'out GET connectwise /service/tickets/{id}/notes [diagnosing]',
    times: 1,
    sentence: 'GET connectwise /service/tickets/{id}/notes is sent while the run is diagnosing.',
  },
  {
    name: 'out POST model /chat/completions [diagnosing]',
    times: 4,
    sentence: 'POST model /chat/completions is sent while the run is diagnosing.',
  },
  { name: 'store runs change tokens', times: 4, sentence: 'Changed in runs: tokens.' },
  {
    name: 'store activity add model.reply [diagnosing]',
    times: 4,
    sentence: 'Stored in activity: model.reply while the run is diagnosing.',
  },
  {
    name: 'out GET graph /users [diagnosing]',
    times: 1,
    sentence: 'GET graph /users is sent while the run is diagnosing.',
  },
  {
    name: 'store activity add tool.read [diagnosing]',
    times: 3,
    sentence: 'Stored in activity: tool.read while the run is diagnosing.',
  },
  {
    name: 'out GET graph /users/{id} [diagnosing]',
    times: 4,
    sentence: 'GET graph /users/{id} is sent while the run is diagnosing.',
  },
  {
    name: 'out GET graph /users/{id}/authentication/methods [diagnosing]',
    times: 1,
    sentence: 'GET graph /users/{id}/authentication/methods is sent while the run is diagnosing.',
  },
  {
    name: 'store activity add plan.proposed [diagnosing]',
    times: 1,
    sentence: 'Stored in activity: plan.proposed while the run is diagnosing.',
  },
  { name: 'store runs change to planned', times: 1, sentence: 'Changed in runs: to planned.' },
  {
    name: 'store activity add run.state [planned]',
    times: 1,
    sentence: 'Stored in activity: run.state while the run is planned.',
  },
  {
    name: 'out GET connectwise /service/tickets/{id} [planned]',
    times: 1,
    sentence: 'GET connectwise /service/tickets/{id} is sent while the run is planned.',
  },
  { name: 'store runs change [planned]', times: 1, sentence: 'Changed in runs while the run is planned.' },
  {
    name: 'store approvals change to superseded [planned]',
    times: 1,
    sentence: 'Changed in approvals: to superseded while the run is planned.',
  },
  { name: 'store approvals add [planned]', times: 1, sentence: 'Stored in approvals while the run is planned.' },
  { name: 'store runs change approvalId', times: 1, sentence: 'Changed in runs: approvalId.' },
  {
    name: 'store activity add approval.requested [planned]',
    times: 1,
    sentence: 'Stored in activity: approval.requested while the run is planned.',
  },
  {
    name: 'queue move agent.advance [planned]',
    times: 1,
    sentence: 'The queue is told to move agent.advance while the run is planned.',
  },
  {
    name: 'queue let go of agent.advance [planned]',
    times: 1,
    sentence: 'The queue is told to let go of agent.advance while the run is planned.',
  },
  {
    name: 'queue add agent.advance [planned]',
    times: 1,
    sentence: 'The queue is told to add agent.advance while the run is planned.',
  },
  {
    name: 'out GET connectwise /system/members [planned]',
    times: 2,
    sentence: 'GET connectwise /system/members is sent while the run is planned.',
  },
  { name: 'store runs change notes plan-1 intended', times: 1, sentence: 'Changed in runs: notes plan-1 intended.' },
  {
    name: 'out GET connectwise /service/tickets/{id}/notes [planned, note plan-1]',
    times: 1,
    sentence: 'GET connectwise /service/tickets/{id}/notes is sent while the run is planned, note plan-1.',
  },
  {
    name: 'out POST connectwise /service/tickets/{id}/notes [planned, note plan-1]',
    times: 1,
    sentence: 'POST connectwise /service/tickets/{id}/notes is sent while the run is planned, note plan-1.',
  },
  {
    name: 'store runs change seenNotes notes plan-1 written',
    times: 1,
    sentence: 'Changed in runs: seenNotes notes plan-1 written.',
  },
  {
    name: 'store activity add note.written [planned]',
    times: 1,
    sentence: 'Stored in activity: note.written while the run is planned.',
  },
  {
    name: 'store approvals change noteId [planned]',
    times: 1,
    sentence: 'Changed in approvals: noteId while the run is planned.',
  },
  { name: 'store runs change to awaiting_approval', times: 1, sentence: 'Changed in runs: to awaiting_approval.' },
  {
    name: 'store activity add run.state [awaiting_approval]',
    times: 1,
    sentence: 'Stored in activity: run.state while the run is awaiting_approval.',
  },
  {
    name: 'out GET connectwise /service/tickets/{id} [awaiting_approval]',
    times: 4,
    sentence: 'GET connectwise /service/tickets/{id} is sent while the run is awaiting_approval.',
  },
  {
    name: 'store approvals change to expired [awaiting_approval]',
    times: 3,
    sentence: 'Changed in approvals: to expired while the run is awaiting_approval.',
  },
  {
    name: 'out GET connectwise /service/tickets/{id}/notes [awaiting_approval]',
    times: 3,
    sentence: 'GET connectwise /service/tickets/{id}/notes is sent while the run is awaiting_approval.',
  },
  { name: 'store runs change no leaseUntil', times: 2, sentence: 'Changed in runs: no leaseUntil.' },
  { name: 'queue finish agent.advance', times: 1, sentence: 'The queue is told to finish agent.advance.' },
  {
    name: 'queue add inbox.work [awaiting_approval]',
    times: 1,
    sentence: 'The queue is told to add inbox.work while the run is awaiting_approval.',
  },
  { name: 'store runs change messages seenNotes', times: 1, sentence: 'Changed in runs: messages seenNotes.' },
  {
    name: 'queue add agent.advance [awaiting_approval]',
    times: 1,
    sentence: 'The queue is told to add agent.advance while the run is awaiting_approval.',
  },
  {
    name: 'out GET connectwise /system/members [awaiting_approval]',
    times: 2,
    sentence: 'GET connectwise /system/members is sent while the run is awaiting_approval.',
  },
  {
    name: 'store runs change [awaiting_approval]',
    times: 1,
    sentence: 'Changed in runs while the run is awaiting_approval.',
  },
  {
    name: 'store approvals change to approved [awaiting_approval]',
    times: 1,
    sentence: 'Changed in approvals: to approved while the run is awaiting_approval.',
  },
  {
    name: 'store activity add approval.decided [awaiting_approval]',
    times: 1,
    sentence: 'Stored in activity: approval.decided while the run is awaiting_approval.',
  },
  { name: 'store runs change to executing', times: 1, sentence: 'Changed in runs: to executing.' },
  {
    name: 'store activity add run.state [executing]',
    times: 1,
    sentence: 'Stored in activity: run.state while the run is executing.',
  },
  {
    name: 'out GET connectwise /service/tickets/{id} [executing]',
    times: 1,
    sentence: 'GET connectwise /service/tickets/{id} is sent while the run is executing.',
  },
  {
    name: 'out GET connectwise /service/tickets/{id}/notes [executing]',
    times: 2,
    sentence: 'GET connectwise /service/tickets/{id}/notes is sent while the run is executing.',
  },
  {
    name: 'out GET connectwise /system/members [executing]',
    times: 4,
    sentence: 'GET connectwise /system/members is sent while the run is executing.',
  },
  { name: 'store runs change [executing]', times: 1, sentence: 'Changed in runs while the run is executing.' },
  {
    name: 'store approvals change to consumed [executing]',
    times: 1,
    sentence: 'Changed in approvals: to consumed while the run is executing.',
  },
  {
    name: 'out GET graph /users/{id} [executing]',
    times: 1,
    sentence: 'GET graph /users/{id} is sent while the run is executing.',
  },
  { name: 'store runs change ledger 0 sent', times: 1, sentence: 'Changed in runs: ledger 0 sent.' },
  {
    name: 'store secrets delete [executing, step 0 sent]',
    times: 1,
    sentence: 'Deleted in secrets while the run is executing, step 0 sent.',
  },
  {
    name: 'out GET graph /users/{id} [executing, step 0 sent]',
    times: 1,
    sentence: 'GET graph /users/{id} is sent while the run is executing, step 0 sent.',
  },
  {
    name: 'out GET graph /users/{id}/transitiveMemberOf/microsoft.graph.directoryRole [executing, step 0 sent]',
    times: 1,
    sentence:
      'GET graph /users/{id}/transitiveMemberOf/microsoft.graph.directoryRole is sent while the run is executing, step 0 sent.',
  },
  {
    name: 'out GET graph /users/{id}/transitiveMemberOf/microsoft.graph.group [executing, step 0 sent]',
    times: 1,
    sentence:
      'GET graph /users/{id}/transitiveMemberOf/microsoft.graph.group is sent while the run is executing, step 0 sent.',
  },
  {
    name: 'out GET graph /organization [executing, step 0 sent]',
    times: 1,
    sentence: 'GET graph /organization is sent while the run is executing, step 0 sent.',
  },
  {
    name: 'store secrets add [executing, step 0 sent]',
    times: 1,
    sentence: 'Stored in secrets while the run is executing, step 0 sent.',
  },
  {
    name: 'out PATCH graph /users/{id} [executing, step 0 sent]',
    times: 1,
    sentence: 'PATCH graph /users/{id} is sent while the run is executing, step 0 sent.',
  },
  { name: 'store runs change ledger 0 confirmed', times: 1, sentence: 'Changed in runs: ledger 0 confirmed.' },
  {
    name: 'store activity add tool.executed [executing, step 0 confirmed]',
    times: 1,
    sentence: 'Stored in activity: tool.executed while the run is executing, step 0 confirmed.',
  },
  {
    name: 'out GET graph /users/{id} [executing, step 0 confirmed]',
    times: 1,
    sentence: 'GET graph /users/{id} is sent while the run is executing, step 0 confirmed.',
  },
  {
    name: 'out GET connectwise /service/tickets/{id}/notes [executing, step 0 confirmed]',
    times: 1,
    sentence: 'GET connectwise /service/tickets/{id}/notes is sent while the run is executing, step 0 confirmed.',
  },
  {
    name: 'out GET connectwise /system/members [executing, step 0 confirmed]',
    times: 2,
    sentence: 'GET connectwise /system/members is sent while the run is executing, step 0 confirmed.',
  },
  { name: 'store runs change ledger 1 sent', times: 1, sentence: 'Changed in runs: ledger 1 sent.' },
  {
    name: 'store secrets delete [executing, step 1 sent]',
    times: 1,
    sentence: 'Deleted in secrets while the run is executing, step 1 sent.',
  },
  {
    name: 'out GET graph /users/{id} [executing, step 1 sent]',
    times: 1,
    sentence: 'GET graph /users/{id} is sent while the run is executing, step 1 sent.',
  },
  {
    name: 'out GET graph /users/{id}/transitiveMemberOf/microsoft.graph.directoryRole [executing, step 1 sent]',
    times: 1,
    sentence:
      'GET graph /users/{id}/transitiveMemberOf/microsoft.graph.directoryRole is sent while the run is executing, step 1 sent.',
  },
  {
    name: 'out GET graph /users/{id}/transitiveMemberOf/microsoft.graph.group [executing, step 1 sent]',
    times: 1,
    sentence:
      'GET graph /users/{id}/transitiveMemberOf/microsoft.graph.group is sent while the run is executing, step 1 sent.',
  },
  {
    name: 'out POST graph /users/{id}/revokeSignInSessions [executing, step 1 sent]',
    times: 1,
    sentence: 'POST graph /users/{id}/revokeSignInSessions is sent while the run is executing, step 1 sent.',
  },
  { name: 'store runs change ledger 1 confirmed', times: 1, sentence: 'Changed in runs: ledger 1 confirmed.' },
  {
    name: 'store activity add tool.executed [executing, step 1 confirmed]',
    times: 1,
    sentence: 'Stored in activity: tool.executed while the run is executing, step 1 confirmed.',
  },
  {
    name: 'out GET connectwise /service/tickets/{id}/notes [executing, step 1 confirmed]',
    times: 1,
    sentence: 'GET connectwise /service/tickets/{id}/notes is sent while the run is executing, step 1 confirmed.',
  },
  {
    name: 'out GET connectwise /system/members [executing, step 1 confirmed]',
    times: 2,
    sentence: 'GET connectwise /system/members is sent while the run is executing, step 1 confirmed.',
  },
  { name: 'store runs change ledger 2 sent', times: 1, sentence: 'Changed in runs: ledger 2 sent.' },
  {
    name: 'store secrets delete [executing, step 2 sent]',
    times: 1,
    sentence: 'Deleted in secrets while the run is executing, step 2 sent.',
  },
  {
    name: 'out GET connectwise /service/tickets/{id} [executing, step 2 sent]',
    times: 1,
    sentence: 'GET connectwise /service/tickets/{id} is sent while the run is executing, step 2 sent.',
  },
  {
    name: 'out GET connectwise /service/tickets/{id}/notes [executing, step 2 sent]',
    times: 1,
    sentence: 'GET connectwise /service/tickets/{id}/notes is sent while the run is executing, step 2 sent.',
  },
  {
    name: 'out POST connectwise /service/tickets/{id}/notes [executing, step 2 sent]',
    times: 1,
    sentence: 'POST connectwise /service/tickets/{id}/notes is sent while the run is executing, step 2 sent.',
  },
  { name: 'store runs change ledger 2 confirmed', times: 1, sentence: 'Changed in runs: ledger 2 confirmed.' },
  {
    name: 'store activity add tool.executed [executing, step 2 confirmed]',
    times: 1,
    sentence: 'Stored in activity: tool.executed while the run is executing, step 2 confirmed.',
  },
  {
    name: 'store runs change [executing, step 2 confirmed]',
    times: 1,
    sentence: 'Changed in runs while the run is executing, step 2 confirmed.',
  },
  {
    name: 'store secrets delete [executing, step 2 confirmed]',
    times: 3,
    sentence: 'Deleted in secrets while the run is executing, step 2 confirmed.',
  },
  {
    name: 'store secrets change to confirmed [executing, step 2 confirmed]',
    times: 3,
    sentence: 'Changed in secrets: to confirmed while the run is executing, step 2 confirmed.',
  },
  { name: 'store runs change notes closing intended', times: 1, sentence: 'Changed in runs: notes closing intended.' },
  {
    name: 'out GET connectwise /service/tickets/{id}/notes [executing, step 2 confirmed, note closing]',
    times: 1,
    sentence:
      'GET connectwise /service/tickets/{id}/notes is sent while the run is executing, step 2 confirmed, note closing.',
  },
  {
    name: 'out POST connectwise /service/tickets/{id}/notes [executing, step 2 confirmed, note closing]',
    times: 1,
    sentence:
      'POST connectwise /service/tickets/{id}/notes is sent while the run is executing, step 2 confirmed, note closing.',
  },
  {
    name: 'store runs change seenNotes notes closing written',
    times: 1,
    sentence: 'Changed in runs: seenNotes notes closing written.',
  },
  {
    name: 'store activity add note.written [executing, step 2 confirmed]',
    times: 1,
    sentence: 'Stored in activity: note.written while the run is executing, step 2 confirmed.',
  },
  { name: 'store runs change to done', times: 1, sentence: 'Changed in runs: to done.' },
  {
    name: 'store activity add run.state [done, step 2 confirmed]',
    times: 1,
    sentence: 'Stored in activity: run.state while the run is done, step 2 confirmed.',
  },
  {
    name: 'queue add inbox.look-again [done, step 2 confirmed]',
    times: 1,
    sentence: 'The queue is told to add inbox.look-again while the run is done, step 2 confirmed.',
  },
  { name: 'queue begin inbox.look-again', times: 1, sentence: 'The queue is told to begin inbox.look-again.' },
  {
    name: 'out GET connectwise /service/tickets/{id} [done, step 2 confirmed]',
    times: 1,
    sentence: 'GET connectwise /service/tickets/{id} is sent while the run is done, step 2 confirmed.',
  },
  {
    name: 'out GET connectwise /service/tickets/{id}/notes [done, step 2 confirmed]',
    times: 1,
    sentence: 'GET connectwise /service/tickets/{id}/notes is sent while the run is done, step 2 confirmed.',
  },
  { name: 'queue finish inbox.look-again', times: 1, sentence: 'The queue is told to finish inbox.look-again.' },
];
