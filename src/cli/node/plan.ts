/**
 * What a node is, from its two files and the passwords that they name: everything that could keep it from starting is told
 * at once, before anything is touched.
 */
import { join } from 'node:path';
import type { ClusterResource, EtcdResource, NodeResource } from '../../config/index.ts';
import { Secret } from '../../core/index.ts';
import type { EtcdOptions } from '../../ha/index.ts';
import type { CatalogLogin, ManagedTlsPaths } from '../../replication/index.ts';
import { catalogLogin } from '../director/catalog-login.ts';
import type { Configuration } from '../director/configuration.ts';
import { bytesToPath } from '../director/ways-in.ts';
import { type Mistake, NodeConfigurationError } from './errors.ts';
import { type FollowedPlan, planFollowed } from './followed-plan.ts';
import { readPasswordFile } from './password-files.ts';
import { catalogTlsPaths, etcdTlsPaths, healthTlsPaths, tlsMistakes } from './tls-plan.ts';

export interface NodePlan {
  readonly cluster: ClusterResource;
  readonly node: NodeResource;
  readonly etcd: EtcdOptions;
  /** By which members know one another; undefined: this node was given none. */
  readonly secret: Secret | undefined;
  /** As whom Directors come to the Catalog. */
  readonly login: CatalogLogin;
  /** The PostgreSQL of this node; undefined: it has none. */
  readonly postgres: PostgresPlan | undefined;
  /** Where the Catalog is looked for that somebody else looks after; undefined: the cluster's nodes do. */
  readonly followed: FollowedPlan | undefined;
}

export interface PostgresPlan {
  readonly directory: string;
  readonly programDirectory: string | undefined;
  readonly listen: string;
  readonly port: number;
  readonly replicationPassword: Secret;
  /** Undefined: in the clear. */
  readonly tls: ManagedTlsPaths | undefined;
}

export const isNode = ({ node }: Configuration): boolean => node.cluster !== undefined;

/** @throws NodeConfigurationError with all mistakes */
export async function planNode({ shared, node: own }: Configuration): Promise<NodePlan> {
  const { cluster, node, etcd } = own;
  if (cluster === undefined || node === undefined || etcd === undefined)
    throw new Error('There is no Cluster resource');
  const mistakes: Mistake[] = [];
  const passwordOf = async (path: string | undefined): Promise<Secret | undefined> => {
    const found = path === undefined ? undefined : await readPasswordFile(bytesToPath(path));
    if (found === undefined || found instanceof Secret) return found;
    mistakes.push(found);
    return undefined;
  };
  const [etcdPassword, replicationPassword] = [
    await passwordOf(etcd.passwordFile),
    await passwordOf(node.replicationPasswordFile),
  ];
  mistakes.push(...tlsMistakes([etcdTlsPaths(etcd), catalogTlsPaths(node), healthTlsPaths(node)]));
  const login = catalogLogin(shared);
  if ('what' in login) mistakes.push(login);
  const followed = planFollowed(shared, own.catalog);
  if (followed !== undefined && 'what' in followed) mistakes.push(followed);
  if (mistakes.length > 0 || 'what' in login || (followed && 'what' in followed))
    throw new NodeConfigurationError(mistakes);
  return {
    ...{ cluster, node, login, followed, secret: replicationPassword },
    etcd: etcdOptions(cluster, etcd, etcdPassword),
    postgres:
      !node.catalog || followed !== undefined || replicationPassword === undefined
        ? undefined
        : {
            directory: bytesToPath(node.catalogDirectory ?? join(shared.director.workingDirectory, 'catalog')),
            programDirectory: own.catalog.programDirectory && bytesToPath(own.catalog.programDirectory),
            listen: bytesToPath(node.catalogListenAddress ?? node.address),
            port: node.catalogPort,
            replicationPassword,
            tls: managedTls(node),
          },
  };
}

export function etcdOptions(cluster: ClusterResource, etcd: EtcdResource, password: Secret | undefined): EtcdOptions {
  const { tlsCaCertificateFile: ca, tlsCertificate, tlsKey, user, passwordFile } = etcd;
  const prefix = bytesToPath(etcd.prefix);
  return {
    endpoints: etcd.endpoints.map((endpoint) => endpoint.replace(/\/$/, '')),
    prefix: `${prefix}${prefix.endsWith('/') ? '' : '/'}${bytesToPath(cluster.name)}/`,
    ...(ca !== undefined && {
      tls: {
        ca: bytesToPath(ca),
        ...(tlsCertificate !== undefined && { certificate: bytesToPath(tlsCertificate) }),
        ...(tlsKey !== undefined && { key: bytesToPath(tlsKey) }),
      },
    }),
    ...(user !== undefined &&
      password !== undefined && {
        login: {
          ...{ user: bytesToPath(user), password },
          ...(passwordFile !== undefined && { file: passwordFileOf(bytesToPath(passwordFile)) }),
        },
      }),
  };
}

const passwordFileOf = (path: string) => ({
  path,
  read: async (): Promise<Secret> => {
    const found = await readPasswordFile(path);
    if (found instanceof Secret) return found;
    throw new NodeConfigurationError([found]);
  },
});

function managedTls(node: NodeResource): ManagedTlsPaths | undefined {
  const { ca, certificate, key } = catalogTlsPaths(node);
  return ca === undefined || certificate === undefined || key === undefined ? undefined : { ca, certificate, key };
}
