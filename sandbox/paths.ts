/**
 * The parameters of a path, decoded, when it fits a pattern such as `/companies/:company/assets/:id`; undefined when it
 * does not. A slash at the end does not matter.
 */
export function matchPath(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split('/');
  const parts = path.replace(/\/+$/, '').split('/');
  if (wanted.length !== parts.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [place, piece] of wanted.entries()) {
    const part = decode(parts[place] ?? '');
    if (piece.startsWith(':')) {
      if (part === '') return undefined;
      parameters[piece.slice(1)] = part;
    } else if (piece !== part) return undefined;
  }
  return parameters;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
