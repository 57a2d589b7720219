import { html, type Markup } from './html.js';

/** A point in time, to the minute. */
export function moment(at: Date): Markup {
  return html`<time datetime="${at.toISOString()}">${at.toISOString().slice(0, 16).replace('T', ' ')} UTC</time>`;
}
