/**
 * What people write to an approval request, as templates: `(a|b|)` is a choice, an empty choice may be left out, and
 * `$name` stands for a list below. Every template is expanded into all its phrases when the program starts, so the book is
 * finite: a sentence is understood when it is made of phrases of this book and nothing else. Words are lower case and
 * without apostrophes; `word-book.ts` says which spellings count as which word.
 */

export const lists: Readonly<Record<string, string>> = {
  /** What is approved, as a whole. A part ("step 1", "the licence") is not in this list: that would be partial. */
  this: `(this|it|that|this one|these|them|all|everything|all of it|all of this|all of them|both|all (steps|changes|actions)|(both|these) (steps|changes|actions)|(the|this|that|the whole|the proposed) (plan|request|action|change|proposal)|your (plan|proposal)|(the|these|all the) (actions|changes|steps)|the (approval request|entire plan|full plan|above)|this whole plan)`,
  object: `(this|it|that|(the|her|his|their|the user s|the users|this users|this user s) (password|account|mfa|pw))`,
  /** What is refused: the whole plan. "Do not approve all" refuses a part, so "all" is not here. */
  refused: `(this|it|that|this one|(the|this|that|the whole|the proposed) (plan|request|action|change|proposal)|your (plan|proposal)|the (changes|approval request))`,
  verb: '(reset|unlock|do|run|execute|apply|perform|implement)',
  please: '(please|)',
  i: '(i|we|)',
};

/** What a phrase does, from the strongest consent to the plainest refusal. */
export type Meaning =
  /** Consent given as a statement of the writer. */
  | 'approve'
  /** Consent given as an order. Addressed to a named person it may be meant for that person. */
  | 'order'
  /** A yes. */
  | 'assent'
  /** "Ok": consent when it stands alone, a mere nod beside thanks or praise. */
  | 'nod'
  /** Consent only when nothing else is said. */
  | 'consent-alone'
  /** Belongs to the consent or refusal beside it: "from me", "fully". */
  | 'rider'
  | 'thanks'
  /** Greetings, please. */
  | 'courtesy'
  /** Praise that agrees with a yes, but is none. */
  | 'praise'
  /** Says the step again: "reset it". No consent, but it goes with one. */
  | 'echo'
  /** What a technician adds to an approval; it changes nothing about it. */
  | 'aside'
  /** Asks somebody to approve. */
  | 'ask'
  /** Addresses the machine or everybody. */
  | 'address'
  /** Goes before a refusal. */
  | 'regret'
  | 'deny'
  /** Refusal only when nothing else is said. */
  | 'refusal-alone'
  /** A refusal whose object follows in free words: "please don't reset" + "her password". */
  | 'refuse-to';

