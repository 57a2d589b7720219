/** One word that may belong to a name. */
export interface NameWord {
  text: string;
  /** Letters that the caller spelled out for it. */
  spelled?: string;
  everyday: boolean;
  comma: boolean;
}
