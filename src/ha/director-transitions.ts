/** The life of a node's Director, as a table: the first row that matches wins, so the rows of safety stand first. */
import type { DirectorView } from './director-view.ts';
import type { Transition } from './transition.ts';

export type DirectorRole = 'waiting' | 'claiming' | 'resuming' | 'taking-over' | 'leading' | 'handing-over' | 'fencing';

/** The node that holds the Catalog comes first: the others wait so long. */
const PREFERENCE_MS = 1_000;

const LEADING: readonly DirectorRole[] = ['taking-over', 'leading', 'handing-over'];

export const DIRECTOR_TRANSITIONS: readonly Transition<DirectorRole, DirectorView>[] = [
  // Safety.
  {
    from: ['handing-over'],
    to: 'waiting',
    when: (v) => !v.leads && !v.alive,
    why: 'The office has been handed over',
  },
  {
    from: LEADING,
    to: 'fencing',
    when: (v) => !v.leads,
    why: 'Leadership lost: the Director stops before a successor can start',
  },
  {
    from: ['resuming'],
    to: 'fencing',
    when: (v) => !v.leads && v.act !== 'running',
    why: 'Another one leads: the Director stops',
  },
  {
    from: ['waiting', 'claiming'],
    to: 'fencing',
    when: (v) => v.alive && !v.leads,
    why: 'A Director runs here that nobody elected: it stops',
  },
  { from: ['fencing'], to: 'waiting', when: (v) => v.act !== 'running' && !v.alive, why: 'The Director has stopped' },
  {
    from: ['fencing'],
    to: 'fencing',
    when: (v) => v.act !== 'running' && v.alive,
    why: 'The Director still runs: stop it again',
  },

  // The office is this node's by right, and the key has to say so again.
  {
    from: ['leading'],
    to: 'resuming',
    when: (v) => !v.leadsByKey && v.leaseHeld && (v.vacant || v.leads) && v.ledLast,
    why: 'Nobody has led since this node did: take the office up again',
  },
  {
    from: ['resuming'],
    to: 'taking-over',
    when: (v) => v.leadsByKey && v.act !== 'running',
    why: 'The office is taken up again: the Director begins its epoch, where that is a new one',
  },
  {
    from: ['resuming'],
    to: 'leading',
    when: (v) => v.leads && v.act !== 'running',
    why: 'The office could not be taken up yet',
  },

  // Election.
  {
    from: ['waiting'],
    to: 'claiming',
    when: (v) => mayClaim(v) && !v.standsBack && (v.catalogHere || v.isAwaited || v.untakenMs >= PREFERENCE_MS),
    why: 'Nobody leads, and the Catalog is there: claim the office',
  },
  { from: ['claiming', 'waiting'], to: 'taking-over', when: (v) => v.leadsByKey, why: 'Elected: take over the Jobs' },
  { from: ['claiming'], to: 'waiting', when: (v) => v.act !== 'running', why: 'Another one was elected' },
  {
    from: ['taking-over'],
    to: 'leading',
    when: (v) => v.act === 'done' && v.alive,
    why: 'The Director runs Jobs',
  },
  {
    from: ['taking-over'],
    to: 'fencing',
    when: (v) => v.act !== 'running',
    why: 'The Director did not start: give the office back',
  },

  // How it ceases to lead.
  {
    from: ['leading', 'taking-over'],
    to: 'fencing',
    when: (v) => v.order?.kind === 'failover',
    why: 'An operator orders a failover: the Director stops at once',
  },
  { from: ['leading'], to: 'handing-over', when: (v) => v.order !== undefined, why: 'An operator orders a switchover' },
  {
    from: ['leading'],
    to: 'handing-over',
    when: (v) => v.drained && v.successorAlive && !v.paused,
    why: 'An operator takes this node out of service: hand the office over',
  },
  {
    from: ['handing-over'],
    to: 'fencing',
    when: (v) => v.act !== 'running',
    why: 'The hand-over broke off: stop and let the others elect',
  },
  {
    from: ['leading'],
    to: 'taking-over',
    when: (v) => !v.alive,
    why: 'The Director has died: start it again in its place',
  },
];

const mayClaim = (v: DirectorView): boolean =>
  v.vacant &&
  v.mayClaim &&
  v.leaseHeld &&
  (!v.paused || v.keptHere) &&
  !v.keptElsewhere &&
  v.catalogReady &&
  v.eligible;
