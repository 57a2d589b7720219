/** Elements that never have an end, or end by themselves where the next one begins. */
const SELF_ENDING = new Set(
  'area base br col embed hr img input link meta param source track wbr p li td th tr tbody thead tfoot dt dd option colgroup'.split(
    ' ',
  ),
);

const TAG = /<(\/?)([a-z][a-z0-9]{0,30})(?=[\s/>])/gi;

/** How deep elements stand in each other, at most; counted from the tags alone, in time with the length. */
export function depthOf(html: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [, end, name = ''] of html.matchAll(TAG)) {
    if (SELF_ENDING.has(name.toLowerCase())) continue;
    depth = Math.max(0, depth + (end ? -1 : 1));
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

/** Pictures that stand in the text itself are most of many a document, and nothing that can be read. */
export function withoutInlineFiles(html: string): string {
  return html.replace(/\bdata:[a-z]{1,20}\/[a-z0-9.+-]{1,60}[^"'\s)>]*/gi, 'data:,');
}
