const words = (list: string): ReadonlySet<string> => new Set(list.split(/\s+/).filter((word) => word !== ''));

/** Words of job titles and company lines. A signature line may be made of these in any case. */
export const titleWords = words(
  `technician engineer manager support desk helpdesk service services senior junior lead analyst consultant administrator
  admin director it msp tier level specialist coordinator team operations systems system network technical solutions
  managed group ltd llc inc gmbh limited corp company partner partners technologies technology tech networks computing
  computers consulting office field dispatch dispatcher and of & the i ii iii l1 l2 l3 cloud security infrastructure
  officer head chief intern apprentice supervisor he him his she her hers they them theirs phone tel mobile cell fax email
  web direct main`,
);

/**
 * Words that carry meaning. None of them is ever taken for a name, and no line with one of them for part of a
 * signature: a condition below "Thanks, Jin" must not vanish.
 */
export const meaningfulWords = words(
  `a about above accept accepted access account accounts actual actually add addendum additionally admin after afterwards
  again agree agreed ahead all alone already also although always am an and another answer any anyone anything app
  applied apply approval approvals approve approved approver approves approving april are around as ask asked assign
  assigned assuming at august authorised authorized auto await awaiting away back because been before being below better
  both but by call called calling calls can cancel cancelled cannot cant careful case caution change changed changes
  charge check checked checking circle client close closed come comes condition conditional conditionally confirm
  confirmed confirming confirms continue contact correct correction could course create customer date day days dead
  december decline declined defer deferred delay delayed delete deleted denied deny depends did didnt different disable
  disabled disagree disapprove disapproved discard discuss do does doesnt doing done dont double doubt doubtful draft due
  during each either else employee end escalate escalated even eventually ever every everything except excluding expired
  fail failed false february few final finally fine first fix fixed following for forget former forward forwarded
  friday from full further go going gone good grant granted group guess had half halt has hasnt have havent he held her
  here hers him his hmm hold holding holidays how however human i if ignore ill im immediately in incorrect information
  initially inquiry instead into is isnt issue it its itself january joke joking july june just keep kidding know last
  late later laptop leave left let lets licence license limit limited limits little look looking ltr mailbox make manager
  mar march may maybe me mean meaning meant meeting member mfa might mind minus minute modify monday more morning most
  move much must my mfa need needed needs negative neither never new next nice night no nobody none noon nope nor not
  note noted nothing november now null number october of off offboard ok okay old on once one ones only onboard open or
  other others otherwise our ours out over own paid part partial partially partly password pause pending perhaps
  permission person phone plan plans please pm pointless possible possibly postpone postponed prefer previous prior
  probably proceed provided provisional provisionally ps put query question questions queue quick quickly rather read
  ready really reason recheck reconsider redo refuse refused reject rejected remains remove removed reply request
  requested require required requires reset resets rest restart retract review reviewed reviewing revoke revoked right
  rollback run running said same saturday say says scratch second see sees seen select selected send sent september
  server set shall she should shouldnt since skip slow so some someone something soon sorry start started status step
  steps still stop stopped subject such suggest sunday sure suspend switch take talk task tbc tbd team tell tentative
  tentatively test tested testing than that thats the their them then there these they thing things think third this
  those though three thursday ticket till time to today together told tomorrow tonight too transfer tried trial true try
  tuesday twice two ultimately unapproved unassigned unclear under undo unless unlike unlock unsure until up update
  updated updates upon us use used user users using vacation valid verification verified verify very veto via void
  voicemail vote wait waiting want wanted wants was wasnt we wednesday week weekend well went were what whatever when
  whenever where whether which while who whom whose why will wip with within without wont work working works would wouldnt
  write wrong wrote yea yeah yep yes yesterday yet you your yours unapprove ask asap eod fyi nb nvm conditions thing
  exclude include excluded included minimum maximum temporarily temporary today's manual manually myself yourself himself
  herself reluctantly hopefully theoretically technically officially sarcasm sarcastically lol haha not`,
);

/** The closing words above a name. */
export const closingLine =
  /^(?:(?:many|kind|kindest|best|warm|warmest|with|all the|with best|with kind) )?(?:thanks|thank you|thx|ty|tnx|thanks again|thanks so much|thanks a lot|thanks and regards|thanks & regards|regards|best regards|kind regards|wishes|best|cheers|sincerely|yours sincerely|yours truly|br|kr|rgds|respectfully)$/;

/** What may follow "Sent from" in the line that a mail program adds. */
export const deviceWords = words(
  `my the a an iphone ipad ipod ios mac android samsung galaxy pixel phone mobile device tablet smartphone blackberry huawei
  xiaomi nokia motorola oneplus outlook for mail app windows gmail yahoo proton protonmail thunderbird teams halopsa
  connectwise autotask superops hub nine spark airmail on at from via desktop web client email`,
);

/** Paragraphs of legal text under a mail. */
export const legalLine =
  /^(?:confidential(?:ity)?(?: notice)?\b|disclaimer\b|legal notice\b|this (?:e-?mail|message|communication)(?: message)?(?:,| and (?:any|all|its)| is (?:confidential|intended|for)| may contain| contains| \()|the (?:information|contents?) (?:contained |transmitted )?(?:in|of|by) this (?:e-?mail|message|communication)|please consider the environment|if you (?:are not the intended|have received this (?:e-?mail|message|communication) in error)|registered (?:office|in england))/i;

/** A legal paragraph has at least one of these; "This message is for step 1 only" has none. */
export const legalTerms =
  /intended|recipient|confidential|unauthori[sz]ed|privileged|registered (?:office|in)|environment/i;
