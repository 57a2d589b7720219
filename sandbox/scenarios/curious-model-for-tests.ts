/** A model that is told to look everywhere: it searches, opens whatever it finds, and only then says what it was told to. */
import { isObject, objectsIn, textOf } from '../model/json.js';
import type { Reading } from '../model/reading.js';
import type { Script, Turn } from '../model/turn.js';

/** The desk refuses more in one answer. */
const CALLS_A_TURN = 10;
/** Things that are opened of one kind. */
const MOST_OPENED = 15;

const WORDS = ['Wi-Fi', 'Firewall', 'password', 'VPN', 'printer'] as const;

/** Tools that take a search, by the argument that holds it; nothing where all is listed. */
const SEARCHES: Readonly<Record<string, string | undefined>> = {
  'hudu:list-passwords': undefined,
  'hudu:search-articles': 'query',
  'hudu:search-assets': 'query',
  'hudu:search-procedures': 'query',
  'itglue:search-documents': 'query',
  'itglue:search-configurations': undefined,
  'itglue:search-flexible-assets': undefined,
  'itglue:search-contacts': undefined,
  'ninjaone:list-devices': undefined,
  'mcp:asset-desk:get_wifi_card': undefined,
  'm365:list-groups': undefined,
  'm365:list-available-licenses': undefined,
};

/** What opens a thing that a search has shown, by the argument that takes its id; in the search it is called so, or `id`. */
const OPENS: readonly (readonly [tool: string, argument: string, search: string])[] = [
  ['hudu:get-article', 'articleId', 'hudu:search-articles'],
  ['hudu:get-asset', 'assetId', 'hudu:search-assets'],
  ['hudu:get-procedure', 'procedureId', 'hudu:search-procedures'],
  ['itglue:get-document', 'documentId', 'itglue:search-documents'],
  ['itglue:get-configuration', 'configurationId', 'itglue:search-configurations'],
  ['itglue:get-flexible-asset', 'assetId', 'itglue:search-flexible-assets'],
  ['itglue:get-contact', 'contactId', 'itglue:search-contacts'],
];

export function curious(then: (reading: Reading) => Turn): Script {
  return (reading) => {
    const done = new Set(reading.outcomes.map(({ tool, arguments: args }) => keyOf(tool, args)));
    const wanted = [...searches(), ...opened(reading)]
      .filter(({ tool }) => reading.offered.has(tool))
      .filter(({ tool, arguments: args }) => !done.has(keyOf(tool, args)));
    if (reading.turnedDown || wanted.length === 0) return then(reading);
    return { calls: wanted.slice(0, CALLS_A_TURN) };
  };
}

function searches() {
  return Object.entries(SEARCHES).flatMap(([tool, argument]) =>
    argument === undefined
      ? [{ tool, arguments: {} }]
      : WORDS.map((word) => ({ tool, arguments: { [argument]: word } })),
  );
}

function opened({ outcomes }: Reading) {
  return OPENS.flatMap(([tool, argument, search]) => {
    const found = outcomes
      .filter((outcome) => outcome.tool === search && isObject(outcome.output))
      .flatMap(({ output }) => objectsIn(output))
      .flatMap((object) => textOf(object, argument, 'id') ?? []);
    return [...new Set(found)].slice(0, MOST_OPENED).map((value) => ({ tool, arguments: { [argument]: value } }));
  });
}

function keyOf(tool: string, args: unknown): string {
  return `${tool} ${JSON.stringify(args)}`;
}
