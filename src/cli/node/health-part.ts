/** Where a node tells its health: to balancers, probes and dashboards, whether it leads or not. */
import { openHealthEndpoints } from '../../console/index.ts';
import { disposable } from '../../core/index.ts';
import { clusterStatus, nodeHealth, readHistory } from '../../ha/index.ts';
import { bytesToPath } from '../director/ways-in.ts';
import type { NodeTools } from './node-tools.ts';

/** An agent that has not looked for so many leases is stuck. */
export const STUCK_LEASES = 2;

export async function openHealthPart(tools: NodeTools): Promise<AsyncDisposable> {
  const { plan, store, lease, parts, timing, dcs, logger, peers } = tools;
  const { name, address, healthAddress, healthPort } = plan.node;
  if (healthPort === 0) return disposable(() => {});
  const endpoints = await openHealthEndpoints({
    address: bytesToPath(healthAddress ?? address),
    port: healthPort,
    ...tlsOf(plan.node),
    state: () => nodeHealth({ ...{ name, store, lease }, ...parts, patienceMs: STUCK_LEASES * timing.ttlMs }),
    cluster: () => store.snapshot && clusterStatus(store.snapshot),
    history: () => readHistory(dcs),
    ...{ logger, peers },
  });
  logger.info({ url: endpoints.url }, 'The node tells its health');
  return endpoints;
}

function tlsOf({ healthTlsCertificate: certificate, healthTlsKey: key }: NodeTools['plan']['node']) {
  if (certificate === undefined || key === undefined) return {};
  return { tls: { certificate: bytesToPath(certificate), key: bytesToPath(key) } };
}
