/** Finding JSON in text that other programs wrote for a model. */

/** The whole text as JSON, else the first JSON object or array within it; undefined when there is none. */
export function findJson(text: string): unknown {
  const whole = parse(text);
  if (whole !== undefined) return whole;
  for (let at = text.search(/[[{]/), tries = 0; at >= 0 && tries < 50; tries += 1) {
    const found = jsonAt(text, at);
    if (found) return found.value;
    const next = text.slice(at + 1).search(/[[{]/);
    at = next < 0 ? -1 : at + 1 + next;
  }
  return undefined;
}

/** The JSON object or array that begins exactly at `start`, and where it ends. */
export function jsonAt(text: string, start: number): { value: unknown; end: number } | undefined {
  let depth = 0;
  let quoted = false;
  for (let at = start; at < text.length; at += 1) {
    const char = text[at];
    if (quoted) {
      if (char === '\\') at += 1;
      else if (char === '"') quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === '{' || char === '[') depth += 1;
    else if (char === '}' || char === ']') {
      depth -= 1;
      if (depth > 0) continue;
      const value = parse(text.slice(start, at + 1));
      return value === undefined ? undefined : { value, end: at + 1 };
    }
  }
  return undefined;
}

export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Every object within a value, itself first, at most 2,000. */
export function objectsIn(value: unknown): JsonObject[] {
  const found: JsonObject[] = [];
  const waiting: unknown[] = [value];
  for (const next of waiting) {
    if (found.length >= 2000) break;
    if (isObject(next)) found.push(next);
    if (typeof next === 'object' && next !== null) waiting.push(...Object.values(next));
  }
  return found;
}

export function textOf(object: JsonObject | undefined, ...names: string[]): string | undefined {
  for (const name of names) {
    const value = object?.[name];
    if (typeof value === 'string' && value.trim()) return value.trim();
  }
  return undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
