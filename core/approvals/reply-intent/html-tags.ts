/** What each HTML tag means to a reader of a note. A name that is not listed here is not a tag but text. */

const words = (list: string): ReadonlySet<string> => new Set(list.split(/\s+/));

/** Tags that end the line before and after them. */
export const blockTags = words(
  `address article aside blockquote body br center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4
  h5 h6 header hr html li main nav ol p pre section summary table tbody td tfoot th thead tr ul`,
);

/** Tags that change only the look. */
export const inlineTags = words(
  `a abbr acronym at b bdi bdo big cite code data dfn em emoji font i img ins kbd label mark q small span strong sub sup
  time tt u var wbr base link meta col colgroup caption input button s strike del o:p st1:place`,
);

/** Tags without an end tag. */
export const voidTags = words('base br col hr img input link meta wbr emoji');

/** Tags whose content no reader sees. */
export const unseenTags = words(
  'head title style script template noscript svg math iframe object select textarea audio video canvas xml map',
);

/** Tags whose content is struck out: the writer took it back. */
export const struckTags = words('s strike del');

/** Attributes that may stand without a value. Anything else bare means that the text only looks like a tag. */
export const bareAttributes = words(
  'hidden disabled checked nowrap noshade compact contenteditable itemscope reversed',
);

/** An element with this id or class starts the quoted original: everything after it belongs to others. */
export const originalStarts = words(
  'divrplyfwdmsg appendonsend stopspelling outlookmessageheader mail-editor-reference-message-container',
);

/** An element with this id or class holds quoted words or an automatic signature, and nothing of the writer's own. */
export const setAside = words(
  `gmail_quote gmail_attr gmail_quote_container yahoo_quoted moz-cite-prefix protonmail_quote tutanota_quote
  zmail_extra gmail_signature gmail_signature_prefix moz-signature ms-outlook-mobile-signature signature
  protonmail_signature_block`,
);

/** Classes by which mail builders hide a preview line. */
export const hiddenClasses = words('preheader hidden d-none visually-hidden sr-only');

/** Style declarations that hide text from the eye. Matched against the style with white space removed, lower case. */
export const hidingStyles: readonly RegExp[] = [
  /display:none/,
  /visibility:(?:hidden|collapse)/,
  /opacity:0(?:\.0{1,9})?(?:;|!|$)/,
  /font-size:[01](?:\.\d{1,9})?(?:px|pt|em|rem|%)?(?:;|!|$)/,
  /(?:^|;)(?:max-)?(?:height|width):0(?:px|pt|em|%)?(?:;|!|$)/,
  /mso-hide:all/,
  /(?:text-indent|left|top|margin-left):-\d{3,9}/,
  /(?:^|;)color:(?:transparent|white|#fff(?:fff)?|rgba?\(255,255,255)/,
  /clip:rect|clip-path:/,
];

export const strikingStyle = /text-decoration(?:-line)?:[^;]{0,60}line-through/;
