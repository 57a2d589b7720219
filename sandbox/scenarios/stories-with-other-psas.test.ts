import { catalogue } from '../../adapters/catalogue.js';
import { DEFAULT_PSA, PSA_KINDS } from '../psas.js';
import { tellStories } from './tell-stories-for-tests.js';

/** Of which there is an adapter. */
const others = PSA_KINDS.filter((kind) => kind !== DEFAULT_PSA && catalogue.some((entry) => entry.kind === kind));

for (const psa of others) tellStories({ name: psa, psa });
