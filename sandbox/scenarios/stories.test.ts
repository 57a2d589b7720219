import { DEFAULT_PSA } from '../psas.js';
import { tellStories } from './tell-stories-for-tests.js';

tellStories({ name: DEFAULT_PSA, psa: DEFAULT_PSA });
// Narrowed by a setting: the same as on the PSAs where assignment decides anyway.
tellStories({ name: `${DEFAULT_PSA}, assigned technicians only`, psa: DEFAULT_PSA, assignedOnly: true });
