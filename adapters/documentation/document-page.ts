/** Longest page of a document in a tool's answer: with all that stands around it, it stays below what a model is shown. */
export const LONGEST_PAGE = 15_000;

export interface DocumentPage {
  text: string;
  /** Counted from 1. */
  page: number;
  pages: number;
  /** One sentence when there is more than this page; else absent. */
  more?: string;
}

/**
 * One page of a long text, cut between paragraphs, else between lines, else between words. A page is measured as it is
 * written in JSON, in characters. Asked beyond the end, the last one.
 */
export function pageOf(text: string, page = 1, longest = LONGEST_PAGE): DocumentPage {
  const pages = pagesOf(text, longest);
  const at = Math.min(Math.max(1, Math.trunc(page)), pages.length);
  const more =
    pages.length > 1 ? { more: `This is page ${at} of ${pages.length}; ask for another by its number.` } : {};
  return { text: pages[at - 1] ?? '', page: at, pages: pages.length, ...more };
}

function pagesOf(text: string, longest: number): string[] {
  const pages: string[] = [];
  let rest = text;
  while (jsonLength(rest) > longest) {
    const end = endOfPage(rest, longest);
    pages.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).replace(/^\n+/, '');
  }
  return rest || pages.length === 0 ? [...pages, rest] : pages;
}

/** Where to cut: always beyond the first half, and never inside a character. */
function endOfPage(text: string, longest: number): number {
  const most = fitting(text, longest);
  for (const gap of ['\n\n', '\n', ' ']) {
    const at = text.lastIndexOf(gap, most);
    if (at > most / 2) return at;
  }
  return /[\uD800-\uDBFF]/.test(text[most - 1] ?? '') ? most - 1 : most;
}

/** How many characters from the start take at most `longest` in JSON. */
function fitting(text: string, longest: number): number {
  let fits = 1;
  let tooMany = Math.min(text.length, longest) + 1;
  while (tooMany - fits > 1) {
    const middle = Math.floor((fits + tooMany) / 2);
    if (jsonLength(text.slice(0, middle)) <= longest) fits = middle;
    else tooMany = middle;
  }
  return fits;
}

const jsonLength = (text: string) => JSON.stringify(text).length;
