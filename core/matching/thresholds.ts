/**
 * Every bar that a decision passes, in one place. Scores are 0..1. Tuned on the development seeds of
 * `npm run bench -- matching`, never on its held-out seed; the headline figure is wrong accepts.
 */
export interface Thresholds {
  /** A name alone is accepted from here on. */
  accept: number;
  /** The bar when the caller's number is on file for the contact. */
  acceptWithNumber: number;
  /** The bar when the caller's number is on file for somebody else. */
  acceptAgainstNumber: number;
  /** How far the runner-up, another person, must be behind. */
  margin: number;
  /** Below this a candidate is not worth a question. */
  ask: number;
  /** A company was heard from here on. */
  company: number;
  /** What an agreeing company closes of the distance to 1, and what a contradicting one leaves of a score. */
  companyAgrees: number;
  companyContradicts: number;
  /** What an agreeing number closes of the distance to 1. */
  numberAgrees: number;
}

export const defaultThresholds: Thresholds = {
  accept: 0.9,
  acceptWithNumber: 0.82,
  acceptAgainstNumber: 0.93,
  margin: 0.05,
  ask: 0.6,
  company: 0.7,
  companyAgrees: 0.35,
  companyContradicts: 0.82,
  numberAgrees: 0.5,
};
