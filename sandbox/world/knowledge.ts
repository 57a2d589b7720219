/**
 * What the pretend MSP has written down for its clients: articles of the same titles at every client, each with facts of
 * its own, and some for all clients. Both documentation vendors keep them.
 */
import type { Company } from './companies.js';
import { PAGES_FOR_ALL, type Page } from './knowledge-for-all.js';

/** Names that are in one client's articles and in no other's. */
export interface KnowledgeFacts {
  vpnServer: string;
  printer: string;
  scanAddress: string;
  mailServer: string;
  rooms: readonly [string, string];
}

export interface KnowledgeArticle extends Page {
  /** Folder that it lies in; none where absent. */
  folder?: string;
}

/** Two of each client's. */
const ROOMS = [
  'Lighthouse',
  'Breakwater',
  'Loading Dock',
  'Compass',
  'Inkwell',
  'Folio',
  'Ledger',
  'Abacus',
  'Atrium',
  'Vault',
  'Paddock',
  'Stable',
  'Mash Tun',
  'Hop Yard',
  'Chambers',
  'Gavel',
  'Mooring',
  'Spinnaker',
  'Furrow',
  'Silo',
] as const;

export function knowledgeFactsOf({ slug, domain }: Company, place: number): KnowledgeFacts {
  const short = slug.replaceAll('-', '').slice(0, 6).toUpperCase();
  return {
    vpnServer: `vpn.${domain}`,
    printer: `${short}-MFP-01`,
    scanAddress: `scanner@${domain}`,
    mailServer: `mail.${domain}`,
    rooms: [ROOMS[(place * 2) % ROOMS.length] ?? 'North', ROOMS[(place * 2 + 1) % ROOMS.length] ?? 'South'],
  };
}

/** The articles of one client. The first four have the same titles at every client. */
export function articlesOf(company: Company, facts: KnowledgeFacts): KnowledgeArticle[] {
  return [
    { title: 'Connect to the office VPN', folder: 'How do I', html: vpn(company, facts) },
    { title: 'Scan to e-mail', folder: 'How do I', html: scan(company, facts) },
    { title: 'Set up the mail app on a phone', folder: 'How do I', html: phone(company, facts) },
    { title: 'Book a meeting room', folder: 'How do I', html: room(company, facts) },
    { title: `About ${company.name}`, html: about(company, facts) },
  ];
}

/** The articles that hold for every client. */
export function globalArticles(): KnowledgeArticle[] {
  return PAGES_FOR_ALL.map((page) => ({ ...page, folder: 'Everybody' }));
}

const vpn = ({ name }: Company, { vpnServer }: KnowledgeFacts) => `<style>.step { margin: 1em; }</style>
<h1>Connect to the office VPN</h1>
<p>For everybody at <strong>${name}</strong> who works from home. You need your work computer &amp; your usual password.</p>
<h2>Before you begin</h2>
<ul><li>You are on a network that is not the office&rsquo;s.</li><li>Your second factor is at hand.</li></ul>
<h2>Steps</h2>
<ol>
<li>Open <em>Settings &gt; Network &amp; internet &gt; VPN</em>.</li>
<li>Choose <b>Add VPN</b> and enter the server <code>${vpnServer}</code>.</li>
<li>Sign in with your work e-mail address and approve the prompt on your phone.</li>
</ol>
<p><img src="/public_photo/vpn-settings.png" alt="The VPN page of Settings" width="640"></p>
<pre><code class="language-powershell">Add-VpnConnection -Name "Office" -ServerAddress "${vpnServer}" -TunnelType IKEv2
rasdial "Office"</code></pre>
<table><thead><tr><th>Message</th><th>What to do</th></tr></thead><tbody>
<tr><td>Error 809</td><td>The router blocks it: use your phone&#39;s hotspot.</td></tr>
<tr><td>Error 691</td><td>The password is wrong or has expired.</td></tr>
</tbody></table>
<p>More: <a href="https://${vpnServer}/help">https://${vpnServer}/help</a></p>
<script>window.track && window.track('vpn-article');</script>`;

const scan = ({ name }: Company, { printer, scanAddress }: KnowledgeFacts) => `<h1>Scan to e-mail</h1>
<p>The scanner of ${name} is <strong>${printer}</strong>, beside the front desk.</p>
<ol><li>Put the pages in the feeder, face up.</li><li>Touch <b>Scan &rarr; E-mail</b> and pick your name.</li>
<li>Touch <b>Start</b>. The mail comes from <a href="mailto:${scanAddress}">${scanAddress}</a> within two minutes.</li></ol>
<blockquote>Nothing came? Look in <i>Junk</i> first; then restart ${printer} with the switch at its back.</blockquote>`;

const phone = ({ name, domain }: Company, { mailServer }: KnowledgeFacts) => `<h1>Set up the mail app on a phone</h1>
<p>Use the Outlook app. ${name}&rsquo;s mail is at Microsoft 365; other apps need the server below.</p>
<table><tr><th>Setting</th><th>Value</th></tr><tr><td>Address</td><td>you@${domain}</td></tr>
<tr><td>Server</td><td>${mailServer}</td></tr><tr><td>Encryption</td><td>SSL/TLS, port&nbsp;993</td></tr></table>
<h3>iPhone</h3><ol><li>App Store: install <b>Outlook</b>.</li><li>Enter your address; your browser opens; sign in.</li></ol>
<h3>Android</h3><ol><li>Play Store: install <b>Outlook</b>.</li><li>Accept that the company may manage the app.</li></ol>`;

const room = ({ name }: Company, { rooms: [first, second] }: KnowledgeFacts) => `<h1>Book a meeting room</h1>
<p>${name} has two rooms: <strong>${first}</strong> (eight seats, a screen) and <strong>${second}</strong> (four seats).</p>
<ol><li>Make a new meeting in Outlook.</li><li>Choose <b>Room Finder</b>, then ${first} or ${second}.</li>
<li>Send. The room answers at once: accepted or declined.</li></ol>
<div style="display:none">room-finder-widget</div>`;

const about = ({ name, domain, city }: Company, { vpnServer, printer }: KnowledgeFacts) => `<h1>About ${name}</h1>
<p>One office in ${city}. Mail domain <code>${domain}</code>.</p>
<ul><li>VPN: ${vpnServer}</li><li>Scanner: ${printer}<ul><li>Toner is in the cupboard beside it.</li></ul></li></ul>`;
