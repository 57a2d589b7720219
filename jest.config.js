/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'es6' }, sourceMaps: 'inline' },
    ],
  },
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    // Its ESM build imports JSON in a way that Jest warns about at every start.
    '^libphonenumber-js/min$': '<rootDir>/node_modules/libphonenumber-js/min/index.cjs',
  },
  testTimeout: 30_000,
  // Stories wait more than they compute: both cores of a small machine are worth using.
  maxWorkers: 2,
  // A worker keeps what it has loaded for every file of tests; a fresh one is quicker than one that is full.
  workerIdleMemoryLimit: '1GB',
  // The job library keeps a timer for each finished job for some seconds; nothing waits for it.
  forceExit: true,
  // npm test closes with a line that any CI can read.
  reporters: ['default', '<rootDir>/.ci/closing-line.cjs'],
};
