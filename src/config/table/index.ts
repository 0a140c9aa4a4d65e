/** Everything that a resource's table is made of. */

export { duration, int, size, speed, uint, yesNo } from './number-rows.ts';
export type { AnyTable, Entry, Lookup, Reference, Repeat, Row, Table } from './row.ts';
export { acl, keyword, name, names, password, path, reference, references, text, texts } from './text-rows.ts';
