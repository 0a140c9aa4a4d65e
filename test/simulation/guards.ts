/**
 * What keeps the truths true, each with a story that breaks where it is taken out: a guard that no story needs is kept by
 * nothing. The code stands where `file` says, once; changed to `without` it is there no more. When the world changes the seeds
 * have to be found again: `npm run simulate -- --seeds 2000 --without NAME` (docs/simulation.md).
 */
import type { SCENARIOS } from './scenarios.ts';

export interface Guard {
  readonly name: string;
  /** What it does. */
  readonly keeps: string;
  readonly file: string;
  readonly code: string;
  readonly without: string;
  /** A story of all kinds, or one of scenarios.ts. */
  readonly story: number | keyof typeof SCENARIOS;
}

export const GUARDS: readonly Guard[] = [
  {
    name: 'lease-margin',
    keeps: 'a holder stops before its lease ends, also by a clock that runs slow',
    file: 'src/ha/lease-keeper.ts',
    code: 'before + timing.ttlMs - timing.marginMs',
    without: 'before + timing.ttlMs',
    story: 16,
  },
  {
    name: 'claim-tenure',
    keeps: 'a claim succeeds the leadership that was seen to end, and no later one',
    file: 'src/ha/office-keys.ts',
    code: 'lastEpoch === 0n ? { key: tenure, absent: true } : { key: tenure, modRevision: lastEpoch },',
    without: '',
    story: 931,
  },
  {
    name: 'catalog-epoch',
    keeps: 'the Catalog refuses a Director of an older epoch',
    file: 'test/simulation/simulated-postgres.ts',
    code: 'epoch >= this.state.epoch',
    without: 'true',
    story: 'sleepers',
  },
  {
    name: 'storage-epoch',
    keeps: 'a Storage Daemon refuses a Director of an older epoch',
    file: 'test/simulation/simulated-storage.ts',
    code: 'epoch < this.#epoch',
    without: 'false',
    story: 'lateOrders',
  },
  {
    name: 'synchronous-first-in-etcd',
    keeps: 'a set of standbys stands in etcd before PostgreSQL waits for it',
    file: 'src/ha/synchronous.ts',
    code: 'record: { configs: [last, wanted] }',
    without: 'record: { configs: [wanted] }',
    story: 21,
  },
  {
    name: 'final-position',
    keeps: 'only who has let go of the old leader says a position that counts',
    file: 'src/ha/election.ts',
    code: 'const heard = members.filter(({ name, mourns }) => name === me.name || mourns >= endedEpoch);',
    without: 'const heard = members;',
    story: 21,
  },
  {
    name: 'timeline-in-etcd',
    keeps: 'no two promotions make timelines of one number',
    file: 'src/ha/catalog-acts.ts',
    code: 'Math.max(timelineIn(snapshot()), catalogStatusIn(snapshot())?.timeline ?? 0, own) + 1',
    without: 'own + 1',
    story: 122,
  },
  {
    name: 'never-promoted',
    keeps: 'data that were never promoted are not started as a primary',
    file: 'test/simulation/simulated-postgres.ts',
    code: "if (this.isStandby) throw new Error('It was never promoted');",
    without: '',
    story: 53,
  },
  {
    name: 'pause-keeps-office',
    keeps: 'an office that is kept through a pause is claimed by nobody else',
    file: 'src/ha/records.ts',
    code: 'keptIn(snapshot, office) !== undefined',
    without: 'false && keptIn(snapshot, office) !== undefined',
    story: 10,
  },
  {
    name: 'surrendered-epoch',
    keeps: 'who has begun to give an office back does not hold it, whatever snapshots say',
    file: 'src/ha/holds-office.ts',
    code: 'leader !== undefined && leader.epoch === surrenderedEpoch',
    without: 'leader !== undefined && false',
    story: 36,
  },
  {
    name: 'failsafe-promise',
    keeps: 'who has confirmed a leader claims nothing while the promise lasts',
    file: 'src/ha/failsafe/promises.ts',
    code: 'if (this.isBound(office)) return false;\n    const',
    without: 'const',
    story: 45,
  },
  {
    name: 'failsafe-all',
    keeps: 'a leader without etcd asks all members, and each has to confirm it',
    file: 'src/ha/failsafe/failsafe.ts',
    code: 'if (refusal !== undefined) return refusal;',
    without: '',
    story: 2,
  },
  {
    name: 'follow-anew',
    keeps: 'a standby looks again whether it fits when its leader has led anew and nobody told it',
    file: 'src/ha/catalog-transitions.ts',
    code: '!v.followed &&',
    without: 'false &&',
    story: 'unseenChanges',
  },
  {
    name: 'final-is-a-position',
    keeps: 'the zeros of a PostgreSQL that does not answer are nobody’s last position',
    file: 'src/ha/describe-member.ts',
    code: 'isPosition && ',
    without: '',
    story: 'silentHeirs',
  },
];
