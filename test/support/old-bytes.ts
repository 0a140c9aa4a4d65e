/** What V8 has among its old objects, garbage of them included, in bytes. */
import { getHeapSpaceStatistics } from 'node:v8';

export const oldBytes = (): number =>
  getHeapSpaceStatistics().find(({ space_name }) => space_name === 'old_space')?.space_used_size ?? 0;
