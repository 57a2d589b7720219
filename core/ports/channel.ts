/** How a live conversation is spoken to: a Slack thread, a Teams chat, a call, a ticket. */
export interface Channel {
  kind: 'call' | 'slack' | 'teams' | 'ticket';
  /** False once the conversation has ended; then words go to the ticket only. */
  live(): boolean;
  /** Plain text for the requester. */
  say(text: string): Promise<void>;
}
