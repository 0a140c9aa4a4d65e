/**
 * The life of a node's Catalog, as a table: the first row that matches wins, so the rows of safety stand first. Each role
 * has one act (catalog-acts.ts) that is begun when the role is taken up. docs/ha-states.md is drawn from this table.
 */
import type { CatalogView } from './catalog-view.ts';
import { PRIMARY_TRANSITIONS } from './primary-transitions.ts';
import type { Transition } from './transition.ts';

export type CatalogRole =
  | 'starting'
  | 'empty'
  | 'bootstrapping'
  | 'cloning'
  | 'reinitialising'
  | 'rejoining'
  | 'standby'
  | 'mourning'
  | 'candidate'
  | 'claiming'
  | 'resuming'
  | 'promoting'
  | 'primary'
  | 'restarting'
  | 'handing-over'
  | 'fencing'
  | 'fenced';

/** A leader that this node does not reach now is asked again so late: it may take the network an hour. */
const FOLLOW_AGAIN_MS = 10_000;

const LEADING: readonly CatalogRole[] = ['bootstrapping', 'promoting', 'primary', 'restarting', 'handing-over'];
const IDLE: readonly CatalogRole[] = ['starting', 'empty', 'fenced', 'standby', 'mourning', 'candidate', 'claiming'];

export const CATALOG_TRANSITIONS: readonly Transition<CatalogRole, CatalogView>[] = [
  // Safety.
  {
    from: LEADING,
    to: 'fencing',
    when: (v) => !v.leads,
    why: 'Leadership lost: PostgreSQL stops before a successor can start',
  },
  {
    from: ['resuming'],
    to: 'fencing',
    when: (v) => !v.leads && v.instance.running,
    why: 'Leadership lost: PostgreSQL stops before a successor can start',
  },
  {
    from: IDLE,
    to: 'fencing',
    when: (v) => v.instance.writable && !v.leads,
    why: 'PostgreSQL is writable and nobody elected it: it stops',
  },
  {
    from: ['fencing'],
    to: 'fenced',
    when: (v) => v.act !== 'running' && !v.instance.running,
    why: 'PostgreSQL has stopped',
  },
  {
    from: ['fencing'],
    to: 'fencing',
    when: (v) => v.act !== 'running' && v.instance.running,
    why: 'PostgreSQL still runs: stop it again',
  },

  // The office is this node's by right, and the key has to say so again.
  {
    from: ['primary'],
    to: 'resuming',
    when: (v) => !v.leadsByKey && v.leaseHeld && (v.leader === undefined || v.leads) && v.ledLast,
    why: 'Nobody has led since this node did: take the office up again',
  },
  {
    from: ['starting', 'fenced'],
    to: 'resuming',
    when: (v) => v.ledBefore && !v.instance.running && v.instance.data,
    why: 'The key is of an earlier process of this node: take it up with the lease of this one',
  },
  {
    from: ['resuming'],
    to: 'primary',
    when: (v) => v.leadsByKey && v.instance.writable,
    why: 'The office is taken up again',
  },
  {
    from: ['resuming'],
    to: 'restarting',
    when: (v) => v.leadsByKey && v.act !== 'running',
    why: 'The office is taken up again: start PostgreSQL',
  },
  {
    from: ['resuming'],
    to: 'primary',
    when: (v) => v.act !== 'running' && v.instance.writable,
    why: 'The office could not be taken up yet',
  },
  {
    from: ['resuming'],
    to: 'restarting',
    when: (v) => v.leads && v.act !== 'running' && !v.instance.running,
    why: 'The office could not be taken up yet, and PostgreSQL has died: start it again',
  },
  {
    from: ['resuming'],
    to: 'fenced',
    when: (v) => v.act !== 'running' && !v.instance.running,
    why: 'The office has gone to another one',
  },

  // From the start to a standby.
  {
    from: ['starting', 'fenced'],
    to: 'empty',
    when: (v) => !v.instance.data && !v.instance.running,
    why: 'There are no data here',
  },
  {
    from: ['starting'],
    to: 'standby',
    when: (v) => v.instance.running && !v.instance.writable && v.leader !== undefined,
    why: 'A standby runs',
  },
  {
    from: ['starting'],
    to: 'mourning',
    when: (v) => v.instance.running && !v.instance.writable && !v.paused,
    why: 'A standby runs, and nobody leads',
  },
  { from: ['starting'], to: 'fenced', when: (v) => !v.instance.running, why: 'PostgreSQL does not run' },
  { from: ['empty'], to: 'claiming', when: (v) => mayFound(v), why: 'The cluster has never had a Catalog: found it' },
  { from: ['empty'], to: 'cloning', when: (v) => v.leaderReady, why: 'Copy the Catalog from its leader' },
  {
    from: ['cloning'],
    to: 'standby',
    when: (v) => v.act === 'done' && v.instance.running && !v.instance.writable,
    why: 'The copy runs as a standby',
  },
  { from: ['cloning'], to: 'fenced', when: (v) => v.act !== 'running', why: 'The copy broke off' },
  {
    from: ['fenced'],
    to: 'rejoining',
    when: (v) => !v.leads && v.instance.data && (v.leaderReady || v.leader === undefined) && !v.paused,
    why: 'Come back as a standby',
  },
  {
    from: ['rejoining'],
    to: 'cloning',
    when: (v) => v.act === 'failed' && v.needsCopy && v.leaderReady,
    why: "What this node holds does not fit the leader's history: copy it anew",
  },
  {
    from: ['rejoining'],
    to: 'fenced',
    when: (v) => v.act === 'failed' && !v.instance.data && !v.instance.running && !v.leadsByKey,
    why: 'What was here is gone',
  },
  {
    from: ['rejoining'],
    to: 'rejoining',
    when: (v) => v.act === 'failed' && !v.instance.running && !v.leadsByKey && !v.paused,
    why: 'Whom to follow was not reached: again',
  },
  {
    from: ['rejoining'],
    to: 'fencing',
    when: (v) => v.act === 'failed',
    why: 'PostgreSQL did not come up: stop it and look again',
  },
  {
    from: ['rejoining'],
    to: 'standby',
    when: (v) => v.act === 'done' && v.leader !== undefined,
    why: 'PostgreSQL follows',
  },
  { from: ['rejoining'], to: 'mourning', when: (v) => v.act === 'done', why: 'PostgreSQL runs, and nobody leads' },

  // An operator has it copied anew.
  {
    from: ['standby', 'fenced', 'rejoining', 'cloning'],
    to: 'reinitialising',
    when: (v) => v.reinit && v.leaderReady && !v.leadsByKey && v.act !== 'running',
    why: 'An operator orders a new copy of the Catalog',
  },
  {
    from: ['reinitialising'],
    to: 'standby',
    when: (v) => v.act === 'done' && v.instance.running && !v.instance.writable,
    why: 'The new copy runs as a standby',
  },
  {
    from: ['reinitialising'],
    to: 'reinitialising',
    when: (v) => v.act === 'failed' && v.reinit && v.leaderReady,
    why: 'The new copy broke off: again',
  },
  { from: ['reinitialising'], to: 'fenced', when: (v) => v.act !== 'running', why: 'The new copy broke off' },

  // A claim whose answer was lost.
  {
    from: ['candidate', 'mourning'],
    to: 'promoting',
    when: (v) => v.leadsByKey && v.act !== 'running' && v.instance.running,
    why: 'Elected, as the store says: promote the Catalog',
  },
  {
    from: ['fenced', 'rejoining', 'standby'],
    to: 'fencing',
    when: (v) => v.leadsByKey,
    why: "The office is this node's and cannot be filled: give it back",
  },
  {
    from: ['empty'],
    to: 'bootstrapping',
    when: (v) => v.leadsByKey && !v.initialised,
    why: 'Elected to found the Catalog, as the store says',
  },
  {
    from: ['empty'],
    to: 'fencing',
    when: (v) => v.leadsByKey,
    why: "The office is this node's and there are no data: give it back",
  },

  // A standby, and how it becomes the primary.
  {
    from: ['standby'],
    to: 'rejoining',
    when: (v) => v.act !== 'running' && v.leaderReady && v.instance.upstream !== v.leader?.name,
    why: 'The leader is another one than this node follows',
  },
  {
    from: ['standby', 'mourning', 'candidate'],
    to: 'fencing',
    when: (v) => !v.instance.running && v.act !== 'running',
    why: 'The standby has died: clear away what is left and start it again',
  },
  {
    from: ['standby', 'mourning', 'candidate'],
    to: 'rejoining',
    when: (v) => v.diverged && v.act !== 'running',
    why: "The leader's history is another: rewind",
  },
  {
    from: ['standby'],
    to: 'standby',
    when: (v) =>
      v.leaderReady &&
      !v.followed &&
      !v.instance.streaming &&
      (v.act === 'done' || (v.act === 'failed' && v.roleMs > FOLLOW_AGAIN_MS)),
    why: 'The office has changed hands unseen: look whether this history is that of its holder',
  },
  {
    from: ['standby'],
    to: 'mourning',
    when: (v) => v.leader === undefined && !v.paused && !v.isBound,
    why: 'The leader is gone: receive nothing more from it',
  },
  {
    from: ['mourning', 'candidate'],
    to: 'standby',
    when: (v) => v.leader !== undefined && !v.leads && v.act !== 'running',
    why: 'There is a leader: follow it',
  },
  { from: ['mourning'], to: 'candidate', when: (v) => v.act === 'done', why: 'What this node holds is final' },
  {
    from: ['mourning'],
    to: 'mourning',
    when: (v) => v.act === 'failed',
    why: 'PostgreSQL did not let go of the old leader: again',
  },
  {
    from: ['candidate'],
    to: 'claiming',
    when: (v) =>
      v.leader === undefined && v.leaseHeld && !v.paused && !v.keptElsewhere && v.mayClaim && v.verdict.mayLead,
    why: 'Nobody leads, and nobody is further: claim the office',
  },
  {
    from: ['claiming'],
    to: 'bootstrapping',
    when: (v) => v.leads && !v.instance.data,
    why: 'Elected to found the Catalog',
  },
  { from: ['claiming'], to: 'promoting', when: (v) => v.leads, why: 'Elected: promote the Catalog' },
  {
    from: ['claiming'],
    to: 'fenced',
    when: (v) => v.act !== 'running' && !v.instance.running,
    why: 'Another one was elected',
  },
  { from: ['claiming'], to: 'candidate', when: (v) => v.act !== 'running', why: 'Another one was elected' },
  {
    from: ['bootstrapping', 'promoting'],
    to: 'primary',
    when: (v) => v.act === 'done' && v.instance.writable,
    why: 'The Catalog is writable',
  },
  {
    from: ['bootstrapping', 'promoting'],
    to: 'fencing',
    when: (v) => v.act !== 'running',
    why: 'PostgreSQL did not become writable: give the office back',
  },

  ...PRIMARY_TRANSITIONS,
];

const mayFound = (v: CatalogView): boolean =>
  !v.initialised && !v.dataElsewhere && v.leader === undefined && v.leaseHeld && v.mayClaim && !v.paused;
