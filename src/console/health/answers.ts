/**
 * What a node answers to whoever asks for its role: load balancers, orchestrators, people. The contract is the one that
 * users of Patroni know: 200 where the question is to be answered with yes, 503 where not, and what the node is as JSON.
 * Pure. The Catalog is meant where no other office is named; docs/health.md lists every question.
 */
import type { NodeHealth } from '../../ha/index.ts';
import { parseBytes } from './bytes.ts';

export interface HealthQuery {
  /** So far behind a standby may be: `16MB`, or bytes. */
  readonly lag?: string;
}

export type HealthQuestion = (node: NodeHealth, query: HealthQuery) => boolean;

/** Without `lag=` a standby this far behind is still ready. */
const READY_LAG_BYTES = 16 * 1024 * 1024;

const holdsCatalog: HealthQuestion = ({ catalog }) => catalog?.epoch !== undefined;
const isPrimary: HealthQuestion = (node, query) => holdsCatalog(node, query) && node.catalog?.writable === true;
const isReplica: HealthQuestion = ({ catalog }, { lag }) => {
  if (catalog === undefined || catalog.writable || !catalog.running || !catalog.streaming) return false;
  const most = lag === undefined ? undefined : parseBytes(lag);
  return most === undefined || (catalog.lagBytes !== undefined && catalog.lagBytes <= most);
};
const isReady: HealthQuestion = (node, { lag = `${READY_LAG_BYTES}` }) => {
  // Where somebody else looks after the Catalog nobody can lead before it takes writes.
  if (node.followed !== undefined && node.followed.at === undefined) return false;
  if (node.catalog === undefined) return node.director !== undefined && node.storeAgeMs !== undefined;
  return isPrimary(node, {}) || isReplica(node, { lag });
};

/** By the path that asks. */
export const HEALTH_QUESTIONS: Readonly<Record<string, HealthQuestion>> = {
  '/': isPrimary,
  '/primary': isPrimary,
  '/read-write': isPrimary,
  '/leader': holdsCatalog,
  '/replica': isReplica,
  '/read-only': (node, query) => isPrimary(node, query) || isReplica(node, query),
  '/synchronous': (node, query) => isReplica(node, query) && node.catalog?.synchronous === true,
  '/sync': (node, query) => isReplica(node, query) && node.catalog?.synchronous === true,
  '/asynchronous': (node, query) => isReplica(node, query) && node.catalog?.synchronous === false,
  '/async': (node, query) => isReplica(node, query) && node.catalog?.synchronous === false,
  '/director': ({ director }) => director?.role === 'leading' && director.epoch !== undefined,
  '/director-standby': ({ director }) => director?.role === 'waiting',
  '/health': ({ catalog, director }) => (catalog === undefined ? director !== undefined : catalog.running),
  '/liveness': ({ alive }) => alive,
  '/readiness': isReady,
};