export const phraseBook: Readonly<Record<Meaning, readonly string[]>> = {
  approve: [
    '(i|we) (do|fully|hereby|gladly|happily|) approve ($this|)',
    '(i am|we are) approving ($this|)',
    '(im|were) approving ($this|)',
    'approving ($this|)',
    '(im|i am|we are|) happy to approve ($this|)',
    '(approval|approved) (given|confirmed)',
    'approved',
    'approved (in full|as (is|requested|proposed|planned|described|written|outlined|per plan|stated|above|described above|outlined above|proposed above)|to (proceed|go ahead|go|run|execute)|for (execution|processing|reset|unlock)|go ahead|proceed)',
    '(this is|that is|thats|its|it is|youre|you are|consider (it|this|that)) approved',
    '$this (is|are|) approved',
    '(plan|request|change|changes|action|actions|reset|password reset|unlock|account unlock|steps) (is|are|) approved',
    '(approval|permission|authorization|authorisation|consent) (is|) (granted|given)',
    '(granted|authorized|accepted)',
    '(i|we) (accept|authorize|greenlight) ($this|)',
    '$i give (you|) (my|the) (approval|permission|ok|go ahead|consent|green light)',
    'you have my (approval|permission|ok|blessing|go ahead|consent|authorization|yes|green light)',
    'you have (the|a) (green light|go ahead)',
    '(green light|greenlight|green lit|greenlit)',
    '(you|we) (can|may|are ok to|are good to|are clear to|are cleared to) (go ahead|proceed|continue) (with $this|now|)',
    '(you|we) (can|may) (run|execute|do|apply) $this',
    'you (can|may) go ahead and $verb $object',
    '(youre|were|you are|we are|) (good|ok|clear|cleared|fine|free) to (go ahead|proceed|continue|go|run|execute)',
    '(good|ok|clear|fine) to (go ahead|proceed|continue) with $this',
    '(good|ok|fine) to (do|run|execute|apply) $this',
    '(good|ok|fine) to (reset|unlock) ($object|)',
    '(ok|fine|good) for the (reset|password reset|unlock)',
    'you (can|may) (reset|unlock) $object',
    'you (can|may) go ahead with the (reset|password reset|unlock|plan|change|request)',
    '(this|that|it|plan|the plan|this plan) is (good|fine|ok|great|perfect) (to go|go ahead|with me|by me)',
    '(plan|the plan|this plan) is (good|fine|ok|great)',
    'you are authorized',
    'authorized to (proceed|go ahead)',
    'you have approval',
    'youve got my (approval|permission|ok|blessing)',
    'youve got the (green light|go ahead)',
    'you have my (approval|permission|ok|blessing) to (proceed|go ahead)',
    '$i (have|) no (objection|objections|issue|issues|problem|problems|concern|concerns) (with this|from me|) (go ahead|proceed|please proceed|please go ahead)',
    'lgtm',
    'sgtm',
    '(this|that|it|plan|the plan|this plan|) (looks|look|sounds|sound) (good|great|fine|perfect) (to me|to us|for me|here|)',
    '(looks|sounds) (very|really|all) good (to me|)',
    'all looks (good|fine) (to me|)',
    'sounds like a (good|) plan',
    '(that|) works for (me|us)',
    '(im|i am|were|we are) (ok|fine|good|happy|cool) with $this',
    '(ok|good|fine) for (me|us)',
    '(im|i am|were|we are) (ok|fine|good|happy) (for you|) to (go ahead|proceed)',
    '(happy|fine|ok) (for|with) (you to (go ahead|proceed)|this to (go ahead|proceed)|$this)',
    '(this|that|it|thats|) (is|) (fine|ok|good|okay) (by|with|for) (me|us)',
    '(all good|fine|good) (by|with|for|from) (me|us|my side|my end)',
    '(a|its a|it is a|thats a|that is a) (yes|go|thumbs up|+1) (from|for) me',
    'thumbs up from me',
    '+1 from me',
    '(thats|that is|this is) (fine|ok|perfectly fine|absolutely fine|all fine)',
    '$i agree (with $this|to $this|)',
    'make it so',
    'feel free to (go ahead|proceed|continue|do (it|so|this)|run (it|this)|execute (it|this|the plan))',
    'feel free',
    '(ok|okay|yes) to (all|proceed|everything|go ahead|both|this|that)',
    '(i|we) say (yes|go|go ahead|proceed)',
    'approved and (good to go|confirmed|authorized)',
    'go ahead approved',
    '(you are|youre) (approved|authorized) to (proceed|go ahead)',
  ],
  order: [
    '(approve|authorize|accept|greenlight) ($this|)',
    'approve ($this|) please',
    '$please go (right|straight|) ahead (please|) (now|asap|with $this|as planned|as proposed|as described|)',
    '$please (go ahead|go) and (proceed|$verb $object|unlock her|unlock him|process (it|this)|do (so|this))',
    'go ahead (with|and do) (the|) (reset|password reset|unlock|account unlock|plan|change|changes|request)',
    'approve (the|this|) (reset|password reset|unlock|account unlock)',
    '$please (action|process) ($this|)',
    '(all|ok|all good|) (good|set) to go',
    '$please (proceed|continue|carry on) (please|) (now|asap|with $this|as planned|as proposed|as described|as requested|as outlined|as described above|as outlined above|)',
    '$please proceed (with|and do) (the|) (reset|password reset|unlock|account unlock)',
    '$please (proceed|continue) (and|to) $verb $object',
    '(please|) (do|run|execute|apply|perform|implement) $this (now|asap|please|)',
    '(please|) (just|) do it (please|now|)',
    '(please do|do so|please do so|do proceed|please do proceed)',
    '$please (go for it|go for this|have at it|crack on|fire away|ship it|execute|carry it out|make the (change|changes))',
    '(go|go go go|go go)',
    '(please|lets|let us|) get it done',
    '(lets|let us) (do it|do this|do that|go|go ahead|proceed|go for it|run it|roll) (please|)',
    'please (let it|) (proceed|run)',
    'by all means (go ahead|proceed|do|do it|)',
  ],
  assent: [
    '(yes|yep|yup|yeah|aye|affirmative|agreed|absolutely|definitely|certainly|indeed yes|of course|surely|sure|sure thing|fine)',
    '(yes|yeah|yep|absolutely|definitely|of course) (please|sir|maam|boss|correct|i do|i approve|sure|absolutely|definitely|of course|approved|fine)',
    'sure (please|absolutely|definitely|of course|yes)',
    '(a|an|) (big|definite|absolute|) yes (to this|to that|to it|)',
    '(confirmed|i confirm)',
    '(hell|heck) (yes|yeah|yep)',
    '🟢',
    '(👍|✅|👌|✔|☑|🆗|+1|:thumbsup:|:+1:|:white_check_mark:|:heavy_check_mark:|:ok_hand:|:ok:|(y)|thumbs up)',
    'yes (you can|you may)',
  ],
  nod: ['(ok|a-ok|alright|all right)', 'ok fine'],
  'consent-alone': [
    '(no|not a|isnt a) problem (at all|with (this|that|it|me)|for me|from me|here|from my side|)',
    '(i have|i see|ive|) no objection (to this|to that|from me|here|from my side|from my end|on my end|on my side|at all|)',
    '(i have|i see|ive|) no objections (to this|to that|from me|here|from my side|from my end|on my end|on my side|at all|)',
    'y',
  ],
  rider: [
    '(from me|by me|from my side|from my end|on my end|on my side|from here|from us)',
    '(fully|hereby|completely|totally|officially|formally|happily|gladly|100%|1000%)',
  ],
  thanks: [
    '(many|) (thanks|thank you) (again|so much|very much|a lot|a bunch|a million|all|everyone|team|for (this|that|checking|asking|the (heads up|plan|detail|details|info|quick response|help|update|summary))|)',
    '(🙏|cheers|much appreciated|appreciated|appreciate it|i appreciate it|ta|great thanks|awesome thanks|perfect thanks)',
  ],
  courtesy: [
    '(hi|hello|hey|good morning|good afternoon|good evening|greetings|dear) (there|team|all|everyone|frontdesk|bot|again|both|folks|)',
    'morning (team|all|everyone|there|frontdesk)',
    '(please|kindly)',
    '(regards|kind regards|best regards|best|br|have a (good|nice|great) (day|one|evening|weekend))',
    '(no worries|no rush|no hurry)',
    '(sorry for the (delay|late reply|delayed reply|wait|slow reply)|apologies for the (delay|late reply|delayed reply|wait)|sorry i missed this)',
    '(🙂|😊|😀|😃|😄|:)|:-)|🎉|🙌|👏|💪|❤|🚀)',
  ],
  praise: [
    '(correct|great|perfect|excellent|awesome|nice|cool|brilliant|wonderful|fantastic|lovely|super|good)',
    '(no issues|no issue|not an issue|no prob|no probs|np|no concerns|no problems) (with this|with that|at all|here|from me|from my side|from my end|)',
    '(now|asap|right away|immediately|straight away|as soon as possible|at your earliest convenience|as planned|as proposed|as described|as requested|as per the plan|as per plan)',
  ],
  echo: ['(reset|unlock) $object (please|now|asap|)', 'please (reset|unlock) $object (now|asap|)'],
  aside: [
    '(reviewed|checked|verified|double checked|considered|called and verified)',
    '(i|ive|i have|we|we have|) (reviewed|checked|verified|double checked) (this|it|the plan|the details|the request|everything|with user)',
    '(verified|spoke|talked|checked) (with|to) (user|client|customer|requester|caller)',
    '(user|caller|customer) (confirmed|verified) (by phone|over the phone|by call|on the phone|)',
    '(i|) (dont|do not) (see|have) any (issues|problems|objections|concerns|issue|problem) (with this|here|)',
    '(i|) (dont|do not) mind',
    '(cant|dont) see why not',
    'no reason not to',
    '(solid|sound) plan',
    'can do',
    '💯',
    '(understood|got it|roger|roger that|copy that|noted|all set|i see|received)',
    '(thanks for|good) (checking|asking)',
    '(not a bad idea|not bad)',
    '(well done|nicely done|all good|all fine|makes sense|makes sense to me|that makes sense|this makes sense|spot on|thats correct|thats right|looks (right|correct|ok|sensible|reasonable) (to me|))',
    '(dont|do not|no need to) (wait|hesitate)',
    '(great|good|nice|excellent) (plan|idea|stuff|job|work|thinking|catch|one)',
    '(ill|i will|will|well|we will) (let|inform|tell|notify) (her|him|them|the user|the customer|the client|the requester) (know|)',
    '(i|we|) (already|have|ive|just|) (spoke|spoken|talked) (to|with) (her|him|them|the user|the customer|the client)',
    '(i|we|) (have|ive|just|) (verified|confirmed) (this|it|) with (her|him|them|the user|the customer|the client|the requester|the manager|her manager|his manager|their manager)',
    '(i|we|) (have|ive|just|) verified (the user|the caller|her|him|them|her identity|his identity|their identity|the identity)',
    '(user|caller|identity|requester|the user|the caller) (is|has been|) verified',
    '(please|) let me know when (done|finished|complete|its done|it is done|you are done|youre done|completed)',
    '(please|) let me know how it goes',
    '(please|) keep me (posted|updated|in the loop)',
    '(please|) (update|let) (her|him|them|the user) (know|) (when done|)',
  ],
  ask: [
    '$please go ahead and approve ($this|)',
    '(please|kindly) approve ($this|) (asap|now|)',
    'approve (please|) asap',
    '(please|kindly) (confirm|authorize|review|advise)',
  ],
  address: ['(frontdesk|@frontdesk|front desk|bot|@bot|agent|team|all|everyone|folks|guys|assistant)'],
  regret: [
    '(never mind|nevermind|no longer needed|not needed|not needed anymore|sorry|unfortunately|im afraid|i am afraid|afraid|regretfully|apologies)',
  ],
  deny: [
    '(were|we are|im|i am|) not (doing|going ahead with|going to do) (this|that|it)',
    '(i am|im|) not comfortable (approving|with) ($refused|)',
    '(i|we) (cant|cannot|wont|can not) do (this|that|it)',
    '(i|we) (dont|do not) want (this|it|you to do (this|that|it)|$refused)',
    '(hard no|hard pass|never ever|not on your life|unacceptable)',
    '(forget it|call it off|forget about it|kill it|leave it alone)',
    'i refuse to approve ($refused|)',
    '(hold off|please hold off) for now',
    '(denied|rejected|declined) (per policy|for security reasons|against policy)',
    'against policy',
    'i have to say no',
    '(abort|cancel) mission',
    'stop right there',
    'this should not be done',
    '(denying|rejecting|declining) ($refused|)',
    'absolutely no',
    '(no|nope|nah|negative|never|no no|no no no|nay) (please|sorry|sir|)',
    '(no thanks|no thank you|no way|no chance|hell no|heck no|no can do|no go|its a no|thats a no|it is a no|that is a no)',
    '(a|its a|thats a|its a hard|hard|) no from (me|us|my side)',
    '(absolutely|definitely|certainly|of course|obviously|hell|heck|most certainly) not',
    '(under no circumstances|not a chance|not on my watch|not happening|over my dead body|not going to happen)',
    '(please|i|we|) (deny|decline|reject|refuse|veto) ($refused|) (please|)',
    '(i|we|) disapprove ($refused|of (this|it)|)',
    '(i|we) (do|must|have to|need to|will have to) (deny|decline|reject|disapprove) ($refused|)',
    '(im|i am|we are) going to (deny|decline|reject) ($refused|)',
    '(i|we|) (am|are) (denying|declining|rejecting) ($refused|)',
    '(im|were|) (denying|declining|rejecting) ($refused|)',
    '(this is|thats|that is|its|it is|) (denied|declined|rejected|disapproved|refused|vetoed)',
    '(plan|request|change|reset|$refused) (is|) (denied|declined|rejected|disapproved)',
    '(approval|permission|request) (denied|refused|declined|rejected)',
    '(this is|thats|that is|its|it is|$refused is|plan|request|) not (approved|ok|okay|authorized|allowed|accepted|acceptable|fine|granted|permitted) (by me|with me|from me|)',
    '(i|we) (can|could|will|do|shall) not (approve|accept|authorize|agree to|allow|permit|support) ($refused|)',
    '(i|we|) (cant|cannot|wont|dont|shant) approve of (this|it|that)',
    '(i|we|) (cant|cannot|wont|dont|shant) (approve|accept|authorize|agree to|allow|permit) ($refused|)',
    '(i|we) (do not|dont|cannot|cant) agree (with $refused|to $refused|)',
    '(i|we) (disagree|refuse)',
    '(im|i am|were|we are|) not (approving|going to approve|authorizing|accepting|ok with|okay with|happy with|comfortable with|fine with|allowing) ($refused|)',
    '(i am|im|) unable to approve ($refused|)',
    '(please|) (do not|dont|never) (approve|proceed|continue|go ahead|execute|approve it|do (it|this|that|so|any of (it|this)|anything)|run (it|this|that)|go ahead with $refused|proceed with $refused|run $refused|execute $refused|apply $refused|approve $refused|carry on) (please|)',
    '(please|) (do not|dont) (please|)',
    '(please|) (stop|abort|halt|cancel|hold off|scrap) ($refused|) (please|right now|immediately|)',
    '(please|) (stop|halt|cancel|abort) (the|) (run|execution|reset|everything)',
    '(please|) hold off (on $refused|with $refused|)',
    '(never mind|nevermind) (cancel|stop|cancel it|cancel this|abort)',
    '(👎|❌|🚫|⛔|🛑|✖|:thumbsdown:|:-1:|:x:|:no_entry:|:no_entry_sign:|-1|(n)|thumbs down)',
  ],
  'refusal-alone': ['n'],
  'refuse-to': [
    '(please|) (do not|dont|never) (reset|unlock|disable|delete|remove|revoke|assign|grant|give|create|change|touch|execute|run|proceed with|go ahead with|continue with)',
  ],
};

/** May stand between two phrases of one sentence. */
export const joints: ReadonlySet<string> = new Set([',', '-', 'and', 'so', '&', '(', ')']);

/** May follow a refusal before its reason. */
export const reasonJoints: ReadonlySet<string> = new Set(
  ', - ( : because since as cause cuz due wrong incorrect and'.split(' '),
);
