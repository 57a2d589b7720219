/** Text that is HTML already. Only `html` makes it: no value from outside can pass for one. */
export class Markup {
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }
  toString(): string {
    return this.#text;
  }
}

export type Shown = Markup | string | number | undefined | false | readonly Shown[];

/**
 * HTML with values in it, each escaped unless it is markup itself; undefined and false show nothing. In attributes, write
 * the quotes: `value="${name}"`.
 */
export function html(strings: TemplateStringsArray, ...values: readonly Shown[]): Markup {
  return new Markup(strings.reduce((text, part, index) => `${text}${shown(values[index - 1])}${part}`));
}

function shown(value: Shown): string {
  if (value === undefined || value === false) return '';
  if (value instanceof Markup || typeof value === 'number') return String(value);
  return typeof value === 'string' ? escaped(value) : value.map(shown).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => ENTITIES[character] ?? '');
}
