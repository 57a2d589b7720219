import { sameText } from '../words.js';

/** Titles that only say that there is a note: Autotask wants one, and so does what writes notes by itself. */
const SAYS_NOTHING =
  /^\W*(?:re\W+)*(?:(?:ticket|task|internal|quick|status|client portal|customer|technician) )*(?:notes?|updates?|reply|response|answer|comment|approval|decision|frontdesk)\W*$/i;

/**
 * What a person reads of a note: its title, where that says more than its description, and below it the description. A
 * title can take back what the description says ("Waiting for her manager"), so that the one is not read without the other.
 */
export function noteWords({ title, description }: { title?: string | null; description?: string | null }): string {
  const heading = title?.trim() ?? '';
  const body = description?.trim() ?? '';
  if (body === '') return heading;
  // The quick note of the ticket's page takes the first words for the title.
  const begins = heading.replace(/(?:…|\.{3})$/, '').trim();
  const repeats = begins !== '' && sameText(body.slice(0, begins.length), begins);
  return heading === '' || repeats || SAYS_NOTHING.test(heading) ? (description ?? '') : `${heading}\n\n${body}`;
}
