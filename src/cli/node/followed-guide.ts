/** Who tells where the Catalog is that somebody else looks after: the configuration, or Patroni. */
import { readFile } from 'node:fs/promises';
import type { Clock, Logger } from '../../core/index.ts';
import { type CatalogGuide, listedServers, PatroniGuide } from '../../replication/index.ts';
import type { FollowedPlan } from './followed-plan.ts';

export interface GuideTools {
  readonly clock: Clock;
  readonly logger: Logger;
}

export function guideOf(followed: FollowedPlan, tools: GuideTools): (changed: () => void) => CatalogGuide {
  if (followed.mode === 'external') return () => listedServers(followed.servers);
  const { urls, tls } = followed;
  const read = async (path: string | undefined) => (path === undefined ? undefined : await readFile(path));
  const files = async () => ({ ca: await read(tls.ca), cert: await read(tls.certificate), key: await read(tls.key) });
  return (changed) => new PatroniGuide({ ...tools, urls, tls: files }, changed);
}
