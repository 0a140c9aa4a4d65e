/** The keys of a cluster in its store, relative to the cluster's prefix. docs/ha.md lists what stands behind each. */

/** What is elected: who runs Jobs, and who holds the writable Catalog. */
export const OFFICES = ['director', 'catalog'] as const;
export type Office = (typeof OFFICES)[number];

export const KEYS = {
  /** Bound to the holder's lease; its create revision is the epoch. */
  leader: (office: Office): string => `leader/${office}`,
  /** Written together with the leader's key, and stays: its modification revision is the last epoch there was. */
  tenure: (office: Office): string => `tenure/${office}`,
  /** What the holder of an office says of itself; stays when the holder goes. */
  status: (office: Office): string => `status/${office}`,
  /** Bound to the member's lease: a member that is gone has none. */
  member: (name: string): string => `members/${name}`,
  /** Who may ever hold an office; written by the Catalog's leader alone. */
  roster: 'roster',
  /** Who may be promoted in synchronous mode. */
  synchronous: 'synchronous',
  /** The PostgreSQL system identifier that this cluster was made with. */
  initialised: 'initialised',
  /** An operator's order to hand an office over. */
  order: (office: Office): string => `order/${office}`,
  /** Maintenance: nobody is elected, nothing is stopped. */
  pause: 'pause',
  /** One a leadership; sorted by epoch. */
  history: (office: Office, epoch: bigint): string => `history/${office}/${epoch.toString().padStart(20, '0')}`,
} as const;

export const MEMBER_PREFIX = 'members/';
export const HISTORY_PREFIX = 'history/';
