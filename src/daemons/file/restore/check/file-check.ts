/**
 * Whether what comes from a Volume is what was saved: digest and signature of one file, against what is computed while
 * its data passes. The answer may come from another thread when the file is done already: it is to be waited for.
 */
import type { ByteString } from '../../../../core/index.ts';
import { decodeSignatures, isSignedBy, type Pki, type Signature } from '../../crypto/index.ts';
import type { DigestKind, DigestName, FileHash, LaneDigests } from '../../streams/index.ts';
import type { DigestExpectation } from './digest-expectation.ts';

/**
 * What is to be said of a file; undefined: nothing. `unverified`: nobody computed that digest. `as-saved`: what is wrong
 * with it was so when it was saved.
 */
export type Finding =
  | { readonly kind: 'mismatch' | 'unverified' | 'signature' | 'size' | 'as-saved'; readonly text: ByteString }
  | undefined;

export class FileCheck {
  readonly #hash: FileHash;
  readonly #expectation: DigestExpectation;
  #digests: LaneDigests | undefined;
  #hadDigest = false;
  #hadData = false;
  hadSignature = false;

  constructor(hash: FileHash, expectation: DigestExpectation) {
    this.#hash = hash;
    this.#expectation = expectation;
  }

  update(bytes: Buffer): void {
    this.#hadData = true;
    this.#hash.update(bytes);
  }

  /** The digest that was recorded; its bytes are used during the call only where the answer is no promise. */
  digest(kind: DigestKind, recorded: Buffer, path: ByteString): Finding | Promise<Finding> {
    this.#hadDigest = true;
    this.#expectation.tell(kind.name);
    this.#digests ??= this.#hash.end();
    const { values } = this.#digests;
    if (values !== undefined) return compare(kind, values, recorded, path);
    const kept = Buffer.from(recorded);
    return this.#digests.known().then((known) => compare(kind, known, kept, path));
  }

  /** @throws BadCryptoRecordError */
  async signature(record: Buffer, pki: Pki, path: ByteString): Promise<Finding> {
    this.hadSignature = true;
    const signatures = decodeSignatures(record);
    for (const { digest } of signatures) if (digest !== undefined) this.#expectation.tell(digest);
    const known = await this.#known();
    const good = signatures.some((signature) => isGood(signature, pki, known));
    return good ? undefined : { kind: 'signature', text: `Signature validation failed for file ${path}` };
  }

  /** The file is done. */
  end(): void {
    // One that could not be read when it was saved has neither, and says nothing of the others.
    if (this.#hadData && !this.#hadDigest) this.#expectation.tell(undefined);
    this.#digests ??= this.#hash.end();
  }

  #known(): Promise<Awaited<ReturnType<LaneDigests['known']>>> {
    this.#digests ??= this.#hash.end();
    return this.#digests.known();
  }
}

function compare(
  { name }: DigestKind,
  computed: ReadonlyMap<DigestName, Buffer>,
  recorded: Buffer,
  path: ByteString,
): Finding {
  const digest = computed.get(name);
  if (digest === undefined) return { kind: 'unverified', text: `Nobody computed the digest of ${path}` };
  if (digest.equals(recorded)) return undefined;
  const text = `The data of ${path} is not what was saved: its ${name.toUpperCase()} digest is another`;
  return { kind: 'mismatch', text };
}

function isGood(signature: Signature, { trusted }: Pki, known: ReadonlyMap<string, Buffer>): boolean {
  const name = signature.digest;
  const digest = name && known.get(name);
  if (name === undefined || digest === undefined) return false;
  const signers = trusted.filter(({ keyId }) => keyId.equals(signature.keyId));
  return signers.some((signer) => isSignedBy(signer, signature, name, digest));
}
