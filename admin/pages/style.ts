/** The one stylesheet of all pages. Its address names its content, so that browsers may keep it. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #f6f7f9; --card: #ffffff; --ink: #1a2230; --soft: #566176; --line: #d5dbe5;
  --accent: #1f5fbf; --accent-ink: #ffffff; --bad: #a3201b; --bad-paper: #fdeceb; --good: #1c6b3a; --good-paper: #e8f5ec;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #11151c; --card: #1a202b; --ink: #e8ecf3; --soft: #a3aec0; --line: #343d4d;
    --accent: #84b4ff; --accent-ink: #0b1a33; --bad: #ff9d97; --bad-paper: #3a1b1c; --good: #8fdcaa; --good-paper: #15301f;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif;
  overflow-wrap: anywhere; }
header { display: flex; justify-content: space-between; align-items: center; gap: 1rem; flex-wrap: wrap;
  padding: .75rem 1.25rem; border-bottom: 1px solid var(--line); background: var(--card); }
header .brand { font-weight: 650; color: inherit; text-decoration: none; }
header form { display: flex; align-items: center; gap: .75rem; color: var(--soft); font-size: .9rem; margin: 0; }
main { max-width: 44rem; margin: 2.5rem auto; padding: 0 1.25rem; }
main.narrow { max-width: 25rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 1rem; }
h2 { font-size: 1.1rem; margin: 1.75rem 0 .5rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: 1.5rem; }
label { display: block; font-weight: 550; margin: 1rem 0 .3rem; }
.hint { color: var(--soft); font-size: .9rem; margin: .3rem 0 0; }
input { width: 100%; font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--soft);
  border-radius: .4rem; padding: .55rem .7rem; }
button, .button { display: inline-block; font: inherit; font-weight: 600; text-align: center; text-decoration: none;
  cursor: pointer; border: 1px solid var(--accent); border-radius: .4rem; padding: .55rem 1rem;
  background: var(--accent); color: var(--accent-ink); }
button.quiet, .button.quiet { background: transparent; color: var(--accent); }
button.danger { background: var(--bad); border-color: var(--bad); color: var(--card); }
.wide { width: 100%; margin-top: 1.25rem; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.notice { border-left: .3rem solid var(--accent); border-radius: .3rem; padding: .6rem .9rem; margin: 0 0 1rem;
  background: var(--paper); }
.notice.bad { border-color: var(--bad); background: var(--bad-paper); color: var(--bad); }
.notice.good { border-color: var(--good); background: var(--good-paper); color: var(--good); }
.or { text-align: center; color: var(--soft); margin: 1.25rem 0 0; }
a { color: var(--accent); }
code, pre { font-family: ui-monospace, monospace; overflow-wrap: anywhere; white-space: pre-wrap; }
dl.facts { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1.25rem; margin: 0 0 1rem; }
.facts dt { color: var(--soft); }
.facts dd { margin: 0; overflow-wrap: anywhere; }
ol.steps { padding-left: 1.4rem; margin: 0; }
.steps li + li { margin-top: 1rem; }
.steps p { margin: 0 0 .4rem; overflow-wrap: anywhere; }
pre { background: var(--paper); border: 1px solid var(--line); border-radius: .4rem; padding: .55rem .7rem; margin: 0 0 .5rem;
  font-size: .9rem; }
blockquote { margin: 0; border-left: .3rem solid var(--line); padding: 0 0 0 .9rem; color: var(--soft); font-style: italic;
  overflow-wrap: anywhere; }
blockquote p { margin: 0 0 .4rem; }
form.actions { display: flex; flex-wrap: wrap; gap: .75rem; margin: 1.25rem 0 0; }
form.actions button { flex: 0 1 auto; min-width: 9rem; }
.notice.after { margin: 1.25rem 0 0; }
input.value { font: 1.25rem/1.5 ui-monospace, monospace; }
@media (max-width: 30rem) {
  main { margin: 1.25rem auto; padding: 0 .75rem; }
  .card { padding: 1.1rem; }
  dl.facts { grid-template-columns: 1fr; gap: 0; }
  .facts dd { margin: 0 0 .5rem; }
  form.actions button { flex: 1; }
}
table { width: 100%; border-collapse: collapse; }
th, td { text-align: left; vertical-align: top; padding: .45rem .6rem .45rem 0; border-bottom: 1px solid var(--line); }
`;
