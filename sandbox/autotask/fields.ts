/** What the metadata of a field says. Source: Autotask facts, 5.4. */
export type FieldType = 'integer' | 'long' | 'string' | 'decimal' | 'boolean' | 'datetime';

export interface Field {
  type: FieldType;
  /** Longest text; 0 for other types. */
  length: number;
  required: boolean;
  /** Set by Autotask; what is sent for it is left aside. */
  readOnly: boolean;
  queryable: boolean;
  /** Name of the entity it refers to; empty when it refers to none. */
  to: string;
  picklist: boolean;
  /** The picklist field on whose value its own values depend. */
  parent: string;
  /** Whether webhooks can be subscribed to it. */
  webhook: boolean;
}

export type Fields = Readonly<Record<string, Field>>;
export type FieldOptions = Partial<Omit<Field, 'type' | 'length'>>;

const field = (type: FieldType, length: number, options: FieldOptions): Field => ({
  type,
  length,
  required: false,
  readOnly: false,
  queryable: true,
  to: '',
  picklist: false,
  parent: '',
  webhook: false,
  ...options,
});

export const integer = (options: FieldOptions = {}) => field('integer', 0, options);
export const long = (options: FieldOptions = {}) => field('long', 0, options);
export const decimal = (options: FieldOptions = {}) => field('decimal', 0, options);
export const flag = (options: FieldOptions = {}) => field('boolean', 0, options);
export const date = (options: FieldOptions = {}) => field('datetime', 0, options);
export const text = (length: number, options: FieldOptions = {}) => field('string', length, options);

/** A field that the tenant made. Its values stand in `userDefinedFields`. */
export interface UserDefinedField {
  name: string;
  type: 'string';
  length: number;
}
