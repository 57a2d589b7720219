/** What makes a request sensitive: the table of screening's rules. `words` are looked for in plain text. */
export interface SensitiveMatter {
  reason: string;
  /** In a few words, for the model. */
  means: string;
  words: RegExp;
}

/** Alternatives as whole words, in any case. */
const anyOf = (...alternatives: string[]) => new RegExp(`\\b(?:${alternatives.join('|')})\\b`, 'i');

const SOMEBODY = '[a-z]+';

/** Requests about second factors: what proves them must not be the factor itself. */
export const SECOND_FACTOR = 'multi-factor authentication';
/** Requests about passwords and sign-in. */
export const CREDENTIALS = 'credentials';

export const SENSITIVE: readonly SensitiveMatter[] = [
  {
    reason: CREDENTIALS,
    means: 'passwords, sign-in, locked accounts, keys, certificates',
    words: anyOf(
      'pass[\\s-]?(?:words?|wd|phrases?|codes?|keys?)',
      'pwd',
      'credentials?',
      'pins?(?:\\s(?:code|number))?',
      'lock(?:ed|ing|s)?\\s+(?:(?:me|him|her|them|us|myself)\\s+)?out',
      'lock[\\s-]?out',
      '(?:account|user|profile|mailbox)\\s+(?:(?:is|was|has been|got|keeps getting|keeps)\\s+)?(?:locked|blocked|disabled|suspended|hacked|compromised)',
      'un-?(?:lock|block)(?:ed|ing)?',
      'log(?:ged|ging)?[\\s-]?(?:in|on)s?',
      'sign(?:ed|ing)?[\\s-]?(?:in|on)s?',
      'authenticat(?:e|ion|ing)',
      '(?:api|access|recovery|licen[cs]e|encryption|bitlocker|ssh|private)\\s+keys?',
      'bitlocker',
      'private certificates?',
      'hacked|compromised|phish(?:ed|ing)',
    ),
  },
  {
    reason: SECOND_FACTOR,
    means: 'second factors, codes, a new or lost telephone',
    words: anyOf(
      'mfa|2fa|otp|totp',
      '(?:two|2|multi|second)[\\s-]?(?:factor|step)',
      'authenticator|yubi-?key|security key|fido2?|passkeys?',
      '(?:verification|security|one[\\s-]time|sign[\\s-]?in|sms|text|authentication)\\s+(?:codes?|pass(?:codes?)?)',
      'temporary access pass',
      '(?:new|different|changed?|lost|stolen|replaced?)\\s+(?:my\\s+|his\\s+|her\\s+|their\\s+)?(?:phone|telephone|mobile|cell(?:phone)?|handset|sim)',
      '(?:phone|mobile|cell(?:phone)?)\\s+(?:was|is|got|has been)\\s+(?:lost|stolen|broken|replaced)',
    ),
  },
  {
    reason: 'access rights',
    means: 'access to files, mailboxes, groups, applications of others',
    words: anyOf(
      '(?:give|grant|need|want|get|request|have|add|remove|revoke|allow|restore|lost|full|more)\\s+(?:\\w+\\s+){0,3}access',
      'access\\s+(?:to|for|rights?|request|permissions?|level)',
      'permissions?|privileges?|entitlements?',
      'shared?\\s+(?:mailbox|calendar|inbox)',
      `(?:mailbox|calendar|inbox|onedrive|drive|folder|files|e?-?mails?)\\s+of\\s+${SOMEBODY}`,
      'delegat(?:e|ed|ion)\\b(?:\\s+access)?|send\\s+(?:as|on behalf)',
      `add(?:ed|ing)?\\s+${SOMEBODY}(?:\\s+[a-z]+)?\\s+(?:to|into)\\s+(?:the\\s+|our\\s+|a\\s+)?(?:[a-z&'-]+\\s+){0,4}(?:group|team|list|channel|site|share|folder|drive|project|vpn|admins?)`,
      'member(?:ship)?\\s+of|group\\s+membership|security\\s+groups?',
      'vpn\\s+(?:account|user|access|profile|client|setup|token)',
      'badge\\s+(?:access|cards?)|key\\s?cards?|(?:door|alarm)\\s+code',
    ),
  },
  {
    reason: 'payment',
    means: 'money, bank details, invoices, payroll, orders, licences that cost',
    words: anyOf(
      'bank(?:ing)?\\s+(?:account|details?|information|info|data|transfer)|account\\s+and\\s+routing|routing\\s+number|iban',
      'pay(?:roll|ments?|pal)|wages?|salar(?:y|ies)|direct\\s+deposit',
      'wire(?:d|\\s+transfer|\\s+instructions?|\\s+the)|transfer\\s+(?:the\\s+)?(?:money|funds)|refunds?',
      'invoic(?:es?|ing)|remittance|purchase\\s+orders?',
      'gift\\s?cards?|credit\\s+cards?|debit\\s+cards?|card\\s+number|cvv',
      '(?:buy|purchase|order)\\s+(?:\\w+\\s+){0,3}licen[cs]es?|billing\\s+(?:details?|address|account|information)',
    ),
  },
  {
    reason: 'administration',
    means: 'users made, changed or removed, roles, policies, domains, security settings',
    words: anyOf(
      '(?:global|domain|local|tenant|exchange|billing|super)\\s?-?\\s?admin(?:istrator)?s?',
      'admin(?:istrator|istrative)?\\s+(?:rights?|access|account|role|permissions?|privileges?|panel|portal|console)',
      '(?:make|made)\\s+(?:\\w+\\s+){1,3}(?:an?\\s+)?admin(?:istrator)?|elevate(?:d\\s+(?:rights|privileges|permissions|access))?|run as admin(?:istrator)?|sudo|root access',
      '(?:disable|delete|remove|deactivate|terminate|close|enable|reactivate|rename|create|set\\s?up|add|suspend|block)\\s+(?:\\w+\\s+){0,4}(?:accounts?|users?|mailbox(?:es)?|employees?|log-?ins?)',
      'new\\s+(?:users?|hires?|employees?|starters?|joiners?|staff(?:\\s+members?)?|colleagues?|accounts?)',
      '(?:on|off)-?board(?:ing|ed)?|leavers?|terminat(?:ed|ing|ion\\s+of)\\s+(?:employees?|employment|staff|users?)|employee\\s+terminat(?:ed|ion)|left\\s+the\\s+company|last\\s+day\\s+(?:is|was|at|of\\s+work)|(?:was|been|got)\\s+(?:fired|let\\s+go)',
      '(?:dns|mx|spf|dkim)\\s+(?:records?|entr(?:y|ies)|zones?|settings?)|domain\\s+(?:transfer|registrar|name)|conditional\\s+access|firewall\\s+(?:rules?|ports?|exceptions?)|open\\s+(?:a\\s+|the\\s+)?port|whitelist(?:ed|ing)?|allow-?list(?:ed|ing)?|white-?list',
      '(?:disable|turn\\s+off|switch\\s+off|uninstall|remove|bypass|exclude|stop)\\s+(?:\\w+\\s+){0,3}(?:anti-?virus|defender|edr|security|encryption|protection|logging|backups?)',
      '(?:wipe|reset|re-?image|factory\\s+reset)\\s+(?:\\w+\\s+){0,3}(?:laptop|computer|device|phone|server|pc|tenant)',
    ),
  },
  {
    reason: 'data leaving',
    means: 'exports, forwarding of mail, data of others sent elsewhere, deleted data',
    words: anyOf(
      'forward(?:s|ed|ing)?\\s+(?:\\w+\\s+){0,4}(?:e-?mails?|mails?|messages?|mailbox|inbox|calls?)',
      '(?:e-?mails?|mails?|mailbox|inbox|calls?)\\s+(?:\\w+\\s+){0,3}forward(?:ed|ing)?',
      '(?:auto|mail|e-?mail|inbox|mailbox|transport)[\\s-]?(?:forward(?:ing|er)?|rules?)',
      'export(?:s|ed|ing)?\\s+(?:\\w+\\s+){0,4}(?:mailbox|inbox|e-?mails?|data|contacts?|customers?|clients?|patients?|users?|lists?|records?|files?|database|pst)',
      'pst\\s+(?:files?|exports?)|to\\s+(?:a\\s+)?pst|e-?discovery|copy\\s+of\\s+(?:\\w+\\s+){0,3}(?:mailbox|inbox|database|records?)',
      '(?:list|directory|spreadsheet)\\s+of\\s+(?:all\\s+)?(?:\\w+\\s+)?(?:employees|staff|customers|clients|patients|users|contacts)',
      '(?:personal|private|external|gmail|outside)\\s+(?:e-?mail|account|address|drive)',
      '(?:w-?2s?|tax\\s+forms?|social\\s+security(?:\\s+numbers?)?|ssns?)',
      'share(?:d|ing)?\\s+(?:\\w+\\s+){0,4}(?:externally|outside|with\\s+(?:an?\\s+)?(?:external|outside|vendor|supplier))',
      '(?:restore|recover|delete|purge)\\s+(?:\\w+\\s+){0,4}(?:backups?|database|records?|logs?|evidence)',
    ),
  },
  {
    reason: 'remote access and installation',
    means: 'remote control, software to be installed or allowed',
    words: anyOf(
      'remote\\s+(?:access|control|session|support|desktop|connection|into)|rdp',
      'remote(?:d|ly)?\\s+(?:in|into|on|onto|connect(?:ed)?)',
      'team\\s?viewer|any\\s?desk|screen\\s?connect|log\\s?me\\s?in|splashtop|vnc|quick\\s?assist',
      '(?:re-?)?install\\s+(?:\\w+\\s+){0,4}(?:software|program|app(?:lication)?|tool|extension|add-?in|plug-?in|agent|client)',
      '(?:please|need|want|can|could|would|help|to)\\s+(?:\\w+\\s+){0,4}(?:re-?)?install(?:ed|ation)?',
      '(?:run|execute)\\s+(?:\\w+\\s+){0,3}(?:script|powershell|command|macro|exe)',
      'unattended\\s+access',
    ),
  },
];
