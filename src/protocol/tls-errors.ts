/** What can be wrong with TLS: what was agreed on, whose certificate, which file. */
import { AppError, type ByteString, displayText } from '../core/index.ts';

export class TlsRequiredError extends AppError {
  readonly code = 'WIRE_TLS_REQUIRED';
  override readonly hint = 'Configure the same kind of TLS on both sides, or take back TLS Require = yes on this one';

  constructor(peer: string) {
    super(`TLS is required here, but ${peer} does not offer it`);
  }
}

export class TlsRequiredByPeerError extends AppError {
  readonly code = 'WIRE_TLS_REQUIRED_BY_PEER';
  override readonly hint =
    'Enable TLS on this side (TLS PSK Enable or TLS Enable), or take back TLS Require = yes there';

  constructor(peer: string) {
    super(`${peer} requires TLS, which is not offered here`);
  }
}

/** The handshake broke for a reason that is neither the password nor a certificate that we could judge. */
export class TlsHandshakeError extends AppError {
  readonly code = 'WIRE_TLS_HANDSHAKE';
  override readonly hint = 'Compare the TLS directives of both sides; the log of the other end may tell more';

  constructor(peer: string, found: string, options?: ErrorOptions) {
    super(`TLS with ${peer} did not come about: ${found}`, options);
  }
}

/** Our certificate, or the lack of one, was turned down by the peer. */
export class TlsOwnCertificateRefusedError extends AppError {
  readonly code = 'WIRE_TLS_OWN_CERTIFICATE_REFUSED';
  override readonly hint =
    'The peer must trust the CA that issued our TLS Certificate, which must be valid and on its list of allowed names';

  constructor(peer: string, found: string, options?: ErrorOptions) {
    super(`${peer} does not accept our certificate: ${found}`, options);
  }
}

export class TlsUntrustedError extends AppError {
  readonly code = 'WIRE_TLS_UNTRUSTED';
  override readonly hint =
    'TLS CA Certificate File on this side must hold the CA that issued the certificate of the peer';

  constructor(peer: string, found: string) {
    super(`The certificate of ${peer} is not trusted: ${found}`);
  }
}

export class TlsExpiredError extends AppError {
  readonly code = 'WIRE_TLS_EXPIRED';
  override readonly hint = 'Renew the certificate of the peer, and compare the clocks of both machines';

  constructor(peer: string, validFrom: string, validTo: string) {
    super(`The certificate of ${peer} is valid from ${validFrom} to ${validTo}, not now`);
  }
}

export class TlsNameMismatchError extends AppError {
  readonly code = 'WIRE_TLS_NAME_MISMATCH';
  override readonly hint =
    'Dial the peer by a name that its certificate bears, or list its common name in TLS Allowed CN';

  constructor(peer: string, host: string, names: string) {
    super(`The certificate of ${peer} is made out to ${names}, not to "${host}"`);
  }
}

export class TlsNameNotAllowedError extends AppError {
  readonly code = 'WIRE_TLS_NAME_NOT_ALLOWED';
  override readonly hint = 'Add the common name to TLS Allowed CN, if this peer may call';

  constructor(peer: string, commonName: ByteString) {
    super(`The certificate of ${peer} bears the common name "${displayText(commonName)}", which is not on the list`);
  }
}

export class TlsFileError extends AppError {
  readonly code = 'WIRE_TLS_FILE';
  override readonly hint: string;

  constructor(sentence: string, hint: string, options?: ErrorOptions) {
    super(sentence, options);
    this.hint = hint;
  }
}
