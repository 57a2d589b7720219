/** Every boundary of a run, in order. Made by: npm run crash -- --table */
import type { Boundary } from './boundary.js';

export const BOUNDARIES: readonly Boundary[] = [
  {
    name: 'out GET connectwise /webhooks/keys/{id}',
    times: 1,
    first: true,
    sentence: 'GET /webhooks/keys/{id} is sent to connectwise.',
  },
  {
    name: 'out GET connectwise /system/members',
    times: 2,
    first: true,
    sentence: 'GET /system/members is sent to connectwise.',
  },
  { name: 'store inbox change kind event', times: 2, sentence: 'inbox is changed: kind event.' },
  { name: 'queue add inbox.work', times: 1, sentence: 'The job inbox.work is added, unless it waits already.' },
  { name: 'queue begin inbox.work', times: 1, sentence: 'The job inbox.work begins, and may be added again.' },
  {
    name: 'out GET connectwise /service/tickets/{id}',
    times: 1,
    sentence: 'GET /service/tickets/{id} is sent to connectwise.',
  },
  {
    name: 'out GET connectwise /service/tickets/{id}/notes',
    times: 1,
    sentence: 'GET /service/tickets/{id}/notes is sent to connectwise.',
  },
  { name: 'store runs add', times: 1, sentence: 'A document is added to runs.' },
  { name: 'store activity add run.started', times: 1, sentence: 'A document is added to activity: run.started.' },
  { name: 'queue add agent.advance', times: 1, sentence: 'The job agent.advance is added, unless it waits already.' },
  { name: 'store inbox change workedAt', times: 2, sentence: 'inbox is changed: workedAt.' },
  { name: 'queue begin agent.advance', times: 1, sentence: 'The job agent.advance begins, and may be added again.' },
  { name: 'queue finish inbox.work', times: 1, sentence: 'The job inbox.work is done and goes.' },
  { name: 'store runs change lease', times: 2, sentence: 'runs is changed: lease.' },
  {
    name: 'out GET connectwise /service/tickets/{id} [queued]',
    times: 1,
    sentence: 'GET /service/tickets/{id} is sent to connectwise; the run is queued.',
  },
  {
    name: 'out GET connectwise /company/contacts/{id} [queued]',
    times: 1,
    sentence: 'GET /company/contacts/{id} is sent to connectwise; the run is queued.',
  },
  {
    name: 'out POST graph /{id}/oauth2/v2.0/token [queued]',
    times: 1,
    first: true,
    sentence: 'POST /{id}/oauth2/v2.0/token is sent to graph; the run is queued.',
  },
  {
    name: 'out GET graph /users/{id} [queued]',
    times: 1,
    sentence: 'GET /users/{id} is sent to graph; the run is queued.',
  },
  { name: 'store runs change to screening', times: 1, sentence: 'runs is changed: to screening.' },
  {
    name: 'store activity add run.state [screening]',
    times: 1,
    sentence: 'A document is added to activity: run.state; the run is screening.',
  },
  {
    name: 'out GET connectwise /service/tickets/{id} [screening]',
    times: 1,
    sentence: 'GET /service/tickets/{id} is sent to connectwise; the run is screening.',
  },
  {
    name: 'out GET connectwise /service/tickets/{id}/notes [screening]',
    times: 1,
    sentence: 'GET /service/tickets/{id}/notes is sent to connectwise; the run is screening.',
  },
  { name: 'store runs change to diagnosing', times: 1, sentence: 'runs is changed: to diagnosing.' },
  {
    name: 'store activity add run.state [diagnosing]',
    times: 1,
    sentence: 'A document is added to activity: run.state; the run is diagnosing.',
  },
  {
    name: 'out GET connectwise /service/tickets/{id} [diagnosing]',
    times: 1,
    sentence: 'GET /service/tickets/{id} is sent to connectwise; the run is diagnosing.',
  },
  {
    name: 'out GET connectwise /service/tickets/{id}/notes [diagnosing]',
    times: 1,
    sentence: 'GET /service/tickets/{id}/notes is sent to connectwise; the run is diagnosing.',
  },
  {
    name: 'out POST model /chat/completions [diagnosing]',
    times: 4,
    sentence: 'POST /chat/completions is sent to model; the run is diagnosing.',
  },
  { name: 'store runs change tokens', times: 4, sentence: 'runs is changed: tokens.' },
  {
    name: 'store activity add model.reply [diagnosing]',
    times: 4,
    sentence: 'A document is added to activity: model.reply; the run is diagnosing.',
  },
  {
    name: 'out GET graph /users [diagnosing]',
    times: 1,
    sentence: 'GET /users is sent to graph; the run is diagnosing.',
  },
  {
    name: 'store activity add tool.read [diagnosing]',
    times: 3,
    sentence: 'A document is added to activity: tool.read; the run is diagnosing.',
  },
  {
    name: 'out GET graph /users/{id} [diagnosing]',
    times: 4,
    sentence: 'GET /users/{id} is sent to graph; the run is diagnosing.',
  },
  {
    name: 'out GET graph /users/{id}/authentication/methods [diagnosing]',
    times: 1,
    sentence: 'GET /users/{id}/authentication/methods is sent to graph; the run is diagnosing.',
  },
  {
    name: 'store activity add plan.proposed [diagnosing]',
    times: 1,
    sentence: 'A document is added to activity: plan.proposed; the run is diagnosing.',
  },
  { name: 'store runs change to planned', times: 1, sentence: 'runs is changed: to planned.' },
  {
    name: 'store activity add run.state [planned]',
    times: 1,
    sentence: 'A document is added to activity: run.state; the run is planned.',
  },
  {
    name: 'out GET connectwise /service/tickets/{id} [planned]',
    times: 1,
    sentence: 'GET /service/tickets/{id} is sent to connectwise; the run is planned.',
  },
  {
    name: 'store runs change [planned]',
    times: 1,
    sentence: 'runs is changed in nothing, to see that the lease holds; the run is planned.',
  },
  {
    name: 'store approvals change to superseded [planned]',
    times: 1,
    sentence: 'approvals is changed: to superseded; the run is planned.',
  },
  {
    name: 'store approvals add [planned]',
    times: 1,
    sentence: 'A document is added to approvals; the run is planned.',
  },
  { name: 'store runs change approvalId', times: 1, sentence: 'runs is changed: approvalId.' },
  {
    name: 'store activity add approval.requested [planned]',
    times: 1,
    sentence: 'A document is added to activity: approval.requested; the run is planned.',
  },
  {
    name: 'queue move agent.advance [planned]',
    times: 1,
    sentence: 'The job agent.advance is taken away, to be added for another time; the run is planned.',
  },
  {
    name: 'queue let go of agent.advance [planned]',
    times: 1,
    sentence: 'The job agent.advance that is under way makes room for another; the run is planned.',
  },
  {
    name: 'queue add agent.advance [planned]',
    times: 1,
    sentence: 'The job agent.advance is added, unless it waits already; the run is planned.',
  },
  {
    name: 'out GET connectwise /system/members [planned]',
    times: 2,
    sentence: 'GET /system/members is sent to connectwise; the run is planned.',
  },
  { name: 'store runs change notes plan-1 intended', times: 1, sentence: 'runs is changed: notes plan-1 intended.' },
  {
    name: 'out GET connectwise /service/tickets/{id}/notes [planned, note plan-1]',
    times: 1,
    sentence: 'GET /service/tickets/{id}/notes is sent to connectwise; the run is planned, note plan-1.',
  },
  {
    name: 'out POST connectwise /service/tickets/{id}/notes [planned, note plan-1]',
    times: 1,
    sentence: 'POST /service/tickets/{id}/notes is sent to connectwise; the run is planned, note plan-1.',
  },
  {
    name: 'store runs change seenNotes notes plan-1 written',
    times: 1,
    sentence: 'runs is changed: seenNotes notes plan-1 written.',
  },
  {
    name: 'store activity add note.written [planned]',
    times: 1,
    sentence: 'A document is added to activity: note.written; the run is planned.',
  },
  {
    name: 'store approvals change noteId [planned]',
    times: 1,
    sentence: 'approvals is changed: noteId; the run is planned.',
  },
  { name: 'store runs change to awaiting_approval', times: 1, sentence: 'runs is changed: to awaiting_approval.' },
  {
    name: 'store activity add run.state [awaiting_approval]',
    times: 1,
    sentence: 'A document is added to activity: run.state; the run is awaiting_approval.',
  },
  {
    name: 'out GET connectwise /service/tickets/{id} [awaiting_approval]',
    times: 4,
    sentence: 'GET /service/tickets/{id} is sent to connectwise; the run is awaiting_approval.',
  },
  {
    name: 'store approvals change to expired [awaiting_approval]',
    times: 3,
    sentence: 'approvals is changed: to expired; the run is awaiting_approval.',
  },
  {
    name: 'out GET connectwise /service/tickets/{id}/notes [awaiting_approval]',
    times: 3,
    sentence: 'GET /service/tickets/{id}/notes is sent to connectwise; the run is awaiting_approval.',
  },
  { name: 'store runs change no leaseUntil', times: 2, sentence: 'runs is changed: no leaseUntil.' },
  { name: 'queue finish agent.advance', times: 1, sentence: 'The job agent.advance is done and goes.' },
  {
    name: 'queue add inbox.work [awaiting_approval]',
    times: 1,
    sentence: 'The job inbox.work is added, unless it waits already; the run is awaiting_approval.',
  },
  { name: 'store runs change messages seenNotes', times: 1, sentence: 'runs is changed: messages seenNotes.' },
  {
    name: 'queue add agent.advance [awaiting_approval]',
    times: 1,
    sentence: 'The job agent.advance is added, unless it waits already; the run is awaiting_approval.',
  },
  {
    name: 'out GET connectwise /system/members [awaiting_approval]',
    times: 2,
    sentence: 'GET /system/members is sent to connectwise; the run is awaiting_approval.',
  },
  {
    name: 'store runs change [awaiting_approval]',
    times: 1,
    sentence: 'runs is changed in nothing, to see that the lease holds; the run is awaiting_approval.',
  },
  {
    name: 'store approvals change to approved [awaiting_approval]',
    times: 1,
    sentence: 'approvals is changed: to approved; the run is awaiting_approval.',
  },
  {
    name: 'store activity add approval.decided [awaiting_approval]',
    times: 1,
    sentence: 'A document is added to activity: approval.decided; the run is awaiting_approval.',
  },
  { name: 'store runs change to executing', times: 1, sentence: 'runs is changed: to executing.' },
  {
    name: 'store activity add run.state [executing]',
    times: 1,
    sentence: 'A document is added to activity: run.state; the run is executing.',
  },
  {
    name: 'out GET connectwise /service/tickets/{id} [executing]',
    times: 1,
    sentence: 'GET /service/tickets/{id} is sent to connectwise; the run is executing.',
  },
  {
    name: 'out GET connectwise /service/tickets/{id}/notes [executing]',
    times: 2,
    sentence: 'GET /service/tickets/{id}/notes is sent to connectwise; the run is executing.',
  },
  {
    name: 'out GET connectwise /system/members [executing]',
    times: 4,
    sentence: 'GET /system/members is sent to connectwise; the run is executing.',
  },
  {
    name: 'store runs change [executing]',
    times: 1,
    sentence: 'runs is changed in nothing, to see that the lease holds; the run is executing.',
  },
  {
    name: 'store approvals change to consumed [executing]',
    times: 1,
    sentence: 'approvals is changed: to consumed; the run is executing.',
  },
  {
    name: 'out GET graph /users/{id} [executing]',
    times: 1,
    sentence: 'GET /users/{id} is sent to graph; the run is executing.',
  },
  { name: 'store runs change ledger 0 sent', times: 1, sentence: 'runs is changed: ledger 0 sent.' },
  {
    name: 'store secrets delete [executing, step 0 sent]',
    times: 1,
    sentence: 'What secrets should not hold (any more) is deleted; the run is executing, step 0 sent.',
  },
  {
    name: 'out GET graph /users/{id} [executing, step 0 sent]',
    times: 1,
    sentence: 'GET /users/{id} is sent to graph; the run is executing, step 0 sent.',
  },
  {
    name: 'out GET graph /users/{id}/transitiveMemberOf/microsoft.graph.directoryRole [executing, step 0 sent]',
    times: 1,
    sentence:
      'GET /users/{id}/transitiveMemberOf/microsoft.graph.directoryRole is sent to graph; the run is executing, step 0 sent.',
  },
  {
    name: 'out GET graph /users/{id}/transitiveMemberOf/microsoft.graph.group [executing, step 0 sent]',
    times: 1,
    sentence:
      'GET /users/{id}/transitiveMemberOf/microsoft.graph.group is sent to graph; the run is executing, step 0 sent.',
  },
  {
    name: 'out GET graph /organization [executing, step 0 sent]',
    times: 1,
    sentence: 'GET /organization is sent to graph; the run is executing, step 0 sent.',
  },
  {
    name: 'store secrets add [executing, step 0 sent]',
    times: 1,
    sentence: 'A document is added to secrets; the run is executing, step 0 sent.',
  },
  {
    name: 'out PATCH graph /users/{id} [executing, step 0 sent]',
    times: 1,
    sentence: 'PATCH /users/{id} is sent to graph; the run is executing, step 0 sent.',
  },
  { name: 'store runs change ledger 0 confirmed', times: 1, sentence: 'runs is changed: ledger 0 confirmed.' },
  {
    name: 'store activity add tool.executed [executing, step 0 confirmed]',
    times: 1,
    sentence: 'A document is added to activity: tool.executed; the run is executing, step 0 confirmed.',
  },
  {
    name: 'out GET graph /users/{id} [executing, step 0 confirmed]',
    times: 1,
    sentence: 'GET /users/{id} is sent to graph; the run is executing, step 0 confirmed.',
  },
  {
    name: 'out GET connectwise /service/tickets/{id}/notes [executing, step 0 confirmed]',
    times: 1,
    sentence: 'GET /service/tickets/{id}/notes is sent to connectwise; the run is executing, step 0 confirmed.',
  },
  {
    name: 'out GET connectwise /system/members [executing, step 0 confirmed]',
    times: 2,
    sentence: 'GET /system/members is sent to connectwise; the run is executing, step 0 confirmed.',
  },
  { name: 'store runs change ledger 1 sent', times: 1, sentence: 'runs is changed: ledger 1 sent.' },
  {
    name: 'store secrets delete [executing, step 1 sent]',
    times: 1,
    sentence: 'What secrets should not hold (any more) is deleted; the run is executing, step 1 sent.',
  },
  {
    name: 'out GET graph /users/{id} [executing, step 1 sent]',
    times: 1,
    sentence: 'GET /users/{id} is sent to graph; the run is executing, step 1 sent.',
  },
  {
    name: 'out GET graph /users/{id}/transitiveMemberOf/microsoft.graph.directoryRole [executing, step 1 sent]',
    times: 1,
    sentence:
      'GET /users/{id}/transitiveMemberOf/microsoft.graph.directoryRole is sent to graph; the run is executing, step 1 sent.',
  },
  {
    name: 'out GET graph /users/{id}/transitiveMemberOf/microsoft.graph.group [executing, step 1 sent]',
    times: 1,
    sentence:
      'GET /users/{id}/transitiveMemberOf/microsoft.graph.group is sent to graph; the run is executing, step 1 sent.',
  },
  {
    name: 'out POST graph /users/{id}/revokeSignInSessions [executing, step 1 sent]',
    times: 1,
    sentence: 'POST /users/{id}/revokeSignInSessions is sent to graph; the run is executing, step 1 sent.',
  },
  { name: 'store runs change ledger 1 confirmed', times: 1, sentence: 'runs is changed: ledger 1 confirmed.' },
  {
    name: 'store activity add tool.executed [executing, step 1 confirmed]',
    times: 1,
    sentence: 'A document is added to activity: tool.executed; the run is executing, step 1 confirmed.',
  },
  {
    name: 'out GET connectwise /service/tickets/{id}/notes [executing, step 1 confirmed]',
    times: 1,
    sentence: 'GET /service/tickets/{id}/notes is sent to connectwise; the run is executing, step 1 confirmed.',
  },
  {
    name: 'out GET connectwise /system/members [executing, step 1 confirmed]',
    times: 2,
    sentence: 'GET /system/members is sent to connectwise; the run is executing, step 1 confirmed.',
  },
  { name: 'store runs change ledger 2 sent', times: 1, sentence: 'runs is changed: ledger 2 sent.' },
  {
    name: 'store secrets delete [executing, step 2 sent]',
    times: 1,
    sentence: 'What secrets should not hold (any more) is deleted; the run is executing, step 2 sent.',
  },
  {
    name: 'out GET connectwise /service/tickets/{id} [executing, step 2 sent]',
    times: 1,
    sentence: 'GET /service/tickets/{id} is sent to connectwise; the run is executing, step 2 sent.',
  },
  {
    name: 'out GET connectwise /service/tickets/{id}/notes [executing, step 2 sent]',
    times: 1,
    sentence: 'GET /service/tickets/{id}/notes is sent to connectwise; the run is executing, step 2 sent.',
  },
  {
    name: 'out POST connectwise /service/tickets/{id}/notes [executing, step 2 sent]',
    times: 1,
    sentence: 'POST /service/tickets/{id}/notes is sent to connectwise; the run is executing, step 2 sent.',
  },
  { name: 'store runs change ledger 2 confirmed', times: 1, sentence: 'runs is changed: ledger 2 confirmed.' },
  {
    name: 'store activity add tool.executed [executing, step 2 confirmed]',
    times: 1,
    sentence: 'A document is added to activity: tool.executed; the run is executing, step 2 confirmed.',
  },
  {
    name: 'store runs change [executing, step 2 confirmed]',
    times: 1,
    sentence: 'runs is changed in nothing, to see that the lease holds; the run is executing, step 2 confirmed.',
  },
  {
    name: 'store secrets delete [executing, step 2 confirmed]',
    times: 3,
    sentence: 'What secrets should not hold (any more) is deleted; the run is executing, step 2 confirmed.',
  },
  {
    name: 'store secrets change to confirmed [executing, step 2 confirmed]',
    times: 3,
    sentence: 'secrets is changed: to confirmed; the run is executing, step 2 confirmed.',
  },
  { name: 'store runs change notes closing intended', times: 1, sentence: 'runs is changed: notes closing intended.' },
  {
    name: 'out GET connectwise /service/tickets/{id}/notes [executing, step 2 confirmed, note closing]',
    times: 1,
    sentence:
      'GET /service/tickets/{id}/notes is sent to connectwise; the run is executing, step 2 confirmed, note closing.',
  },
  {
    name: 'out POST connectwise /service/tickets/{id}/notes [executing, step 2 confirmed, note closing]',
    times: 1,
    sentence:
      'POST /service/tickets/{id}/notes is sent to connectwise; the run is executing, step 2 confirmed, note closing.',
  },
  {
    name: 'store runs change seenNotes notes closing written',
    times: 1,
    sentence: 'runs is changed: seenNotes notes closing written.',
  },
  {
    name: 'store activity add note.written [executing, step 2 confirmed]',
    times: 1,
    sentence: 'A document is added to activity: note.written; the run is executing, step 2 confirmed.',
  },
  { name: 'store runs change to done', times: 1, sentence: 'runs is changed: to done.' },
  {
    name: 'store activity add run.state [done, step 2 confirmed]',
    times: 1,
    sentence: 'A document is added to activity: run.state; the run is done, step 2 confirmed.',
  },
  {
    name: 'queue add inbox.look-again [done, step 2 confirmed]',
    times: 1,
    sentence: 'The job inbox.look-again is added, unless it waits already; the run is done, step 2 confirmed.',
  },
  {
    name: 'queue begin inbox.look-again',
    times: 1,
    sentence: 'The job inbox.look-again begins, and may be added again.',
  },
  {
    name: 'out GET connectwise /service/tickets/{id} [done, step 2 confirmed]',
    times: 1,
    sentence: 'GET /service/tickets/{id} is sent to connectwise; the run is done, step 2 confirmed.',
  },
  {
    name: 'out GET connectwise /service/tickets/{id}/notes [done, step 2 confirmed]',
    times: 1,
    sentence: 'GET /service/tickets/{id}/notes is sent to connectwise; the run is done, step 2 confirmed.',
  },
  { name: 'queue finish inbox.look-again', times: 1, sentence: 'The job inbox.look-again is done and goes.' },
];
