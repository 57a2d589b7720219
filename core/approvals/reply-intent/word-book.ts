/** Spellings and contractions that count as another word or words. Apostrophes are already gone. */
export const spellings: Readonly<Record<string, string>> = {
  okay: 'ok',
  okey: 'ok',
  okie: 'ok',
  oki: 'ok',
  okk: 'ok',
  oke: 'ok',
  okeydokey: 'ok',
  aok: 'a-ok',
  pls: 'please',
  plz: 'please',
  plse: 'please',
  pleas: 'please',
  thx: 'thanks',
  thnx: 'thanks',
  tnx: 'thanks',
  thanx: 'thanks',
  tks: 'thanks',
  ty: 'thanks',
  tyvm: 'thanks',
  thankyou: 'thanks',
  thankx: 'thanks',
  yea: 'yeah',
  yeh: 'yeah',
  yah: 'yeah',
  ya: 'yeah',
  yess: 'yes',
  yeap: 'yep',
  yepp: 'yep',
  yupp: 'yup',
  yip: 'yep',
  noo: 'no',
  nah: 'no',
  goahead: 'go ahead',
  thumbsup: 'thumbs up',
  thumbsdown: 'thumbs down',
  authorised: 'authorized',
  authorise: 'authorize',
  authorising: 'authorizing',
  authorisation: 'authorization',
  canceled: 'cancelled',
  u: 'you',
  yse: 'yes',
  yees: 'yes',
  yus: 'yes',
  oky: 'ok',
  okya: 'ok',
  oaky: 'ok',
  suer: 'sure',
  shure: 'sure',
  lgmt: 'lgtm',
  yessir: 'yes',
  ok2go: 'ok to go',
  gtg: 'good to go',
  aproove: 'approve',
  approove: 'approve',
  aprooved: 'approved',
  approoved: 'approved',
  aproov: 'approve',
  aprrove: 'approve',
  aprroved: 'approved',
  aprovd: 'approved',
  apprvd: 'approved',
  apprved: 'approved',
  appvd: 'approved',
  aprvd: 'approved',
  proceede: 'proceed',
};

/** Words with a hyphen that are one thing. Others fall apart at the hyphen. */
export const hyphenated: Readonly<Record<string, string>> = {
  'a-ok': 'a-ok',
  'go-ahead': 'go ahead',
  'green-light': 'green light',
  'thumbs-up': 'thumbs up',
  'thumbs-down': 'thumbs down',
  'okey-dokey': 'ok',
  'okie-dokie': 'ok',
};

/**
 * Words that are understood with one letter wrong, missing, doubled or swapped. Short words are not: one letter makes
 * another word of them.
 */
export const forgiven: readonly string[] = [
  'approve',
  'approved',
  'approving',
  'proceed',
  'ahead',
  'please',
  'thanks',
  'confirmed',
  'absolutely',
  'definitely',
  'certainly',
  'authorized',
  'accepted',
  'granted',
  'agreed',
  'looks',
  'sounds',
  'continue',
  'execute',
  'denied',
  'reject',
  'rejected',
  'decline',
  'declined',
  'disapprove',
  'disapproved',
  'cancel',
];

/** Words in their own right (in English and its neighbours) that are one letter from a forgiven word. */
export const otherWords: ReadonlySet<string> = new Set(
  `approves approver approvers approval approva approvo approuve approuves apprise proceeds procede precede proceeding
  preceed pleased pleases pleasee plead lease pleas thank tanks thanked hanks shanks confirmer confirms conformed confined
  authorizes accepts excepted accented grunted planted grafted granter grants agrees aggrieved greed look locks looms books
  cooks hooks rooks loots loops hounds pounds rounds bounds wounds mounds sound continues continued executed executes
  executer denies denier defied dented deified eject rejects rejecter ejected injected dejected declines declined recline
  reclined disapproves cancels canceled cancer behead dead head heads ahem aged abed bread approximate improve improved
  improving certainty reprove reproved uncertainly`
    .split(/\s+/)
    .filter((word) => !['declined', 'canceled'].includes(word)),
);
