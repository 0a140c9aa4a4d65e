/** What an Incremental or Differential Job takes (specification 02 §3). */
import type { FileStat } from '../native/index.ts';

/** Modified or changed in that second or later, as genuine Clients count it. */
export const isNewerThan = (stat: FileStat, sinceSec: number, mtimeOnly: boolean): boolean =>
  stat.mtimeSec >= sinceSec || (!mtimeOnly && stat.ctimeSec >= sinceSec);
