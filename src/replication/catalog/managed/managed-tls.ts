/**
 * The certificates of a managed PostgreSQL: checked where their administrator keeps them, and handed to PostgreSQL as copies that
 * its user alone may read, so that it never meets half of a renewal.
 */
import { fingerprintOf, readTlsFiles, type TlsMaterial } from '../../../core/index.ts';

/** All of them: a standby of today may be asked tomorrow. */
export interface ManagedTlsPaths {
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
}

export class ManagedTls {
  readonly #paths: ManagedTlsPaths;
  #fingerprint: string;
  #material: Required<TlsMaterial>;

  private constructor(paths: ManagedTlsPaths, fingerprint: string, material: Required<TlsMaterial>) {
    this.#paths = paths;
    this.#fingerprint = fingerprint;
    this.#material = material;
  }

  /** @throws TlsFileError */
  static open(paths: ManagedTlsPaths): ManagedTls {
    const fingerprint = marks(paths);
    return new ManagedTls(paths, fingerprint, readTlsFiles(paths) as Required<TlsMaterial>);
  }

  get material(): Required<TlsMaterial> {
    return this.#material;
  }

  /** True where there was something new. @throws TlsFileError, and the old ones stay */
  renew(): boolean {
    const fingerprint = marks(this.#paths);
    if (fingerprint === this.#fingerprint) return false;
    this.#material = readTlsFiles(this.#paths) as Required<TlsMaterial>;
    this.#fingerprint = fingerprint;
    return true;
  }
}

const marks = ({ ca, certificate, key }: ManagedTlsPaths): string => fingerprintOf([ca, certificate, key]);
