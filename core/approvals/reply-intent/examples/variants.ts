/** The same words as they arrive from other people and programs. Used by the tests of the reply rules. */
export type Variant = readonly [name: string, vary: (reply: string) => string];

const isMarkup = (reply: string): boolean => reply.includes('<');

const asHtml = (reply: string): string =>
  isMarkup(reply) ? reply : reply.replaceAll('&', '&amp;').replaceAll('>', '&gt;').replaceAll('\n', '<br>');

const original = 'I plan to reset the password. Reply approve or deny.';

/** Variants that leave the meaning of every reply as it is. */
export const variants: readonly Variant[] = [
  ['as typed', (reply) => reply],
  ['lower case', (reply) => reply.toLowerCase()],
  ['upper case', (reply) => (/[:<&@]/.test(reply) ? reply : reply.toUpperCase())],
  ['first letter large', (reply) => reply.slice(0, 1).toUpperCase() + reply.slice(1)],
  ['white space around', (reply) => `\n  ${reply} \t\n\n`],
  ['Windows line ends', (reply) => reply.replaceAll('\n', '\r\n')],
  ['a full stop', (reply) => (isMarkup(reply) ? reply : `${reply}.`)],
  ['an exclamation mark', (reply) => (isMarkup(reply) ? reply : `${reply}!`)],
  ['a paragraph of HTML', (reply) => `<p>${asHtml(reply)}</p>`],
  [
    'a page of HTML',
    (reply) =>
      `<html><head><style>p{color:red}</style></head><body lang="EN-US"><div class="WordSection1"><p class="MsoNormal"><span style="font-size:11.0pt">${asHtml(reply)}</span><o:p></o:p></p></div></body></html>`,
  ],
  [
    'a webmail answer',
    (reply) =>
      `<div dir="ltr">${asHtml(reply)}</div><br><div class="gmail_quote"><div class="gmail_attr">On Mon, 3 Jun 2024, Frontdesk wrote:<br></div><blockquote>${original} approved</blockquote></div>`,
  ],
  [
    'a desktop mail answer',
    (reply) =>
      `<div>${asHtml(reply)}</div><div id="x_divRplyFwdMsg"><b>From:</b> Frontdesk<br><b>Sent:</b> Monday</div><div>${original}</div>`,
  ],
  [
    'the original below',
    (reply) =>
      isMarkup(reply)
        ? reply
        : `${reply}\n\nOn Mon, 3 Jun 2024 at 10:12, Frontdesk <frontdesk@msp.example> wrote:\n> ${original}\n>\n> approved`,
  ],
  [
    'the original below, unmarked',
    (reply) =>
      isMarkup(reply)
        ? reply
        : `${reply}\n\n-----Original Message-----\nFrom: Frontdesk\nSent: Monday\nSubject: approve\n\n${original}`,
  ],
];

/** Variants with a signature or greeting: fit for replies that have none yet. */
export const dressings: readonly Variant[] = [
  ['thanks and a name', (reply) => `${reply}\n\nThanks,\nJin Park\nSenior Technician`],
  ['a full signature', (reply) => `${reply}\n-- \nPriya Nair\nService Desk Engineer | Oakfield IT\n+1 212 555 0142`],
  ['sent from a phone', (reply) => `${reply}\n\nSent from my iPhone`],
  ['a greeting', (reply) => `Hi team,\n\n${reply}`],
  ['a name below', (reply) => `${reply}\n\nMateo`],
];
