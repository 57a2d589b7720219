/**
 * Words that people put before a secret, in the languages of Europe and some more, by what they stand for. A word of the
 * first list may be the end of a longer one (`Adminpasswort`, `WiFi密码`); one of the second stands alone.
 */
export type SecretKind =
  | 'password'
  | 'PIN'
  | 'key'
  | 'token'
  | 'secret'
  | 'code'
  | 'connection string'
  | 'credentials'
  | 'private key';

/** What stands in the place of a secret. */
export const removed = (kind: SecretKind): string => `(removed: ${kind})`;

interface Words {
  kind: SecretKind;
  /** May begin inside of a word. */
  endings?: readonly string[];
  alone?: readonly string[];
  /** Of scripts that write no spaces, or put something behind the word. */
  unbounded?: readonly string[];
}

const KEYS_OF =
  'access|account|activation|agent|api|auth|authentication|bitlocker|decryption|encryption|host|licen[cs]e|master|network|pre-?shared|private|product|recovery|registration|secret|security|shared|signing|ssh|storage|symmetric|unlock|wep|wi-?fi|wireless|wlan|wpa[23]?';
const CODES_OF =
  '2fa|access|activation|admin|alarm|arm|auth|backup|building|disarm|door|enrol?lment|entrance|entry|garage|gate|keypad|lock|lock ?box|locker|mfa|one-?time|otp|pairing|panel|pass|recovery|safe|security|unlock|vault|verification|voice ?mail';

const WORDS: readonly Words[] = [
  {
    kind: 'connection string',
    alone: [
      'conn(?:ection)?[ _-]?str(?:ing)?s?',
      'verbindungszeichenfolgen?',
      'cha[iî]nes? de connexion',
      'cadenas? de conexi[óo]n',
    ],
  },
  {
    kind: 'credentials',
    alone: [
      'credentials?',
      'creds',
      'zugangsdaten',
      'anmeldedaten',
      'identifiants',
      'credenciales',
      'credenciais',
      'credenziali',
      'inloggegevens',
    ],
  },
  {
    kind: 'PIN',
    alone: ['pins?(?:[ -]?(?:codes?|numbers?|nummern?|nr))?', 'codes? pin'],
    endings: ['[ -]pins?', 'pincodes?'],
    unbounded: ['暗証番号'],
  },
  {
    kind: 'password',
    endings: [
      'pass[ -]?wor[dt]e?s?',
      'passw[oö]rter',
      'kennw(?:ort|orte|örter)',
      'wachtwoord(?:en)?',
      'l[öo]senord(?:et)?',
      'adgangskoden?r?',
      'kodeord(?:et)?',
      'passord(?:et)?',
      'salasanat?',
      'passphrases?',
      'passcodes?',
      'passwds?',
      '[_-]pwd',
      '[_-]pass',
    ],
    alone: [
      'pass',
      'passes',
      'pwds?',
      'pws?',
      'psw',
      'psk',
      'mots? de passe',
      'mdp',
      'phrases? secr[èe]tes?',
      'contrase[ñn]as?',
      'claves?',
      'senhas?',
      'palavras?[ -](?:passe|chave)',
      "parol[ae] d['’]ordine",
      'parola(?:s[ıi]|u)?',
      'parol[ăe]',
      '[şs]ifre(?:si)?',
      'has[łl][oa]',
      'hes(?:lo|la)',
      'jelsz[óo](?:k|va)?',
      'парол(?:ь|и|я|ю|ем)',
      'κωδικ(?:ός|οί)(?: πρόσβασης)?',
      'סיסמ(?:ה|א|אות)',
      'كلمة (?:المرور|السر)',
      'पासवर्ड',
      'mật khẩu',
      'kata sandi',
    ],
    unbounded: ['パスワード', '密码', '密碼', '口令', '비밀번호', '암호', 'รหัสผ่าน'],
  },
  {
    kind: 'key',
    alone: [
      `(?:${KEYS_OF})[ _-]?keys?`,
      'accountkey',
      'sharedaccesskey',
      "cl[ée]s? (?:wi-?fi|wpa|api|r[ée]seau|de s[ée]curit[ée]|secr[èe]tes?|priv[ée]es?|de r[ée]cup[ée]ration|de licence|d['’]acc[èe]s)",
      'chaves? (?:wi-?fi|api|de (?:acesso|rede|seguran[çc]a|licen[çc]a)|secretas?|privadas?)',
      'chiav[ei] (?:wi-?fi|api|di (?:rete|sicurezza|accesso|licenza|ripristino)|segret[ae]|privat[ae])',
      'snmp[ -]communit(?:y|ies)(?: strings?)?',
      'community strings?',
    ],
    endings: [
      '(?:netzwerk|sicherheits|wlan-?|wiederherstellungs|api-?|zugriffs|lizenz|produkt|geheim)schl(?:ü|ue)ssel',
      '(?:netwerk|beveiligings|toegangs|wifi-?|herstel|licentie)sleutels?',
      '[_-]api[_-]?key',
    ],
    unbounded: ['密钥', '金鑰'],
  },
  {
    kind: 'token',
    alone: ['(?:[a-z]{2,14}[ _-])?tokens?', 'jetons?', 'authorization'],
    endings: ['[a-z]{2,14}tokens?'],
  },
  {
    kind: 'secret',
    alone: [
      '(?:[a-z]{2,14}[ _-])?secrets?(?: (?:key|value|answer)s?)?',
      'security answers?',
      '(?:t?otp|2fa|mfa)(?: (?:seed|secret|key)s?)?',
      '(?:seed|recovery) phrases?',
      'geheimniss?e?',
      'secretos?',
      'segredos?',
      'segret[oi]',
    ],
    endings: ['clientsecrets?'],
  },
  {
    kind: 'code',
    alone: [
      `(?:${CODES_OF})[ _-]?codes?`,
      '(?:(?:safe|lock|vault) )?combinations?',
      "codes? (?:d['’](?:acc[èe]s|entr[ée]e|alarme)|secrets?|confidentiels?|de (?:s[ée]curit[ée]|la porte|d[ée]verrouillage|r[ée]cup[ée]ration)|porte|alarme|wi-?fi)",
      'c[óo]digos? (?:de (?:acceso|seguridad|alarma|recuperaci[óo]n|la puerta|acesso|seguran[çc]a|alarme)|secretos?)',
      'codic[ei] (?:di (?:accesso|sicurezza|sblocco|recupero)|segret[oi]|allarme)',
    ],
    endings: [
      '(?:zugangs|zutritts|t(?:ü|ue)r|alarm|sicherheits|entsperr|freischalt|wiederherstellungs|tresor|safe)-?codes?',
      '(?:toegangs|deur|alarm|beveiligings|herstel|ontgrendel)-?codes?',
    ],
  },
];

