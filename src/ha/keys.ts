/** The keys of a cluster in its store, relative to the cluster's prefix. docs/ha.md lists what stands behind each. */

/** What is elected: who runs Jobs, and who holds the writable Catalog. */
export const OFFICES = ['director', 'catalog'] as const;
export type Office = (typeof OFFICES)[number];

/** In a sentence. */
export const officeWord = (office: Office): string => (office === 'catalog' ? 'the Catalog' : 'the Director');

const named = (folder: string): ((office: Office) => string) => {
  const keys = { director: `${folder}/director`, catalog: `${folder}/catalog` } satisfies Record<Office, string>;
  return (office) => keys[office];
};

/** Of each name once: they are asked for all the time. */
const ofMembers = (folder: string): ((name: string) => string) => {
  const keys = new Map<string, string>();
  return (name) => {
    const known = keys.get(name);
    if (known !== undefined) return known;
    const key = `${folder}/${name}`;
    keys.set(name, key);
    return key;
  };
};

export const KEYS = {
  /** Bound to the holder's lease; its create revision is the epoch. */
  leader: named('leader'),
  /** Written together with the leader's key, and stays: its modification revision is the last epoch there was. */
  tenure: named('tenure'),
  /** What the holder of an office says of itself; stays when the holder goes. */
  status: named('status'),
  /** Bound to the member's lease: a member that is gone has none. */
  member: ofMembers('members'),
  /** Whose the member's name is; bound to the same lease. */
  instance: ofMembers('instances'),
  /** Who may ever hold an office; written by the Catalog's leader alone. */
  roster: 'roster',
  /** Who may be promoted in synchronous mode. */
  synchronous: 'synchronous',
  /** The highest number that any timeline has had: no two promotions take the same. */
  timelines: 'timelines',
  /** Of a Catalog that somebody else looks after: which database it is, and how far its history has gone. */
  followed: 'followed',
  /** The PostgreSQL system identifier that this cluster was made with. */
  initialised: 'initialised',
  /** An operator's order to hand an office over. */
  order: named('order'),
  /** Maintenance: nobody is elected, nothing is stopped. */
  pause: 'pause',
  /** Written by an office's leader in a pause: until it is taken away nobody else may be elected, whatever becomes of its lease. */
  kept: named('kept'),
  /** An operator has taken this member out of service: it gives its offices away, and is elected to none. */
  drain: ofMembers('drained'),
  /** An operator has this member copy its Catalog anew. */
  reinit: ofMembers('reinit'),
  /** How the last leadership ended, where its holder could say it. */
  ended: named('ended'),
  /** A leadership that is over; sorted by their numbers, of which each is one more than the last. */
  history: (office: Office, number: number): string => `~history/${office}/${String(number).padStart(12, '0')}`,
} as const;

export const MEMBER_PREFIX = 'members/';
/** Keys that begin with this are kept for people: they are read when somebody asks, not in every snapshot. */
export const ARCHIVE_PREFIX = '~';
export const HISTORY_PREFIX = '~history/';
