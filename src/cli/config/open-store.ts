/** The store of the cluster, for somebody who waits at a terminal. A file of its own: who is asked as a peer needs no etcd. */
import { Secret } from '../../core/index.ts';
import { type Dcs, openEtcdDcs } from '../../ha/index.ts';
import { type PointerSnapshot, readCommits, UnreplicatedError } from '../../replication/index.ts';
import { bytesToPath } from '../director/ways-in.ts';
import { NodeConfigurationError } from '../node/errors.ts';
import { readPasswordFile } from '../node/password-files.ts';
import { etcdOptions } from '../node/plan.ts';
import type { Replication } from './open-replication.ts';

/** No lease hangs on it. */
const CALL_MS = 4_000;

/** @throws UnreplicatedError, NodeConfigurationError */
export async function openStore({ own: { etcd, cluster } }: Replication): Promise<Dcs> {
  if (etcd === undefined || cluster === undefined) throw new UnreplicatedError('Etcd');
  const password = etcd.passwordFile === undefined ? undefined : await readPasswordFile(bytesToPath(etcd.passwordFile));
  if (password !== undefined && !(password instanceof Secret)) throw new NodeConfigurationError([password]);
  return openEtcdDcs({ ...etcdOptions(cluster, etcd, password), callMs: CALL_MS });
}

/** The pointer and the history at this moment. */
export async function readStore(replication: Replication): Promise<PointerSnapshot> {
  await using store = await openStore(replication);
  return await readCommits(store);
}
