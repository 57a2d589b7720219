import type { Stage } from './scenario.js';

/** Somebody writes to the helpdesk; the dispatcher files it on their contact. Returns the ticket's id. */
export function writesIn(
  { sandbox, tell }: Stage,
  personKey: string,
  { summary, text }: { summary: string; text: string },
): string {
  const { firstName, lastName, company } = sandbox.world.person(personKey);
  tell('mail', `${firstName} ${lastName} of ${sandbox.world.company(company).name} writes: ${summary}\n${text}`);
  const ticket = sandbox.psa.technicianCreatesTicket({ technician: 'mbell', personKey, summary, description: text });
  tell('ticket', `Ticket ${ticket.number} for ${ticket.companyName}: ${summary}`);
  return ticket.id;
}
