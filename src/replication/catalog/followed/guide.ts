/** Who knows where the servers of a Catalog are that somebody else looks after: a list, or Patroni. */
import type { ServerPlace } from './server-facts.ts';

export interface CatalogGuide extends AsyncDisposable {
  /** In the order in which they were named; costs nothing. */
  readonly servers: readonly ServerPlace[];
  /** Who is said to be the primary; undefined: nobody says, so that the servers themselves decide. */
  readonly claimed: readonly ServerPlace[] | undefined;
  /** What its keeper says of each server, for people. */
  readonly members: readonly GuidedMember[];
  /** Why it knows less than it should, in words. */
  readonly trouble: string | undefined;
  /** Something is wrong: ask at once, and more often for a while. */
  hasten(): void;
}

export interface GuidedMember {
  readonly name: string;
  readonly place: ServerPlace;
  readonly role: string;
  readonly state: string;
  readonly timeline: number | undefined;
  readonly lagBytes: number | undefined;
}

/** Servers that are named in the configuration, and nobody who tells their roles. */
export const listedServers = (servers: readonly ServerPlace[]): CatalogGuide => ({
  servers,
  claimed: undefined,
  members: [],
  trouble: undefined,
  hasten: () => {},
  [Symbol.asyncDispose]: async () => {},
});
