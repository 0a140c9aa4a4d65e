/** From understudy.conf to the cluster's store: the administrator's verbs talk to etcd themselves, whether a Director lives or not. */
import { hostname, userInfo } from 'node:os';
import {
  type ClusterResource,
  ConfigurationError,
  loadUnderstudyConfig,
  type UnderstudyConfig,
} from '../../config/index.ts';
import { Secret } from '../../core/index.ts';
import { type Dcs, openEtcdDcs } from '../../ha/index.ts';
import { bytesToPath } from '../director/ways-in.ts';
import { NodeConfigurationError } from '../node/errors.ts';
import { readPasswordFile } from '../node/password-files.ts';
import { etcdOptions } from '../node/plan.ts';
import type { Terminal } from '../terminal.ts';
import { NotClusteredError } from './errors.ts';

/** Understood by every verb that looks after the cluster. */
export const CLUSTER_OPTIONS = {
  'node-config': { type: 'string', short: 'n' },
  json: { type: 'boolean' },
} as const;

export const CLUSTER_HELP = `-n, --node-config FILE   understudy.conf, which names the cluster and its etcd (UNDERSTUDY_NODE_CONFIG;
                           default: /etc/bacula/understudy.conf)
  --json                   for programs`;

const DEFAULT_FILE = '/etc/bacula/understudy.conf';
/** A person waits: etcd may be electing a leader of its own. */
const CALL_MS = 5_000;

export interface OpenedCluster extends AsyncDisposable {
  readonly dcs: Dcs;
  readonly cluster: ClusterResource;
  /** Who orders: `alice@host`. */
  readonly by: string;
}

/** @throws ConfigurationError, NotClusteredError, NodeConfigurationError */
export async function openCluster(
  values: { readonly 'node-config'?: string | undefined },
  { environment }: Pick<Terminal, 'environment'>,
): Promise<OpenedCluster> {
  const file = values['node-config'] ?? environment.UNDERSTUDY_NODE_CONFIG ?? DEFAULT_FILE;
  const { config, problems } = await loadUnderstudyConfig(file);
  if (config === undefined) throw new ConfigurationError(file, problems);
  const { cluster } = config;
  if (cluster === undefined) throw new NotClusteredError(file);
  const dcs = await openEtcdDcs({ ...(await storeOptions(config)), callMs: CALL_MS });
  return { dcs, cluster, by: whoAmI(environment), [Symbol.asyncDispose]: () => dcs[Symbol.asyncDispose]() };
}

async function storeOptions({ cluster, etcd }: UnderstudyConfig) {
  if (cluster === undefined || etcd === undefined) throw new Error('checked when it was read');
  const path = etcd.passwordFile;
  const password = path === undefined ? undefined : await readPasswordFile(bytesToPath(path));
  if (password !== undefined && !(password instanceof Secret)) throw new NodeConfigurationError([password]);
  return etcdOptions(cluster, etcd, password);
}

/** Behind sudo it is whoever called it. */
function whoAmI({ SUDO_USER }: Terminal['environment']): string {
  const user = SUDO_USER ?? attempt(() => userInfo().username) ?? 'somebody';
  return `${user}@${hostname()}`.slice(0, 100);
}

/** A user without a name has none to tell. */
function attempt<T>(ask: () => T): T | undefined {
  try {
    return ask();
  } catch {
    return undefined;
  }
}
