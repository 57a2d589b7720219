/** Which fields of each resource the query language knows, and what they hold. Source: API model 2025.1. */
export type Kind = 'number' | 'text' | 'flag' | 'date' | 'reference' | 'info' | 'children' | 'list';

export interface Model {
  /** As error messages name it. */
  name: string;
  fields: ReadonlyMap<string, Kind>;
  /** What the entries of a `children` field hold. */
  children: Readonly<Record<string, Model>>;
}

type Listed = Partial<Record<Kind, string>>;

function model(name: string, listed: Listed, children: Record<string, Model> = {}): Model {
  const fields = new Map<string, Kind>([
    ['id', 'number'],
    ['_info', 'info'],
  ]);
  const add = (kind: Kind, names: string | undefined) => {
    for (const field of names?.split(' ') ?? []) fields.set(field, kind);
  };
  add('number', listed.number);
  add('text', listed.text);
  add('flag', listed.flag);
  add('date', listed.date);
  add('reference', listed.reference);
  add('list', listed.list);
  for (const field of Object.keys(children)) fields.set(field, 'children');
  return { name, fields, children };
}

const customFields = model('customField', { text: 'caption type value entryMethod', number: 'numberOfDecimals' });
const types = model('type', { text: 'name' });

export const MODELS = {
  ticket: model(
    'ticket',
    {
      text: 'summary recordType contactName contactPhoneNumber contactPhoneExtension contactEmailAddress severity impact externalXRef poNumber automaticEmailCc closedBy resources',
      number: 'actualHours parentTicketId',
      flag: 'closedFlag customerUpdatedFlag automaticEmailContactFlag automaticEmailResourceFlag automaticEmailCcFlag hasChildTicket',
      date: 'requiredDate closedDate dateResolved',
      reference:
        'board status company site contact type subType item team owner priority source location department configuration',
    },
    { customFields },
  ),
  // noteType cannot be filtered on /notes. Source: field notes of an integrator.
  note: model('serviceNote', {
    text: 'text createdBy',
    number: 'ticketId',
    flag: 'detailDescriptionFlag internalAnalysisFlag resolutionFlag issueFlag customerUpdatedFlag processNotifications internalFlag externalFlag',
    date: 'dateCreated',
    reference: 'member contact',
  }),
  ticketNote: model('ticketNote', {
    text: 'text noteType originalAuthor',
    flag: 'detailDescriptionFlag internalAnalysisFlag resolutionFlag issueFlag isMarkdownFlag',
    date: 'timeStart timeEnd',
    reference: 'ticket member contact',
  }),
  company: model(
    'company',
    {
      text: 'identifier name phoneNumber website addressLine1 city state',
      flag: 'deletedFlag',
      reference: 'status territory defaultContact site',
    },
    { types, customFields },
  ),
  contact: model(
    'contact',
    {
      text: 'firstName lastName nickName title defaultPhoneType defaultPhoneNbr defaultPhoneExtension',
      flag: 'inactiveFlag defaultFlag',
      reference: 'company site',
    },
    {
      communicationItems: model('communicationItem', {
        text: 'value extension communicationType domain',
        flag: 'defaultFlag',
        reference: 'type',
      }),
      types,
      customFields,
    },
  ),
  communication: model('communication', {
    text: 'value extension communicationType domain',
    number: 'contactId',
    flag: 'defaultFlag',
    reference: 'type',
  }),
  member: model('member', {
    text: 'identifier licenseClass firstName lastName officeEmail primaryEmail defaultEmail defaultPhone',
    flag: 'inactiveFlag',
    date: 'hireDate',
    reference: 'securityRole',
  }),
  board: model('board', { text: 'name', flag: 'inactiveFlag projectFlag', reference: 'location department' }),
  boardStatus: model('boardStatus', {
    text: 'name escalationStatus',
    number: 'sortOrder',
    flag: 'displayOnBoard inactive closedStatus timeEntryNotAllowed defaultFlag',
    reference: 'board',
  }),
  boardChoice: model('boardType', { text: 'name', flag: 'inactiveFlag', reference: 'board' }),
  boardTeam: model('boardTeam', {
    text: 'name',
    number: 'boardId',
    flag: 'defaultFlag notifyOnTicketDelete',
    reference: 'teamLeader',
    list: 'members',
  }),
  priority: model('priority', { text: 'name color', number: 'sortOrder', flag: 'defaultFlag' }),
  lookup: model('lookup', { text: 'name identifier description', flag: 'defaultFlag inactiveFlag vendorFlag' }),
  association: model('association', { reference: 'type subType item company' }),
  callback: model('callback', {
    text: 'description url type level',
    number: 'objectId memberId',
    flag: 'inactiveFlag isSoapCallbackFlag isSelfSuppressedFlag',
  }),
  scheduleEntry: model('scheduleEntry', {
    text: 'name',
    number: 'objectId',
    flag: 'doneFlag acknowledgedFlag ownerFlag',
    date: 'dateStart dateEnd',
    reference: 'member type status',
  }),
  timeEntry: model('timeEntry', {
    text: 'chargeToType billableOption notes internalNotes',
    number: 'chargeToId actualHours',
    flag: 'addToDetailDescriptionFlag addToInternalAnalysisFlag addToResolutionFlag emailContactFlag emailResourceFlag emailCcFlag',
    date: 'timeStart timeEnd',
    reference: 'company member ticket',
  }),
  configuration: model('configuration', {
    text: 'name serialNumber tagNumber osType lastLoginName',
    flag: 'activeFlag',
    reference: 'type status company contact',
  }),
  document: model('document', { text: 'title fileName owner' }),
  recordReference: model('reference', { text: 'description' }),
} satisfies Record<string, Model>;

const INFO_DATES = new Set(['lastUpdated', 'dateEntered']);
const INFO_TEXTS = new Set(['updatedBy', 'enteredBy']);
const REFERENCE_MEMBERS: Readonly<Record<string, Kind>> = {
  id: 'number',
  sort: 'number',
  name: 'text',
  identifier: 'text',
  summary: 'text',
};

/** `lastUpdated` and its like may be asked for as if they stood on the record itself; they live in `_info`. */
export function actualPath(model: Model, path: readonly string[]): readonly string[] {
  const [first = ''] = path;
  const inInfo = INFO_DATES.has(first) || INFO_TEXTS.has(first);
  return path.length === 1 && inInfo && !model.fields.has(first) ? ['_info', first] : path;
}

/** What stands at a path of a model; undefined where the model has no such field. */
export function kindAt(model: Model, path: readonly string[]): Kind | undefined {
  const [first = '', second, ...rest] = actualPath(model, path);
  const kind = model.fields.get(first);
  if (second === undefined || kind === undefined) return kind;
  if (rest.length > 0) return undefined;
  if (kind === 'reference') return REFERENCE_MEMBERS[second];
  if (kind !== 'info') return undefined;
  return INFO_DATES.has(second) ? 'date' : INFO_TEXTS.has(second) ? 'text' : undefined;
}
