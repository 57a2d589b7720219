/** A small world in memory for tests of the core: one PSA, one directory, one model, and a desk built on a real store. */
export * from './testing/catalogue.js';
export * from './testing/clock.js';
export * from './testing/desk.js';
export * from './testing/directory.js';
export * from './testing/fuse.js';
export * from './testing/model.js';
export * from './testing/plans.js';
export * from './testing/psa.js';
export * from './testing/queue.js';
