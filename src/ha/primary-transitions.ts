/** How a primary ceases to be one: the rows of the Catalog's table (catalog-transitions.ts) that come last. */
import type { CatalogRole } from './catalog-transitions.ts';
import type { CatalogView } from './catalog-view.ts';
import type { Transition } from './transition.ts';

/** In place a crashed primary has so long, when somebody else could take over. */
const RESTART_MS = 2_000;

/**
 * So long one that runs has said nothing: a question that only looks at memory was not answered in 5 s, and then a new connection
 * not in 3 s. A slow disk delays neither that long.
 */
const SILENT_MS = 7_500;

/** ... where nobody else could lead: what stands still may go on yet, and its recovery may take longer than that. */
const SILENT_ALONE_MS = 60_000;

export const PRIMARY_TRANSITIONS: readonly Transition<CatalogRole, CatalogView>[] = [
  {
    from: ['primary', 'restarting', 'promoting'],
    to: 'fencing',
    when: (v) => v.order?.kind === 'failover',
    why: 'An operator orders a failover: PostgreSQL stops at once',
  },
  {
    from: ['primary', 'handing-over'],
    to: 'fencing',
    when: (v) => v.silentMs > (v.heirAlive ? SILENT_MS : SILENT_ALONE_MS) && !v.paused,
    why: 'PostgreSQL runs and does not answer: kill it and let the others elect',
  },
  {
    from: ['primary'],
    to: 'handing-over',
    when: (v) => v.order !== undefined && answers(v),
    why: 'An operator orders a switchover',
  },
  {
    from: ['primary'],
    to: 'handing-over',
    when: (v) => v.drained && v.successorAlive && !v.paused && answers(v),
    why: 'An operator takes this node out of service: hand the office over',
  },
  {
    from: ['primary'],
    to: 'handing-over',
    when: (v) => !v.hasRoom && v.successorAlive && !v.paused && answers(v),
    why: 'No room is left on the disk of PostgreSQL: hand the office over',
  },
  {
    from: ['primary'],
    to: 'restarting',
    when: (v) => !v.instance.running && !v.paused,
    why: 'PostgreSQL has died: start it again in its place',
  },
  { from: ['restarting'], to: 'primary', when: (v) => v.instance.writable, why: 'PostgreSQL runs again' },
  {
    from: ['restarting'],
    to: 'fencing',
    when: (v) => v.act === 'failed' || (v.heirAlive && v.roleMs > RESTART_MS),
    why: 'PostgreSQL does not come back here in time: let another node lead',
  },
  {
    from: ['restarting'],
    to: 'restarting',
    when: (v) => v.act !== 'running' && !v.instance.running,
    why: 'PostgreSQL has died once more: again',
  },
  { from: ['handing-over'], to: 'fenced', when: (v) => v.act === 'done', why: 'The office has been handed over' },
  {
    from: ['handing-over'],
    to: 'fencing',
    when: (v) => v.act !== 'running',
    why: 'The hand-over broke off: stop and let the others elect',
  },
];

/** One that stands still hears no order to stop in good order. */
const answers = ({ instance }: CatalogView): boolean => instance.running && instance.silent !== true;
