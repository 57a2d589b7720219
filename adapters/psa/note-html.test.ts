import { describe, expect, it } from '@jest/globals';
import { htmlToNote, noteToHtml } from './note-html.js';

const PLAN = `Frontdesk agent: plan, waiting for approval (run 1a2b, plan 1)

Once approved I will
1. [needs approval] Reset the password of dana@harbordental.example.
   m365:reset-password {"user":"dana@harbordental.example","a":"<b> & 'c'"}

Approve: https://frontdesk.example/approve/abc_DEF-123?x=1&y=2
Deny: https://frontdesk.example/deny/abc.
| the model's words`;

describe('a note in HTML', () => {
  it('shows plain text as it was written, with its addresses as links', () => {
    const html = noteToHtml(PLAN);
    expect(html).toContain('<a href="https://frontdesk.example/approve/abc_DEF-123?x=1&amp;y=2">');
    expect(html).toContain('<a href="https://frontdesk.example/deny/abc">https://frontdesk.example/deny/abc</a>.');
    expect(html).not.toMatch(/<b>/);
  });

  it('reads back as the text that was written', () => {
    expect(htmlToNote(noteToHtml(PLAN))).toBe(PLAN);
  });

  it.each([
    'Ünïcödé 漢字 🙂 – “quotes”',
    '<script>alert("x")</script>',
    'a < b && c > d "quoted" \'single\' &amp; &lt;p&gt;',
    '  indented\n    more\n\nand a paragraph',
    '1. one\n2. two\n- three\n* four',
  ])('keeps %j', (text) => {
    expect(htmlToNote(noteToHtml(text)).replace(/\s+/g, ' ').trim()).toBe(text.replace(/\s+/g, ' ').trim());
  });

  it("reads people's own markup as the words that they see", () => {
    expect(htmlToNote('<div>Approved<br/>Rosa</div><style>p{color:red}</style>')).toBe('Approved\nRosa');
    expect(htmlToNote('<p>Go&nbsp;on, see <a href="https://wiki.example/x">the page</a></p>')).toBe(
      'Go on, see the page [https://wiki.example/x]',
    );
    expect(htmlToNote('<H2>Denied</H2>')).toBe('Denied');
    expect(htmlToNote('<div>one</div><div><br></div><div>two</div>')).toBe('one\n\ntwo');
    expect(htmlToNote('just text, 3 < 4')).toBe('just text, 3 < 4');
  });
});
