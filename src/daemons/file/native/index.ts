/** The door of native: what the operating system can do and Node cannot. The only user of koffi. */
export type { FileStat } from './file-stat.ts';
