/** Mails that the pretend HaloPSA sent to end users: kept, never sent. */
export interface SentMail {
  ticketId: number;
  to: string;
  subject: string;
  text: string;
}

export interface Mails {
  send(mail: SentMail): void;
  /** Oldest first. */
  all(): readonly SentMail[];
}

export function createMails(): Mails {
  const sent: SentMail[] = [];
  return { send: (mail) => void sent.push(mail), all: () => sent.map((mail) => ({ ...mail })) };
}
