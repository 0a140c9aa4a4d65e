/** The door of journal: what Jobs have to tell their Directors, kept until it is in a Catalog. */
export { Journal, type JournalOptions } from './journal.ts';
export type { Facts } from './read-facts.ts';
export { FACT_BYTES_MAX } from './record.ts';
