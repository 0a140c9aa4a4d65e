/** What can go wrong between a node and the store of its cluster. */
import { AppError } from '../../core/index.ts';

/** No majority answered in time. Whether a change was carried out is not known. */
export class DcsUnavailableError extends AppError {
  readonly code = 'HA_DCS_UNAVAILABLE';
  override readonly retryable = true;
  override readonly hint =
    'Look at the etcd members: etcdctl endpoint status, and the network between them and this node';

  constructor(what: string, options?: ErrorOptions) {
    super(`etcd did not answer: ${what}`, options);
  }
}

/** A key was to be bound to a lease that had ended. Nothing was written. */
export class DcsLeaseGoneError extends AppError {
  readonly code = 'HA_DCS_LEASE_GONE';
  override readonly retryable = true;
  override readonly hint = 'The node asks for a new lease by itself; look why it could not renew the old one in time';

  constructor(lease: bigint) {
    super(`Lease ${lease.toString(16)} has ended`);
  }
}

/** A wrong user or password, or a right that is missing. Trying again does not help. */
export class DcsRefusedError extends AppError {
  readonly code = 'HA_DCS_REFUSED';
  override readonly hint: string;

  constructor(why: string, hint: string, options?: ErrorOptions) {
    super(`etcd refuses this node: ${why}`, options);
    this.hint = hint;
  }
}

/** etcd and this node do not trust each other's certificates. Until that changes nothing is heard. */
export class DcsCertificateError extends AppError {
  readonly code = 'HA_DCS_CERTIFICATE';
  override readonly hint: string;

  constructor(endpoint: string, found: string, hint: string, options?: ErrorOptions) {
    super(`No TLS with etcd at ${endpoint}: ${found}`, options);
    this.hint = hint;
  }
}
