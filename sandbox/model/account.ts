/** A person's account in the directory, as the scripted technician knows it. */
export interface Account {
  /** User principal name, or the object id where results show no name. */
  ref: string;
  displayName: string;
  enabled: boolean;
}
