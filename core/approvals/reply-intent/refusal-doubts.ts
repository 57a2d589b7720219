/** What makes a refusal doubtful. Tested against words separated by single spaces, with a space at both ends. */
export interface RefusalDoubt {
  readonly because: string;
  /** In the sentence of the refusal itself, at the start of another sentence, or anywhere. */
  readonly where: 'same-sentence' | 'anywhere';
  readonly words: RegExp;
}

export const refusalDoubts: readonly RefusalDoubt[] = [
  {
    because: 'mixed-signals',
    where: 'anywhere',
    words:
      / (?:approve|approved|approves|approval|approving|yes|yep|yeah|yup|ok|sure|fine|proceed|lgtm|perfect|agree|agreed|accept|accepted|mind|matter|matters|whatever|nothing|against|objection|objections|free|continue|correct|welcome|👍|✅|go ahead|go for it|all set|all clear|carry on|all good|thats good|its good|looks good|sounds good|good to go|no problem|no worries|not a problem|not at all|works for me|that works|please do|lets do it|reset it|do it now) /,
  },
  {
    because: 'takes-it-back',
    where: 'anywhere',
    words:
      / (?:wait|actually|kidding|joking|jk|joke|mistake|mistyped|typo|mean|meant|scratch|correction|oops|nvm|ignore|intent|system) /,
  },
  {
    because: 'other-peoples-words',
    where: 'anywhere',
    words:
      / (?:said|says|say|saying|told|tells|asked|asks|wrote|writes|replied|replies|answered|responded|claims|claimed|mentioned|according|quote|quoted|by (?!me |mistake )[a-z]+) |"/,
  },
  {
    because: 'another-ticket',
    where: 'anywhere',
    words:
      /#|\d{3,}| (?:other|another|different|previous|last) (?:ticket|plan|request|one|approval|case|change) |(?<! wrong| this) ticket | yesterday /,
  },
  {
    because: 'negated-refusal',
    where: 'anywhere',
    words:
      / (?:dont|do not|cant|cannot|wont|never|not) (?:deny|denied|reject|rejected|decline|cancel|stop|disapprove|refuse|abort|hold) /,
  },
  {
    because: 'condition',
    where: 'anywhere',
    words:
      /^ (?:unless|until|if|but|only|except|or|once|however|though|although|when|yet|for now|not yet|till|provided|just) /,
  },
  {
    because: 'condition',
    where: 'same-sentence',
    words:
      / (?:if|unless|until|till|once|provided|except|only|just|instead|pending|later|yet|maybe|perhaps|possibly|probably|might|could(?! not)|hold on|first|think|guess|before|after|when|but|however|although|though|without|or|need|needs to|tomorrow|tonight|today|monday|tuesday|wednesday|thursday|friday) /,
  },
  {
    because: 'refuses-a-part',
    where: 'anywhere',
    words: / (?:step|steps|part|parts|partially|partly|rest|others|1st|2nd) /,
  },
  { because: 'stands-for-number', where: 'anywhere', words: /^ (?:of|\d+) / },
];

/** Things beside the plan that a technician may ask to leave alone: "do not change the priority". */
export const refusedObjectDoubts =
  / (?:note|notes|ticket|status|board|queue|priority|subject|summary|anything else|now|yet|today|tonight|this week|for now|not) |\d/;
