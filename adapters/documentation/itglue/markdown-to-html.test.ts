import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { markdownToHtml } from './markdown-to-html.js';

describe('the HTML of a document that we write', () => {
  it('has headings, paragraphs, lists, code, emphasis and links', () => {
    expect(
      markdownToHtml(
        [
          '# Connect to the office VPN',
          'Ask **Dana** first,',
          'then *wait*.',
          '',
          '1. Open https://vpn.harbordental.example/start.',
          '2. Sign in',
          '   with `DOMAIN\\name`',
          '',
          '- Done',
          '- See [the guide](https://docs.example/a?b=1&c=2)',
          '```',
          'ping <server>',
          '```',
        ].join('\n'),
      ),
    ).toBe(
      [
        '<h1>Connect to the office VPN</h1>',
        '<p>Ask <strong>Dana</strong> first,<br>then <em>wait</em>.</p>',
        '<ol><li>Open <a href="https://vpn.harbordental.example/start">https://vpn.harbordental.example/start</a>.</li>',
        '<li>Sign in<br>with <code>DOMAIN\\name</code></li></ol>',
        '<ul><li>Done</li><li>See <a href="https://docs.example/a?b=1&amp;c=2">the guide</a></li></ul>',
        '<pre>ping &lt;server&gt;</pre>',
      ].join(''),
    );
  });

  it.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '[click](javascript:alert(1))',
    '[x](https://a.example/"onmouseover="alert(1))',
    '**<b onclick=1>**',
    '`<iframe>`',
    '```\n</pre><script>\n```',
  ])('shows what could run as the text that it is: %s', (text) => {
    const html = markdownToHtml(text);
    expect(html.replace(/<\/?(?:p|strong|code|pre|a href="https:\/\/[^"<>]*"|a)>/g, '')).not.toMatch(/[<>]/);
    expect(html).not.toMatch(/href="(?!https?:)/);
  });

  it('makes no tag but its own of any text, and comes to an end', () => {
    const signs = fc.string({ unit: fc.constantFrom(...'<>"\'`*#-1.[]()\n \\&:/ahtps'), maxLength: 80 });
    fc.assert(
      fc.property(signs, (text) => {
        const html = markdownToHtml(text);
        const own =
          /<\/?(?:p|br|h[1-6]|ul|ol|li|pre|code|strong|em|a)>|<ol start="\d+">|<a href="https?:\/\/[^"<>\s]*">/g;
        expect(html.replace(own, '')).not.toMatch(/[<>"']/);
      }),
    );
  });
});
