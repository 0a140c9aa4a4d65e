/**
 * How a node shows etcd who it is: certificates and a password, from files that are looked at now and then. What is renewed in
 * its place is taken without a restart; what cannot be used leaves the old one in force, until it can.
 */
import {
  AppError,
  fingerprintOf,
  readTlsFiles,
  type Secret,
  type TlsMaterial,
  type TlsPaths,
} from '../../core/index.ts';

export interface EtcdAccess {
  readonly files: TlsPaths | undefined;
  readonly material: TlsMaterial;
  readonly login: { readonly user: string; readonly password: Secret } | undefined;
}

export interface EtcdAccessOptions {
  /** Files, in PEM. */
  readonly tls?: { readonly ca: string; readonly certificate?: string; readonly key?: string };
  readonly login?: EtcdLogin;
}

export interface EtcdLogin {
  readonly user: string;
  readonly password: Secret;
  /** Where the password stands; it is looked at again. */
  readonly file?: { readonly path: string; readonly read: () => Promise<Secret> };
}

const LOOK_MS = 1_000;

export class EtcdAccessFiles {
  readonly #options: EtcdAccessOptions;
  readonly #watched: readonly (string | undefined)[];
  #fingerprint: string;
  #now: EtcdAccess;
  #lookedMs = performance.now();
  #looking = false;

  private constructor(options: EtcdAccessOptions, now: EtcdAccess, fingerprint: string) {
    this.#options = options;
    this.#watched = watchedBy(options);
    this.#now = now;
    this.#fingerprint = fingerprint;
  }

  /** @throws TlsFileError, and whatever reading the password throws */
  static async open(options: EtcdAccessOptions): Promise<EtcdAccessFiles> {
    // Before they are read: what changes meanwhile is read again.
    const fingerprint = fingerprintOf(watchedBy(options));
    return new EtcdAccessFiles(options, await readAccess(options), fingerprint);
  }

  get now(): EtcdAccess {
    return this.#now;
  }

  /** Looks at the files where that is some time ago; costs its caller nothing. */
  look(renewed: () => void, troubled: (error: AppError) => void): void {
    const isDue = performance.now() - this.#lookedMs >= LOOK_MS;
    if (!isDue || this.#looking || this.#watched.every((path) => path === undefined)) return;
    this.#looking = true;
    void this.#look(renewed, troubled).finally(() => {
      this.#looking = false;
      this.#lookedMs = performance.now();
    });
  }

  async #look(renewed: () => void, troubled: (error: AppError) => void): Promise<void> {
    const fingerprint = fingerprintOf(this.#watched);
    if (fingerprint === this.#fingerprint) return;
    try {
      this.#now = await readAccess(this.#options);
      this.#fingerprint = fingerprint;
      renewed();
    } catch (error) {
      // Perhaps the certificate is there already, and its key is not: the next look tells.
      if (!(error instanceof AppError)) throw error;
      troubled(error);
    }
  }
}

const watchedBy = ({ tls, login }: EtcdAccessOptions): readonly (string | undefined)[] => [
  ...[tls?.ca, tls?.certificate, tls?.key],
  login?.file?.path,
];

async function readAccess({ tls, login }: EtcdAccessOptions): Promise<EtcdAccess> {
  return {
    files: tls,
    material: tls === undefined ? {} : readTlsFiles(tls),
    login: login && { user: login.user, password: (await login.file?.read()) ?? login.password },
  };
}
