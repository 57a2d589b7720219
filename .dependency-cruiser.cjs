/**
 * The directions of ARCHITECTURE.md, checked: which folder may import which.
 * Test files, and what only they use (such as the contract of all PSAs), may reach further (a story test drives the product and the pretend world together).
 */
const TEST = '(\\.test|-for-tests)\\.ts$|^adapters/psa/contract[./]';

/** The floors of core, lowest first: a folder imports only from floors below its own. */
const FLOORS = [
  ['tools', 'jobs', 'ports', 'config', 'errors', 'canonical-json', 'minute', 'log', 'redaction'],
  ['store', 'matching', 'http'],
  ['activity', 'accounts', 'integrations', 'workflows'],
  ['approvals', 'verification', 'clients'],
  ['agent', 'intake'],
  ['inbox'],
];

const floorRules = FLOORS.flatMap((names, floor) =>
  names.map((name) => {
    const forbidden = [
      ...FLOORS.slice(floor + 1).flat(),
      ...(floor === 0 ? [] : names.filter((other) => other !== name)),
    ];
    return {
      name: `core-${name}-looks-down-only`,
      severity: 'error',
      from: { path: `^core/${name}(/|\\.ts$)`, pathNot: TEST },
      to: { path: `^core/(${forbidden.join('|') || 'nothing'})(/|\\.ts$)` },
    };
  }),
);

module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'core-knows-no-vendor',
      severity: 'error',
      from: { path: '^core/', pathNot: TEST },
      to: { path: '^(adapters|bots|voice|admin|sandbox|bench|main\\.ts|frontdesk\\.ts)' },
    },
    {
      name: 'adapters-import-contracts-only',
      severity: 'error',
      from: { path: '^adapters/', pathNot: TEST },
      to: {
        path: '^(core/(?!ports/|tools/|integrations/integration\\.ts$|errors\\.ts$)|bots|voice|admin|sandbox|bench|main\\.ts|frontdesk\\.ts)',
      },
    },
    {
      name: 'adapters-never-import-each-other',
      severity: 'error',
      from: { path: '^adapters/((?:psa|identity|documentation|verification|rmm|model)/[^/]+|mcp)/', pathNot: TEST },
      to: { path: '^adapters/', pathNot: '^adapters/($1/|http\\.ts$|(?:psa|documentation)/[a-z-]+\\.ts$)' },
    },
    {
      name: 'doors-never-call-an-adapter',
      severity: 'error',
      // The commands of the command line (admin/cli) compose and play the whole program; nothing imports them but main.ts.
      from: { path: '^(bots|voice|admin)/', pathNot: ['^admin/cli/', TEST] },
      to: { path: '^(adapters|sandbox|bench|main\\.ts|frontdesk\\.ts)' },
    },
    {
      name: 'only-main-runs-commands',
      severity: 'error',
      from: { path: '.', pathNot: ['^main\\.ts$', '^admin/cli/', TEST] },
      to: { path: '^admin/cli/' },
    },
    {
      name: 'doors-are-separate',
      severity: 'error',
      from: { path: '^(bots|voice|admin)/', pathNot: TEST },
      to: { path: '^(bots|voice|admin)/', pathNot: '^$1/' },
    },
    {
      name: 'the-pretend-world-imports-none-of-the-product',
      severity: 'error',
      from: { path: '^sandbox/', pathNot: TEST },
      to: { path: '^(core|adapters|bots|voice|admin|bench|main\\.ts|frontdesk\\.ts)' },
    },
    {
      name: 'vendor-sdks-stay-in-their-folder',
      severity: 'error',
      from: { path: '^(core|admin|main\\.ts|frontdesk\\.ts)' },
      to: { path: 'node_modules/(twilio|@deepgram|openai|@microsoft|botbuilder|@slack)/' },
    },
    {
      name: 'production-code-needs-no-development-package',
      severity: 'error',
      from: { path: '^(core|adapters|bots|voice|admin|main\\.ts|frontdesk\\.ts|sandbox)', pathNot: TEST },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    },
    ...floorRules,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(node_modules/.cache|dist)' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
