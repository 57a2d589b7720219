/** Gives each write that leaves for the store a name that stays the same from run to run. */
type Fields = Readonly<Record<string, unknown>>;

export interface Write {
  name: string;
  /** Where the run stands belongs to the name too. */
  phased: boolean;
}

/** Not part of a run: what is asked of the vendors regularly, and what is learned with it. */
const HOUSEKEEPING = new Set(['contacts', 'contact_syncs', 'reconcile', 'integrations']);
const REGULAR_JOBS =
  /^(agent\.recover|intake\.recover|inbox\.reconcile|clients\.provision|clients\.sync-contacts|integrations\.register-webhooks)$/;
/** Changed with everything else. */
const STAMPS = new Set(['updatedAt', 'endedAt', 'active', 'open', 'receivedAt']);
const VERBS: Readonly<Record<string, string>> = {
  insert: 'add',
  update: 'change',
  findAndModify: 'change',
  delete: 'delete',
};

/** The name of what a command writes; undefined for reads and for housekeeping. `jobs`: names of jobs by their ids. */
export function nameWrite(commandName: string, command: Fields, jobs: ReadonlyMap<string, string>): Write | undefined {
  const verb = VERBS[commandName];
  const collection = command[commandName];
  if (verb === undefined || typeof collection !== 'string' || HOUSEKEEPING.has(collection)) return undefined;
  if (collection === 'jobs') return nameJob(commandName, command, jobs);
  const changes = changesOf(commandName, command);
  if (collection === 'runs' && changes === 'leaseUntil') return undefined; // The heartbeat.
  const kind = textOf(first(command.documents).kind);
  const what = collection === 'activity' ? kind : changes;
  return {
    name: ['store', collection, verb, what].filter(Boolean).join(' '),
    phased: collection !== 'inbox' && !(collection === 'runs' && what !== ''),
  };
}

/** Jobs are added, moved to another time, begun and finished; looking for them loses nothing. */
function nameJob(commandName: string, command: Fields, jobs: ReadonlyMap<string, string>): Write | undefined {
  const operation = commandName === 'findAndModify' ? command : first(command.updates ?? command.deletes);
  const query = fieldsOf(operation.query ?? operation.q);
  const update = fieldsOf(operation.update ?? operation.u);
  const known = jobs.get(String(query._id));
  const job = textOf(query.name) || textOf(first(command.documents).name) || known;
  if (!job || REGULAR_JOBS.test(job)) return undefined;
  if (commandName === 'findAndModify' && operation.upsert === true) return { name: `queue add ${job}`, phased: true };
  if (commandName === 'delete') return { name: `queue ${known ? 'finish' : 'move'} ${job}`, phased: !known };
  const slot = textOf(fieldsOf(update.$set)['data.slot']);
  if (!slot.startsWith('run:')) return undefined;
  return known ? { name: `queue begin ${job}`, phased: false } : { name: `queue let go of ${job}`, phased: true };
}

function changesOf(commandName: string, command: Fields): string {
  if (commandName === 'insert' || commandName === 'delete') return '';
  const operation = commandName === 'findAndModify' ? command : first(command.updates);
  const update = fieldsOf(operation.update ?? operation.u);
  const { state, status } = fieldsOf(update.$set);
  if (typeof (state ?? status) === 'string') return `to ${textOf(state ?? status)}`;
  const changes = Object.entries(update).flatMap(([operator, fields]) =>
    Object.entries(fieldsOf(fields)).flatMap(([field, value]) => {
      if (STAMPS.has(field)) return [];
      if (operator === '$inc') return field === 'fence' ? ['lease'] : [field];
      if (operator === '$unset') return [`no ${field}`];
      return [lastOf(field, value)];
    }),
  );
  // Taking a lease sets its end and its number.
  if (changes.includes('lease')) return 'lease';
  return [...new Set(changes)].join(' ');
}

/** Rows with a state of their own tell what became of the last one. */
function lastOf(field: string, value: unknown): string {
  const last = Array.isArray(value) ? fieldsOf(value.at(-1)) : {};
  const state = textOf(last.state);
  return state ? `${field} ${textOf(last.key) || String(last.step)} ${state}` : field;
}

/** Where a stored run stands: its state, the last step, and the note that is being written. */
export function phaseOf(run: Fields): string {
  const rows = (field: string) => (Array.isArray(run[field]) ? run[field].map(fieldsOf) : []);
  const step = rows('ledger').at(-1);
  const note = rows('notes').find(({ state }) => state === 'intended');
  return [
    textOf(run.state),
    step ? `step ${String(step.step)} ${textOf(step.state)}` : '',
    note ? `note ${textOf(note.key)}` : '',
  ]
    .filter(Boolean)
    .join(', ');
}

export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

const first = (value: unknown): Fields => (Array.isArray(value) ? fieldsOf(value[0]) : {});
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
