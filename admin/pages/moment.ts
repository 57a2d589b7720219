import { toMinute } from '../../core/minute.js';
import { html, type Markup } from './html.js';

/** A point in time, to the minute. */
export function moment(at: Date): Markup {
  return html`<time datetime="${at.toISOString()}">${toMinute(at)} UTC</time>`;
}
