/** All stories, in the order in which they are told. */
import type { Story } from '../story.ts';
import { ASYNCHRONOUS } from './asynchronous.ts';
import { CLOCK } from './clock.ts';
import { CONFIGURATION } from './configuration.ts';
import { CONFIGURATION_KILLED } from './configuration-killed.ts';
import { DISK } from './disk.ts';
import { ETCD } from './etcd.ts';
import { JOIN } from './join.ts';
import { NETWORK } from './network.ts';
import { PARTS } from './parts.ts';
import { STILL } from './still.ts';

export const STORIES: readonly Story[] = [
  ...NETWORK,
  ...PARTS,
  ...STILL,
  ...ETCD,
  ...DISK,
  ...CLOCK,
  ...ASYNCHRONOUS,
  ...JOIN,
  ...CONFIGURATION,
  ...CONFIGURATION_KILLED,
];
