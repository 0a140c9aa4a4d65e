/** What one PostgreSQL says of itself, to whoever follows it without looking after it. */

export interface ServerPlace {
  readonly host: string;
  readonly port: number;
}

export interface ServerFacts {
  /** It takes writes. */
  readonly writable: boolean;
  /** Why not, in words. */
  readonly refusal: string | undefined;
  /** PostgreSQL's system identifier: another one is another Catalog. */
  readonly system: string;
  readonly timeline: number;
  readonly lsn: bigint;
  /** Of the Director that took it over last; 0n: none ever did. */
  readonly epoch: bigint;
  /** Who streams from it; of those that its user may not see nothing is known. */
  readonly standbys: readonly StandbyFacts[];
  /** There are standbys of which this user is told nothing. */
  readonly hidesStandbys: boolean;
}

export interface StandbyFacts {
  /** Its application_name. */
  readonly name: string;
  /** A commit may wait for it. */
  readonly synchronous: boolean;
  /** What it has not flushed yet; undefined: not told. */
  readonly lagBytes: number | undefined;
}

/** The last word of one server. */
export type ServerAnswer =
  | { readonly place: ServerPlace; readonly facts: ServerFacts }
  /** It was asked, and why it did not answer. */
  | { readonly place: ServerPlace; readonly why: string }
  /** It has not been asked yet. */
  | { readonly place: ServerPlace };

export const formatPlace = ({ host, port }: ServerPlace): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;

export const samePlace = (a: ServerPlace, b: ServerPlace | undefined): boolean =>
  a.host === b?.host && a.port === b.port;
