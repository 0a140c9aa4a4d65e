/** A throw-away certificate authority, and certificates for daemons that live on localhost. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './program.ts';
import { makeTempDir } from './temp-dir.ts';

export interface Certificate {
  readonly certificateFile: string;
  readonly keyFile: string;
}

export interface Authority extends AsyncDisposable {
  readonly caFile: string;
  /**
   * A certificate and key signed by this authority. The common name and a DNS name are `localhost` unless told otherwise:
   * 9.6.7 compares what it dialled with these, and never with an IP address (page 01 §6.4).
   */
  issue(label: string, options?: CertificateOptions): Promise<Certificate>;
}

export interface CertificateOptions {
  readonly commonName?: string;
  /** Addresses beside the DNS name, for clients of today, who compare nothing else. */
  readonly addresses?: readonly string[];
  /** From today on; a negative number: it has ended. */
  readonly days?: number;
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

export async function makeAuthority(): Promise<Authority> {
  const dir = await makeTempDir('ca');
  const at = (name: string) => join(dir.path, name);
  const openssl = (...args: string[]) => run(['openssl', ...args], { cwd: dir.path });
  await openssl(
    ...['req', '-x509', ...newKey, '-keyout', at('ca.key'), '-out', at('ca.pem'), '-days', '30'],
    ...['-subj', '/CN=Understudy test authority', '-addext', 'basicConstraints=critical,CA:TRUE'],
  );
  let serial = 1;
  return {
    caFile: at('ca.pem'),
    async issue(label, { commonName = 'localhost', addresses = [], days = 30 } = {}) {
      const number = serial++;
      const base = at(`${number}-${label}`);
      const extensions = `${base}.ext`;
      const names = [`DNS:${commonName}`, ...addresses.map((address) => `IP:${address}`)].join(',');
      await writeFile(extensions, `subjectAltName=${names}\nsubjectKeyIdentifier=hash\n`);
      await openssl(
        'req',
        '-new',
        ...newKey,
        '-keyout',
        `${base}.key`,
        '-out',
        `${base}.csr`,
        '-subj',
        `/CN=${commonName}`,
      );
      await openssl(
        ...['x509', '-req', '-in', `${base}.csr`, '-CA', at('ca.pem'), '-CAkey', at('ca.key')],
        ...['-set_serial', String(number), '-days', String(days), '-out', `${base}.pem`, '-extfile', extensions],
      );
      return { certificateFile: `${base}.pem`, keyFile: `${base}.key` };
    },
    [Symbol.asyncDispose]: () => dir[Symbol.asyncDispose](),
  };
}
