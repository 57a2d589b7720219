/** The MSP's service boards with their statuses, types and teams, and the priorities and sources. */
import { memberReference } from './references.js';
import type { Board, IdentifiedReference, Info, Reference } from './shapes.js';
import type { Stored } from './stored.js';

/** The only office and department. */
export const LOCATION: Reference = { id: 1, name: 'Main Office' };
export const DEPARTMENT: IdentifiedReference = { id: 10, identifier: 'Services', name: 'Professional Services' };

/** Name and whether it closes the ticket. The first is the board's default. */
const STATUSES: Record<string, readonly (readonly [name: string, closes: boolean])[]> = {
  'Help Desk': [
    ['New', false],
    ['In Progress', false],
    ['Waiting', false],
    ['Completed', true],
    ['Closed', true],
  ],
  'Monitoring Alerts': [
    ['New', false],
    ['Acknowledged', false],
    ['Closed', true],
  ],
  'Onsite (retired)': [
    ['New', false],
    ['Closed', true],
  ],
};

const TYPES: Record<string, readonly string[]> = {
  'Help Desk': ['Account Access', 'Email', 'Hardware', 'Network', 'Printing', 'Software'],
  'Monitoring Alerts': ['Backup', 'Server'],
};
const SUBTYPES: Record<string, readonly string[]> = { 'Help Desk': ['Password', 'Permissions', 'New User', 'Fault'] };

/** The first board is the default for tickets that name none. */
export function seedBoards(stored: Stored, info: Info): { boardId: number; statusId: number } {
  const boards = Object.keys(STATUSES).map((name, index) => addBoard(name, name.endsWith('(retired)'), index));
  for (const [index, color] of ['Red', 'Orange', 'Blue', 'Green'].entries()) {
    const name = ['Priority 1 - Critical', 'Priority 2 - High', 'Priority 3 - Normal', 'Priority 4 - Low'][index] ?? '';
    stored.priorities.put({
      id: [6, 8, 4, 9][index] ?? 0,
      name,
      color,
      sortOrder: index + 1,
      defaultFlag: index === 2,
      _info: info,
    });
  }
  for (const name of ['Phone', 'Email', 'Portal', 'Chat', 'Monitoring'])
    stored.sources.put({
      id: stored.sources.nextId(),
      name,
      defaultFlag: name === 'Phone',
      _info: info,
    });
  const board = boards[0];
  const status = stored.statuses.all().find((row) => row.board.id === board?.id && row.defaultFlag);
  if (!board || !status) throw new Error('The pretend ConnectWise was seeded without a default board');
  return { boardId: board.id, statusId: status.id };

  function addBoard(name: string, retired: boolean, index: number): Board {
    const board = stored.boards.put({
      id: [21, 24, 17][index] ?? stored.boards.nextId(),
      name,
      location: LOCATION,
      department: DEPARTMENT,
      inactiveFlag: retired,
      projectFlag: false,
      _info: info,
    });
    const of = { id: board.id, name };
    for (const [sortOrder, [label, closes]] of (STATUSES[name] ?? []).entries())
      stored.statuses.put({
        id: stored.statuses.nextId() + 3,
        name: label,
        board: of,
        sortOrder,
        displayOnBoard: !closes,
        inactive: false,
        closedStatus: closes,
        timeEntryNotAllowed: label === 'Closed',
        defaultFlag: sortOrder === 0,
        escalationStatus: closes ? 'Resolved' : 'NotResponded',
        _info: info,
      });
    const choice = (label: string, id: number) => ({
      id,
      name: label,
      board: of,
      inactiveFlag: false,
      _info: info,
    });
    for (const label of TYPES[name] ?? []) stored.types.put(choice(label, stored.types.nextId()));
    for (const label of SUBTYPES[name] ?? []) stored.subTypes.put(choice(label, stored.subTypes.nextId()));
    const technicians = stored.members.all().filter((member) => member.licenseClass === 'F' && !member.inactiveFlag);
    const leader = technicians[0];
    if (leader && !retired)
      stored.teams.put({
        id: stored.teams.nextId(),
        name: 'Service Team',
        teamLeader: memberReference(leader),
        members: technicians.map((member) => member.id),
        defaultFlag: true,
        notifyOnTicketDelete: false,
        boardId: board.id,
        _info: info,
      });
    return board;
  }
}
