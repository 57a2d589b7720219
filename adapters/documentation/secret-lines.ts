import { createNextLabel, removed, type SecretKind, secretKindOf } from './secret-labels.js';
import { pointsElsewhere } from './secret-looks.js';
import { valueBehind } from './secret-values.js';

/** A line that spoke of a secret and did not tell it: the next one may. */
interface Expected {
  kind: SecretKind;
  /** There was a sign behind the label (`Password:`); else the label stood alone, as a heading does. */
  firm: boolean;
}

const FENCE = /^\s{0,8}(?:[-*+>]\s+)?(`{3,}|~{3,})/;
const LIST_ITEM = /^(\s*(?:[-*+]|\d{1,4}[.)])\s+(?:\[[ x]\]\s+)?)(.*)$/;
/** A longer line is a paragraph, and no secret. */
const LONGEST_SECRET_LINE = 200;

const isOneWord = (words: string): boolean => /^\S{4,}$/.test(words.trim()) && !/:\/\/|^\(removed:/.test(words);

/** Masks the lines of a text one after another; a label may tell its secret on the next line, or below as list or code. */
export function createSecretLines() {
  const nextLabel = createNextLabel();
  let expected: Expected | undefined;
  let fence: { mark: string; kind: SecretKind | undefined } | undefined;

  function inline(line: string): string {
    let masked = '';
    let at = 0;
    for (;;) {
      const label = nextLabel(line, at);
      if (!label) return masked + line.slice(at);
      const behind = valueBehind(line.slice(label.end), label.kind);
      if (behind === 'on the next line') expected = { kind: label.kind, firm: true };
      if (behind === undefined || behind === 'on the next line') {
        masked += line.slice(at, label.end);
        at = label.end;
        continue;
      }
      masked += line.slice(at, label.end + behind.start) + removed(label.kind);
      at = label.end + behind.end;
    }
  }

  function fresh(line: string): string {
    expected = undefined;
    const masked = inline(line);
    const alone = line.replace(/^[\s#>*_+-]+|[\s*_#]+$/g, '');
    if (!expected && masked === line && alone.split(/\s+/).length <= 4 && !/[.!?,;|()]/.test(alone)) {
      const kind = secretKindOf(alone);
      if (kind) expected = { kind, firm: false };
    }
    return masked;
  }

  function below({ kind, firm }: Expected, line: string): string {
    const words = line.trim();
    const [, bullet, item] = LIST_ITEM.exec(line) ?? [];
    if (firm && bullet !== undefined && item !== undefined) {
      // The whole list is about it.
      return pointsElsewhere(item) ? line : `${bullet}${removed(kind)}`;
    }
    if (bullet !== undefined && item !== undefined && isOneWord(item)) {
      expected = undefined;
      return `${bullet}${removed(kind)}`;
    }
    const isOther = /^#{1,6}\s/.test(words) || /^[*_]{0,3}\p{L}[\p{L}\p{N} _-]{0,30}[*_]{0,3}[:：]/u.test(words);
    if (isOther || words.length > LONGEST_SECRET_LINE || words.startsWith('(removed:')) return fresh(line);
    if (!(firm || isOneWord(words)) || pointsElsewhere(words)) return fresh(line);
    expected = undefined;
    return removed(kind);
  }

  return {
    next(line: string): string {
      if (fence) {
        if (line.trim().startsWith(fence.mark)) fence = undefined;
        else return fence.kind ? removed(fence.kind) : fresh(line);
        expected = undefined;
        return line;
      }
      const mark = FENCE.exec(line)?.[1];
      if (mark) {
        fence = { mark, kind: expected?.kind };
        return line;
      }
      if (line.trim() === '') return line;
      return expected ? below(expected, line) : fresh(line);
    },
    /** A text that stands alone, like the cell of a table. */
    inCell(text: string): string {
      const before = expected;
      const masked = inline(text);
      expected = before;
      return masked;
    },
  };
}
