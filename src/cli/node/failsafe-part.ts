/**
 * What keeps this node in office where etcd is not reached and all members confirm it (docs/decisions/0086), and what it
 * promises to others. A node that does not want it, or has no secret or no health port, confirms nobody.
 */
import { displayText } from '../../core/index.ts';
import { Failsafe, HttpPeers, PeerDoor, Promises } from '../../ha/index.ts';
import { bytesToPath } from '../director/ways-in.ts';
import type { NodeTools } from './node-tools.ts';

type FailsafeTools = Pick<NodeTools, 'promises' | 'failsafe' | 'peers'>;

export function openFailsafePart(
  tools: Omit<NodeTools, keyof FailsafeTools>,
  changed: () => void,
  started: AsyncDisposableStack,
): FailsafeTools {
  const { plan, store, clock, timing, parts } = tools;
  const { name } = plan.node;
  const promises = new Promises({ name, clock, store, promiseMsMax: timing.ttlMs });
  const { secret } = plan;
  if (!plan.cluster.failsafe || secret === undefined || plan.node.healthPort === 0) return { promises };
  const cluster = displayText(plan.cluster.name);
  const asked = started.use(new HttpPeers({ cluster, secret, store }));
  const failsafe = new Failsafe({
    ...tools,
    ...{ name, promises, changed, peers: asked },
    tenure: (office) => (office === 'catalog' ? parts.catalog : parts.director)?.tenure,
  });
  started.use(failsafe);
  return { promises, failsafe, peers: new PeerDoor({ cluster, name, secret, promises }) };
}

/** Where other members ask this one. */
export function peerAddress({ plan, peers }: Pick<NodeTools, 'plan' | 'peers'>): { readonly peer?: string } {
  if (peers === undefined) return {};
  const { address, healthAddress, healthPort, healthTlsCertificate } = plan.node;
  const host = bytesToPath(healthAddress ?? address);
  const isAny = host === '0.0.0.0' || host === '::';
  const reached = isAny ? address : host;
  const scheme = healthTlsCertificate === undefined ? 'http' : 'https';
  return { peer: `${scheme}://${reached.includes(':') ? `[${reached}]` : reached}:${healthPort}` };
}