const NO_LETTER_BEFORE = '(?<![\\p{L}\\p{N}])';
const NO_LETTER_AFTER = "(?:['’]s)?(?![\\p{L}\\p{N}])";

function sourceOf({ endings = [], alone = [], unbounded = [] }: Words): string {
  const bounded = [...endings, ...(alone.length > 0 ? [`${NO_LETTER_BEFORE}(?:${alone.join('|')})`] : [])];
  const parts = [`(?:${bounded.join('|')})${NO_LETTER_AFTER}`, ...unbounded];
  return `(?:${parts.join('|')})`;
}

/** One group a kind, in the order of `KINDS`. */
const SOURCE = WORDS.map((words) => `(${sourceOf(words)})`).join('|');
const KINDS = WORDS.map(({ kind }) => kind);

export interface SecretLabel {
  kind: SecretKind;
  index: number;
  /** Where the words of the label end. */
  end: number;
}

/** The next label at or behind a place in a text; undefined when there is none. */
export type NextLabel = (text: string, from: number) => SecretLabel | undefined;

/** Finds labels from left to right. */
export function createNextLabel(): NextLabel {
  const pattern = new RegExp(SOURCE, 'giu');
  return (text, from) => {
    pattern.lastIndex = from;
    const match = pattern.exec(text);
    return match ? labelOf(match) : undefined;
  };
}

/** Keeps no place in a text, so that one serves all; making it takes longer than most names take to be looked at. */
const FIRST = new RegExp(SOURCE, 'iu');

function firstLabel(text: string): SecretLabel | undefined {
  const match = FIRST.exec(text);
  return match ? labelOf(match) : undefined;
}

function labelOf(match: RegExpExecArray): SecretLabel {
  const kind = KINDS[match.slice(1).findIndex((group) => group !== undefined)] ?? 'secret';
  return { kind, index: match.index, end: match.index + match[0].length };
}

/** Behind a label they say that what follows is about secrets and is none itself. */
const ABOUT = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:${[
    'age|aging|and|assistance|attempts?|audit|authentication|boxe?s?|button|change[ds]?|changing|complexity|count|date|depot|digits?|entr(?:y|ies)|error|expir(?:y|es|ed|ation)|fields?|folders?|follow(?:s|ing)|forgotten|format|generators?|hash(?:es)?|help|hints?|histor(?:y|ies)|id|issues?|last|length|links?|location|lockouts?|login page|managers?|maximum|minimum|must|name|owner|page|polic(?:y|ies)|portal|problems?|prompts?|propert(?:y|ies)|protect(?:ed|ion)|recovery|requirements?|reset(?:s|ting)?|rotation|rules?|safe|screen|self-?service|server|settings?|should|size|steps?|store|strength|sync(?:ed|hronisation|hronization)?|then|these|this|type|url|vault|when|writeback',
    'ablauf|ändern|datum|länge|richtlinien?|zurücksetzen|vergessen',
    'oublié|politique|réinitialis(?:er|ation)|longueur|changement',
    'olvidad[oa]|política|restablecer|longitud|cambio|caducidad',
    'esquecid[ao]|redefinir|tamanho|reimpostare|dimenticata|lunghezza|scadenza|vergeten|beleid|lengte|wijzigen',
  ].join('|')})(?![\\p{L}\\p{N}])`,
  'iu',
);

export const isAboutSecrets = (words: string): boolean => ABOUT.test(words);

const LONGEST_LABEL = 80;

/** What kind of secret stands under this name of a field, heading of a column or the like; undefined when none does. */
export function secretKindOf(name: string): SecretKind | undefined {
  const words = name
    .replace(/[*_`#>[\]\\]+/g, ' ')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/\s+/g, ' ')
    .trim();
  if (words.length > LONGEST_LABEL) return undefined;
  if (words === '') return undefined;
  const found = firstLabel(words) ?? firstLabel(name.trim().slice(0, LONGEST_LABEL));
  return found && !isAboutSecrets(words.slice(found.end)) ? found.kind : undefined;
}
