/** All stories, in the order in which they are told. */
import type { Story } from '../story.ts';
import { NETWORK } from './network.ts';

export const STORIES: readonly Story[] = [...NETWORK];
