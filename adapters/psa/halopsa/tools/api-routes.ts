/** A path of HaloPSA's API that the model may read. Source: HaloPSA facts, operations; filters from the swagger. */
export interface Route {
  path: string;
  /** As the model is told, without the slash before it. */
  shown: string;
  /** Whose the records are: the client itself, its tickets (which are looked at first), what has a `client_id`, or no client's. */
  of: 'client' | 'ticket' | 'records' | 'actions' | 'nobody';
  one: boolean;
  filters: readonly string[];
}

const TICKETS = [
  ...['search', 'search_summary', 'open_only', 'closed_only', 'user_id', 'agent_id', 'status_id', 'requesttype_id'],
  ...['datesearch', 'startdate', 'enddate', 'asset_id', 'order', 'orderdesc', 'includestatus', 'includeagent'],
];

export const ROUTES: readonly Route[] = [
  list('Tickets', 'records', TICKETS),
  one('Tickets', 'ticket'),
  list('Actions', 'actions', ['ticket_id', 'conversationonly', 'excludesys', 'agentonly', 'importantonly']),
  one('Client', 'client'),
  list('Site', 'records', ['search', 'includeinactive']),
  one('Site', 'records'),
  list('Users', 'records', ['search', 'site_id', 'includeinactive']),
  one('Users', 'records'),
  list('Asset', 'records', ['search', 'user_id', 'site_id', 'assettype_id', 'ticket_id', 'includeinactive']),
  one('Asset', 'records'),
  list('Status', 'nobody', ['type', 'tickettype_id']),
  list('Priority', 'nobody', ['slaid']),
  list('Team', 'nobody', ['type']),
  list('TicketType', 'nobody', ['can_create_only']),
  list('Category', 'nobody', ['type_id', 'tickettype_id']),
];

/** The route of a path as a model writes it: `Tickets/4711`, `/api/Users`. */
export function findRoute(path: string): { route: Route; id: string | undefined } | undefined {
  const parts = /^\/?(?:api\/)?(?<name>[A-Za-z]+)(?:\/(?<id>\d{1,10}))?\/?$/i.exec(path.trim())?.groups;
  const id = parts?.id;
  const wanted = `/${parts?.name ?? ''}`.toLowerCase();
  const route = ROUTES.find((each) => each.path.toLowerCase() === wanted && each.one === (id !== undefined));
  return route && { route, id };
}

function list(name: string, of: Route['of'], filters: readonly string[]): Route {
  return { path: `/${name}`, shown: name, of, one: false, filters };
}

function one(name: string, of: Route['of']): Route {
  return { path: `/${name}`, shown: `${name}/<id>`, of, one: true, filters: [] };
}
