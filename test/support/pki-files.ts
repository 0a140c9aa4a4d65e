/** Key pairs as the PKI directives of a Client want them: PEM of an RSA key and a certificate with its identifier. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PkiSettings } from '../../src/daemons/file/crypto/index.ts';
import { run } from './program.ts';

/** Certificate and private key in one file. */
export async function makeKeyPair(dir: string, name: string): Promise<string> {
  const [key, certificate, both] = ['key', 'cert', 'pem'].map((ending) => join(dir, `${name}.${ending}`)) as [
    string,
    string,
    string,
  ];
  await run([
    ...['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', certificate],
    ...['-days', '30', '-subj', `/CN=${name}`, '-addext', 'subjectKeyIdentifier=hash'],
  ]);
  await writeFile(both, Buffer.concat([await readFile(certificate), await readFile(key)]));
  return both;
}

export const NO_PKI: PkiSettings = {
  signatures: false,
  encryption: false,
  keyPair: undefined,
  signers: [],
  masterKeys: [],
  cipher: undefined,
  digest: 'sha256',
};
