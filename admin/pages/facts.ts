import { html, type Markup, type Shown } from './html.js';

/** What is known of a thing, name by name; what is not known is left out. */
export function facts(...rows: readonly (readonly [name: string, value: Shown])[]): Markup {
  const known = rows.filter(([, value]) => value !== undefined && value !== false && value !== '');
  return html`<dl class="facts">${known.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>\n`)}</dl>`;
}
