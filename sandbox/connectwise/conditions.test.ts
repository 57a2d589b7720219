import { describe, expect, it } from '@jest/globals';
import { parseConditions } from './conditions.js';
import { Refusal } from './errors.js';
import type { Row } from './json.js';
import { checkCondition, childMatcher, meetsCondition } from './matching.js';
import { MODELS } from './models.js';

const TICKET: Row = {
  id: 69,
  summary: 'Printer says "PC LOAD" (100%)',
  board: { id: 21, name: 'Help Desk' },
  status: { id: 513, name: 'New', sort: 0 },
  owner: null,
  closedFlag: false,
  closedDate: null,
  externalXRef: 'td-7f3a',
  actualHours: 1.5,
  _info: { lastUpdated: '2026-03-18T14:55:05Z', updatedBy: 'mbell' },
};

function holds(source: string): boolean {
  const condition = parseConditions(source);
  checkCondition(condition, MODELS.ticket);
  return meetsCondition(condition, TICKET, MODELS.ticket);
}

describe('conditions', () => {
  it.each([
    ['id=69', true],
    ['id = 70', false],
    ['id != 70', true],
    ['id > 68 and id >= 69 and id < 70 and id <= 69', true],
    ['actualHours > 1.25', true],
    ['externalXRef="td-7f3a"', true],
    ['externalXRef="TD-7F3A"', true],
    ['board/name="help desk" and closedFlag=False', true],
    ['board/name = "Help Desk" AND closedFlag = true', false],
    ['status/name in ("New","In Progress")', true],
    ['status/name not in ("New","In Progress")', false],
    ['id in (1, 69)', true],
    ['summary contains "pc load"', true],
    ['summary not contains "pc load"', false],
    ['summary like "Printer%"', true],
    ['summary like "*load*"', true],
    ['summary like "load%"', false],
    ['summary like "Printer"', false],
    ['summary like "%(100%"', true],
    ['summary = "Printer says \\"PC LOAD\\" (100%)"', true],
    ['owner=null', true],
    ['owner != null', false],
    ['closedDate = null', true],
    ['owner/identifier = "mbell"', false],
    ['lastUpdated > [2026-01-01T00:00:00Z]', true],
    ['_info/lastUpdated > [2026-03-18T14:55:05Z]', false],
    ['lastUpdated >= [2026-03-18T14:55:05Z]', true],
    ['lastUpdated < [2026-03-19]', true],
    ['updatedBy = "mbell"', true],
    ['id=1 or id=69', true],
    ['id=69 or id=1 and closedFlag=True', true],
    ['(id=69 or id=1) and closedFlag=True', false],
    ['not (id=1) and not closedFlag=True', true],
    ['  ( ( id = 69 ) )  ', true],
    ['summary != "a or b"', true],
  ])('%s is %s', (source, expected) => {
    expect(holds(source)).toBe(expected);
  });

  it.each([
    ['id='],
    ['=69'],
    ['id 69'],
    ['id==69'],
    ['id=69 and'],
    ['id=69 id=70'],
    ['(id=69'],
    ['id=69)'],
    ['summary="open'],
    ["summary='single'"],
    ['lastUpdated > [yesterday]'],
    ['lastUpdated > [2026-01-01'],
    ['status/name in "New"'],
    ['status/name in ()'],
    ['summary=Printer'],
    ['id=69 & id=70'],
    ['id=69;'],
    ['id=69abc'],
    ['not'],
    ['('.repeat(200)],
    [`${'not '.repeat(200)}id=1`],
  ])('%s is refused as malformed', (source) => {
    expect(() => holds(source)).toThrow(Refusal);
  });

  it.each([
    ['colour="red"', 'a field the model lacks'],
    ['board/colour="red"', 'a member the reference lacks'],
    ['configurations/id=3', 'a plural where the field is singular'],
    ['summary=5', 'a number for text'],
    ['id="69"', 'text for a number'],
    ['closedFlag="False"', 'text for a flag'],
    ['lastUpdated > "2026-01-01"', 'text for a date'],
    ['board=21', 'a reference without its member'],
    ['id like "6%"', 'like on a number'],
    ['owner > null', 'an order with null'],
    ['customFields/value="x"', 'a list outside childConditions'],
  ])('%s is refused: %s', (source) => {
    expect(() => holds(source)).toThrow(Refusal);
  });
});

describe('child conditions', () => {
  const contact: Row = {
    id: 2,
    communicationItems: [
      { id: 2, value: '(206) 555-0110', communicationType: 'Phone' },
      { id: 3, value: 'dana@harbordental.example', communicationType: 'Email' },
    ],
  };
  const meets = (source: string) => childMatcher(parseConditions(source), MODELS.contact)(contact);

  it('hold when one entry of the list meets all of it', () => {
    expect(meets('communicationItems/value like "%555-0110" and communicationItems/communicationType="Phone"')).toBe(
      true,
    );
    expect(meets('communicationItems/value like "%555-0110" and communicationItems/communicationType="Email"')).toBe(
      false,
    );
    expect(meets('communicationItems/value="DANA@harbordental.example"')).toBe(true);
  });

  it('are refused for a field that is no list, and for two lists at once', () => {
    expect(() => meets('firstName="Dana"')).toThrow(Refusal);
    expect(() => meets('communicationItems/value="x" and types/name="y"')).toThrow(Refusal);
    expect(() => meets('communicationItems/colour="x"')).toThrow(Refusal);
  });
});
