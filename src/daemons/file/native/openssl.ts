/**
 * Digests by the OpenSSL that is a part of Node, asked directly: what Node wraps around each of them costs more than the
 * digest of a small file, and leaves the collector an object to look after. Contexts are used again and again.
 */
import { loadKoffi } from './libc.ts';

const DECLARATIONS = {
  EVP_MD_fetch: 'uintptr_t EVP_MD_fetch(uintptr_t library, const char *name, uintptr_t properties)',
  EVP_MD_CTX_new: 'uintptr_t EVP_MD_CTX_new()',
  EVP_DigestInit_ex: 'int EVP_DigestInit_ex(uintptr_t context, uintptr_t kind, uintptr_t engine)',
  EVP_DigestUpdate: 'int EVP_DigestUpdate(uintptr_t context, void *bytes, size_t length)',
  EVP_DigestFinal_ex: 'int EVP_DigestFinal_ex(uintptr_t context, void *result, uintptr_t length)',
} as const;

type Openssl = {
  readonly [Name in keyof typeof DECLARATIONS]: (...values: (number | string | Uint8Array)[]) => number;
};

/** One running digest. Given back after `digest`, and not to be touched any more. */
export interface OpensslDigest {
  update(bytes: Uint8Array): unknown;
  digest(): Buffer;
}

/** Undefined: this Node does not let it be asked, or does not know that digest. */
export type OpenOpensslDigest = (name: string, bytes: number) => OpensslDigest | undefined;

let found: OpenOpensslDigest | undefined;

export function opensslDigest(name: string, bytes: number): OpensslDigest | undefined {
  found ??= findDigests();
  return found(name, bytes);
}

function findDigests(): OpenOpensslDigest {
  try {
    const library = loadKoffi().load(null);
    const functions = Object.entries(DECLARATIONS).map(([name, declaration]) => [name, library.func(declaration)]);
    return digestsOf(Object.fromEntries(functions) as Openssl);
  } catch {
    return () => undefined;
  }
}

function digestsOf(openssl: Openssl): OpenOpensslDigest {
  const kinds = new Map<string, number>();
  const spare: Context[] = [];

  class Context implements OpensslDigest {
    bytes = 0;
    readonly #address = openssl.EVP_MD_CTX_new();

    begin(kind: number): boolean {
      return this.#address !== 0 && openssl.EVP_DigestInit_ex(this.#address, kind, 0) === 1;
    }

    update(bytes: Uint8Array): void {
      if (bytes.length === 0) return;
      if (openssl.EVP_DigestUpdate(this.#address, bytes, bytes.length) !== 1) throw new Error('OpenSSL hashes no more');
    }

    digest(): Buffer {
      const result = Buffer.allocUnsafe(this.bytes);
      if (openssl.EVP_DigestFinal_ex(this.#address, result, 0) !== 1) throw new Error('OpenSSL gives no digest');
      spare.push(this);
      return result;
    }
  }

  return (name, bytes) => {
    const kind = kinds.get(name) ?? openssl.EVP_MD_fetch(0, name, 0);
    kinds.set(name, kind);
    if (kind === 0) return undefined;
    const context = spare.pop() ?? new Context();
    context.bytes = bytes;
    return context.begin(kind) ? context : undefined;
  };
}
