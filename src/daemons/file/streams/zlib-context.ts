/**
 * One compressor or decompressor of node:zlib for many records. Its own functions for one buffer make one for each call, whose
 * tables cost more than a record does, and which lie about until garbage is collected. Node has no public way to use one again
 * without a stream and its events; what stands below its streams is used here, as npm's own minizlib does
 * (docs/decisions/0098-compressors-that-are-used-again.md).
 */
import { constants, createDeflate, createInflate, createZstdCompress, createZstdDecompress } from 'node:zlib';
import type { Codec } from './compress/codec.ts';

/** What a stream of node:zlib writes with. */
interface NativeHandle {
  writeSync(
    flush: number,
    input: Buffer,
    inputAt: number,
    inputBytes: number,
    output: Buffer,
    outputAt: number,
    outputBytes: number,
  ): void;
  reset(): void;
  onerror: (message: string, errno: number, code: string) => void;
}

interface Inside {
  readonly _handle?: Partial<NativeHandle>;
  /** Bytes of output and of input that the last write left. */
  readonly _writeState?: Uint32Array;
}

export class ZlibContextError extends Error {
  readonly code: string;
  constructor(message: string, code: string) {
    super(message);
    this.name = 'ZlibContextError';
    this.code = code;
  }
}

export class ZlibContext {
  readonly #handle: NativeHandle;
  readonly #state: Uint32Array;
  readonly #end: number;
  readonly #resets: boolean;
  #failure: ZlibContextError | undefined;

  private constructor(
    handle: NativeHandle,
    state: Uint32Array,
    ends: { readonly flush: number; readonly resets: boolean },
  ) {
    this.#handle = handle;
    this.#state = state;
    this.#end = ends.flush;
    this.#resets = ends.resets;
    handle.onerror = (message, _errno, code) => {
      this.#failure = new ZlibContextError(message, code);
    };
  }

  /** Undefined where this Node does not show what is needed. */
  static compressor({ algorithm, level }: Exclude<Codec, { algorithm: 'lzo' }>): ZlibContext | undefined {
    return algorithm === 'gzip'
      ? ZlibContext.#of(createDeflate({ level }), ZLIB)
      : ZlibContext.#of(createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: level } }), ZSTD);
  }

  static decompressor(algorithm: 'gzip' | 'zstd'): ZlibContext | undefined {
    return algorithm === 'gzip'
      ? ZlibContext.#of(createInflate(), ZLIB)
      : ZlibContext.#of(createZstdDecompress(), ZSTD);
  }

  static #of(stream: object, ends: { readonly flush: number; readonly resets: boolean }): ZlibContext | undefined {
    const { _handle: handle, _writeState: state } = stream as Inside;
    if (
      !(state instanceof Uint32Array) ||
      typeof handle?.writeSync !== 'function' ||
      typeof handle.reset !== 'function'
    )
      return undefined;
    return new ZlibContext(handle as NativeHandle, state, ends);
  }

  /**
   * A whole record: all of `source` into `target` from `at`. Returns where it ends; undefined where that is not before the end
   * of `target`. The context is of no use any more after that, and when this has thrown. @throws ZlibContextError
   */
  run(source: Buffer, target: Buffer, at: number): number | undefined {
    if (this.#resets) this.#handle.reset();
    this.#handle.writeSync(this.#end, source, 0, source.length, target, at, target.length - at);
    if (this.#failure !== undefined) throw this.#failure;
    const [roomLeft = 0] = this.#state;
    return roomLeft === 0 ? undefined : target.length - roomLeft;
  }
}

const ZLIB = { flush: constants.Z_FINISH, resets: true };
/** A frame that has ended is followed by the next one; set back, Node would forget the level. */
const ZSTD = { flush: constants.ZSTD_e_end, resets: false };
