/**
 * What a failure at one endpoint of etcd means: a lease that is gone, a token that has run out, a refusal, a certificate;
 * whatever else is silence. Knows gRPC's and OpenSSL's words, and whose certificate the trouble is about.
 */
import { X509Certificate } from 'node:crypto';
import { AppError } from '../../core/index.ts';
import { DcsCertificateError, DcsRefusedError } from './errors.ts';
import type { EtcdAccess } from './etcd-access.ts';

export interface FailedAt {
  readonly endpoint: string;
  /** What the cluster's keys begin with. */
  readonly prefix: string;
  readonly access: EtcdAccess;
}

export const isLeaseGone = (error: unknown): boolean => says(error, /requested lease not found/);

export const STALE_TOKEN = 'its token has run out';

/** It has expired, or the member was started anew, or rights were changed since: a new one is asked for. */
export const isStaleToken = (error: unknown): boolean =>
  says(error, new RegExp(`${STALE_TOKEN}|invalid auth token|revision of auth store is old`));

/** Undefined: it does not answer, and that is all there is to say. */
export function explainFailure(error: unknown, at: FailedAt): DcsRefusedError | DcsCertificateError | undefined {
  if (error instanceof DcsRefusedError || error instanceof DcsCertificateError) return error;
  if (error instanceof AppError) return undefined;
  const text = error instanceof Error ? error.message : String(error);
  return refusal(text, at, error) ?? (at.endpoint.startsWith('https:') ? distrust(text, at, error) : undefined);
}

function refusal(text: string, { access, prefix }: FailedAt, cause: unknown): DcsRefusedError | undefined {
  const user = access.login?.user;
  if (/permission denied/i.test(text)) {
    const whose = user === undefined ? 'it has' : `user ${user} has`;
    const hint = `etcdctl role grant-permission ROLE --prefix=true readwrite ${prefix}; etcdctl user grant-role ${user ?? 'USER'} ROLE`;
    return new DcsRefusedError(`${whose} no right to the keys below ${prefix}`, hint, { cause });
  }
  if (/authentication failed/i.test(text)) {
    const hint = 'Compare User and Password File of Etcd with: etcdctl user list; etcdctl user passwd USER';
    return new DcsRefusedError(`it does not know user ${user}, or not by this password`, hint, { cause });
  }
  if (/user name is empty|user name not found/i.test(text)) {
    return new DcsRefusedError('it asks for a user', 'Write User and Password File into Etcd', { cause });
  }
  return undefined;
}

function distrust(text: string, { endpoint, access }: FailedAt, cause: unknown): DcsCertificateError | undefined {
  const { files } = access;
  const say = (found: string, hint: string) => new DcsCertificateError(endpoint, found, hint, { cause });
  if (/certificate has expired/i.test(text)) {
    return say(
      'its certificate has expired',
      'Renew the certificate of that member of etcd; compare the clocks of both',
    );
  }
  if (/certificate is not yet valid/i.test(text)) {
    return say('its certificate is not valid yet', 'Compare the clocks of this machine and of that member of etcd');
  }
  if (/unable to verify|self.signed|unable to get (local )?issuer|invalid CA certificate/i.test(text)) {
    const hint = `TLS CA Certificate File of Etcd must hold the authority that has signed the certificates of etcd`;
    return say(`nobody in ${files?.ca} has signed its certificate`, hint);
  }
  const names = /does not match certificate's altnames: (.*?)\.? *(Resolution note|$)/i.exec(text)?.[1];
  if (names !== undefined) {
    const hint =
      'Name that member in Endpoint as its certificate does, or give it a certificate for this name or address';
    return say(`its certificate is for another host (${names.trim()})`, hint);
  }
  if (/wrong version number/i.test(text)) {
    return say('it speaks no TLS there', 'Write http:// in Endpoint, or give etcd --cert-file and --key-file');
  }
  return ownCertificate(/alert (number|bad certificate|unknown ca|certificate)/i.test(text), access, say);
}

/** Go's TLS says of all of them `bad certificate`; that ours has ended is known here, whatever the other end says. */
function ownCertificate(
  isBlamed: boolean,
  { material, files }: EtcdAccess,
  say: (found: string, hint: string) => DcsCertificateError,
): DcsCertificateError | undefined {
  if (material.certificate === undefined) {
    const hint = 'Write TLS Certificate and TLS Key into Etcd';
    return isBlamed ? say('it asks for a certificate, and this node shows none', hint) : undefined;
  }
  const own = new X509Certificate(material.certificate);
  if (Date.parse(own.validTo) < Date.now()) {
    const hint = 'Renew it in its place: it is read again within seconds, and nothing has to be restarted';
    return say(`the certificate of this node, ${files?.certificate}, has ended (${own.validTo})`, hint);
  }
  const issuer = own.issuer.replaceAll('\n', ', ');
  const hint = "etcd's --trusted-ca-file must hold the authority that has signed it, and it must be meant for clients";
  return isBlamed ? say(`it does not accept ${files?.certificate}, signed by ${issuer}`, hint) : undefined;
}

const says = (error: unknown, words: RegExp): boolean => error instanceof Error && words.test(error.message);
