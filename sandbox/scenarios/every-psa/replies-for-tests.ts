/** How technicians write on a ticket: in each PSA's editor, by mail, on the telephone. `text` where notes are plain text. */
export interface Reply {
  text: string;
  html: string;
  title?: string;
}

/** `plan`: our note that asks, as a person reads it there. */
type Written = (plan: { text: string; html: string }) => Reply;

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\n', '<br>');

const plain =
  (text: string): Written =>
  () => ({ text, html: `<p>${escaped(text)}</p>` });

const HEAD = 'From: Frontdesk\nSent: Wednesday, 25 November 2026 14:51\nTo: Rosa Castro\nSubject: RE: Locked out';
const SIGNATURE = '--\nRosa Castro\nService Desk | Tallowmere IT\n+1 555 0100';

/** Below the words the whole note that asks, as Outlook quotes it. */
const byOutlook =
  (words: string): Written =>
  ({ text, html }) => ({
    text: `${words}\n\n${HEAD}\n\n${text}`,
    html: `<div class="WordSection1"><p class="MsoNormal">${escaped(words)}<o:p></o:p></p><div><p class="MsoNormal"><b>From:</b> Frontdesk<br><b>Sent:</b> Wednesday, 25 November 2026 14:51<br><b>To:</b> Rosa Castro<br><b>Subject:</b> RE: Locked out</p></div>${html}</div>`,
  });

/** The same as Gmail and others quote it, with a signature that has a picture in it. */
const byGmail =
  (words: string): Written =>
  ({ text, html }) => ({
    text: `${words}\n\n${SIGNATURE}\n\nOn Wed, 25 Nov 2026 at 14:51, Frontdesk <desk@tallowmere.example> wrote:\n${text
      .split('\n')
      .map((line) => `> ${line}`)
      .join('\n')}`,
    html: `<div dir="ltr">${escaped(words)}<br clear="all"><div class="gmail_signature">${escaped(SIGNATURE)}<br><img src="cid:logo" alt="Tallowmere IT" width="120"></div></div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Wed, 25 Nov 2026 at 14:51, Frontdesk &lt;desk@tallowmere.example&gt; wrote:<br></div><blockquote class="gmail_quote">${html}</blockquote></div>`,
  });

/** Each of them alone on a ticket approves its plan. */
export const APPROVE: Readonly<Record<string, Written>> = {
  'the word asked for': plain('Approved'),
  'a picture of a thumb': () => ({ text: 'Approved 👍', html: '<p>Approved <img src="thumb.png" alt="👍"></p>' }),
  'a mail of Outlook with our note below': byOutlook('Approved'),
  'a mail of Gmail with signature and our note below': byGmail('Approved.'),
  'a signature with a picture': () => ({
    text: `Approved\n\n${SIGNATURE}`,
    html: `<p>Approved</p><p>${escaped(SIGNATURE)}<br><img src="https://tallowmere.example/logo.png" alt="Tallowmere IT"></p>`,
  }),
};

/** None of them approves, whoever writes it. */
export const NO_APPROVAL: Readonly<Record<string, Written>> = {
  'a remark above our note, by Outlook': byOutlook('I am calling Dana about this'),
  'a remark above our note, by Gmail': byGmail('I am calling Dana about this'),
  'our own note, copied': ({ text, html }) => ({ text, html }),
  'the line of our note that holds the words': plain('Or decide here, in an internal note: "approved" or "denied".'),
  'a quotation and nothing else': () => ({ text: '> approved', html: '<blockquote>approved</blockquote>' }),
  'a word struck out': () => ({ text: '~~Approved~~', html: '<p><s>Approved</s></p>' }),
  'a thumb that points down': () => ({ text: 'Approved 👎', html: '<p>Approved <img src="thumb.png" alt="👎"></p>' }),
  'a condition that looks like markup': plain('Approved <!-- once her manager agrees -->'),
  'a condition in brackets': plain('Approved <once her manager agrees>'),
  'a question': plain('Approved?'),
  'a box to tick': () => ({ text: '[ ] Approved', html: '<p><input type="checkbox"> Approved</p>' }),
};

/** Where notes have a title. */
export const TITLED: Reply = { title: 'Waiting for her manager', text: 'Approved', html: '' };
