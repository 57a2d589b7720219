/** MongoDB's error codes that this server answers with. Source: MongoDB error_codes.yml. */
export const MONGO_CODES = {
  InternalError: 1,
  BadValue: 2,
  FailedToParse: 9,
  TypeMismatch: 14,
  InvalidLength: 16,
  IllegalOperation: 20,
  NamespaceNotFound: 26,
  IndexNotFound: 27,
  PathNotViable: 28,
  ConflictingUpdateOperators: 40,
  CursorNotFound: 43,
  NamespaceExists: 48,
  MaxTimeMSExpired: 50,
  DollarPrefixedFieldName: 52,
  InvalidIdField: 53,
  NotSingleValueField: 54,
  EmptyFieldName: 56,
  CommandNotFound: 59,
  ImmutableField: 66,
  CannotCreateIndex: 67,
  InvalidOptions: 72,
  InvalidNamespace: 73,
  IndexOptionsConflict: 85,
  IndexKeySpecsConflict: 86,
  CannotIndexParallelArrays: 171,
  InvalidIndexSpecificationOption: 197,
  NotImplemented: 238,
  BSONObjectTooLarge: 10334,
  DuplicateKey: 11000,
  Location40323: 40323,
  Location40324: 40324,
  Location40415: 40415,
  Location51091: 51091,
  Location31253: 31253,
  Location31254: 31254,
  Location14031: 14031,
} as const;

export type MongoCodeName = keyof typeof MONGO_CODES;

/** A refusal as MongoDB would put it; becomes `{ ok: 0, code, codeName, errmsg }` or one entry of `writeErrors`. */
export class MongoError extends Error {
  readonly code: number;
  readonly codeName: string;
  /** Further fields of the answer, such as `keyPattern` and `keyValue` of a duplicate key. */
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(codeName: MongoCodeName, message: string, extra: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = 'MongoError';
    this.code = MONGO_CODES[codeName];
    this.codeName = codeName;
    this.extra = extra;
  }
}

/** What MongoDB can do and this server does not; says what to do instead. */
export function notImplemented(what: string): MongoError {
  return new MongoError(
    'NotImplemented',
    `${what} is not supported by the embedded store; set MONGODB_URI to use a MongoDB server`,
  );
}
