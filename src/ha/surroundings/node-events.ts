/** What has happened to a node between two looks, as its administrator's programs hear of it. Pure. */
import type { NodeHealth } from '../health.ts';

export const NODE_EVENTS = [
  'catalog-leader',
  'catalog-standby',
  'director-leader',
  'director-standby',
  'fenced',
  'paused',
  'resumed',
] as const;
export type NodeEvent = (typeof NODE_EVENTS)[number];

/** `before`: undefined at the first look, which tells where things stand but for what would be the usual. */
export function eventsBetween(before: NodeHealth | undefined, now: NodeHealth): readonly NodeEvent[] {
  const became = (is: (node: NodeHealth) => boolean): boolean => is(now) && (before === undefined || !is(before));
  return NODE_EVENTS.filter((event) => became(IS[event]) && !(before === undefined && event === 'resumed'));
}

export const leadsCatalog = ({ catalog }: NodeHealth): boolean =>
  catalog?.role === 'primary' && catalog.epoch !== undefined && catalog.writable;
export const leadsDirector = ({ director }: NodeHealth): boolean =>
  director?.role === 'leading' && director.epoch !== undefined;
/** It had to stop, and has stopped: nobody asked it to. */
const isFencing = ({ catalog, director }: NodeHealth): boolean =>
  catalog?.role === 'fencing' || director?.role === 'fencing';

const IS: Readonly<Record<NodeEvent, (node: NodeHealth) => boolean>> = {
  'catalog-leader': leadsCatalog,
  'catalog-standby': ({ catalog }) => catalog?.role === 'standby',
  'director-leader': leadsDirector,
  'director-standby': ({ director }) => director?.role === 'waiting',
  fenced: isFencing,
  paused: ({ paused }) => paused,
  resumed: ({ paused }) => !paused,
};
