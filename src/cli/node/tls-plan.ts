/** The certificate files that a node names, each set read once before anything starts: what is wrong with one is a mistake. */
import type { EtcdResource, NodeResource } from '../../config/index.ts';
import { readTlsFiles, TlsFileError, type TlsPaths } from '../../core/index.ts';
import { bytesToPath } from '../director/ways-in.ts';
import type { Mistake } from './errors.ts';

const path = (bytes: string | undefined): string | undefined => (bytes === undefined ? undefined : bytesToPath(bytes));

export const etcdTlsPaths = (etcd: EtcdResource): TlsPaths => ({
  ca: path(etcd.tlsCaCertificateFile),
  certificate: path(etcd.tlsCertificate),
  key: path(etcd.tlsKey),
});

export const catalogTlsPaths = (node: NodeResource): TlsPaths => ({
  ca: path(node.catalogTlsCaCertificateFile),
  certificate: path(node.catalogTlsCertificate),
  key: path(node.catalogTlsKey),
});

export const healthTlsPaths = (node: NodeResource): TlsPaths => ({
  certificate: path(node.healthTlsCertificate),
  key: path(node.healthTlsKey),
});

export function tlsMistakes(sets: readonly TlsPaths[]): readonly Mistake[] {
  const mistakes: Mistake[] = [];
  for (const paths of sets) {
    try {
      readTlsFiles(paths);
    } catch (error) {
      if (!(error instanceof TlsFileError)) throw error;
      mistakes.push({ what: error.message, hint: error.hint });
    }
  }
  return mistakes;
}
