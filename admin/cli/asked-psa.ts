import { InvalidInput } from '../../core/errors.js';
import { PSA_KINDS, PSA_NAMES, psaKindOf } from '../../sandbox/psas.js';

/** The kind of the pretend PSA that `--psa` means, by its kind or its short name. Throws InvalidInput with those there are. */
export function askedPsa(word: string): string {
  const kind = psaKindOf(word);
  if (kind) return kind;
  const known = PSA_KINDS.map((one) => PSA_NAMES[one] ?? one).join(', ');
  throw new InvalidInput('unknown_psa', `--psa ${word}: known are ${known}`);
}
