/** The resource `Etcd` of understudy.conf: where the cluster's etcd is, and how this node shows who it is. */
import type { ByteString } from '../../../core/index.ts';
import { name, path, type Table, text, texts } from '../../table/index.ts';

export interface EtcdResource {
  readonly name: ByteString;
  /** `https://host:2379`, each a member of the same etcd. */
  readonly endpoints: readonly ByteString[];
  /** Before all keys; the cluster's name follows. */
  readonly prefix: ByteString;
  readonly user: ByteString | undefined;
  /** Its first line is the password of `user`. */
  readonly passwordFile: ByteString | undefined;
  /** Who has signed the certificates of etcd's members. */
  readonly tlsCaCertificateFile: ByteString | undefined;
  /** What this node shows, where etcd asks for it. */
  readonly tlsCertificate: ByteString | undefined;
  readonly tlsKey: ByteString | undefined;
}

export const etcdTable: Table<EtcdResource> = {
  name: name('Name', { default: 'etcd' }),
  endpoints: texts('Endpoint', { aliases: ['Endpoints'] }),
  prefix: text('Prefix', { default: '/understudy/' }),
  user: text('User'),
  passwordFile: path('PasswordFile'),
  tlsCaCertificateFile: path('TlsCaCertificateFile'),
  tlsCertificate: path('TlsCertificate'),
  tlsKey: path('TlsKey'),
};
