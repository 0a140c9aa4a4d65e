/**
 * `npm run bench -- data [OPTIONS]`: whole pairs of a Client and a Storage Daemon from memory to memory, ours beside the
 * genuine 15.0.3 and 9.6.7, all under the same Director (ours). Contenders take turns; medians and ratios of turns.
 * `--help` lists the options; CONTRIBUTING.md says what the columns mean.
 */
import { askOptions } from '../test/support/ask-options.ts';
import { measureLanes } from './data/lanes.ts';
import { parseOptions, USAGE } from './data/options.ts';
import { lanesOf } from './data/plan.ts';

const options = askOptions(USAGE, parseOptions);
await measureLanes(lanesOf(options), options);
