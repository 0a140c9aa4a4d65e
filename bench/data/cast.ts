/** Who and what a run needs, made when first asked for: pairs of daemons for each kind of connection, and one source. */
import { type Contender, startContender } from './contender.ts';
import type { ContenderSpec } from './contender-spec.ts';
import type { Lane, Source } from './plan.ts';
import { type Ground, runLane } from './run-lane.ts';
import { type MadeSource, makeSource } from './source.ts';

/** Saved and brought back before anything counts: daemons run for weeks, and start once. */
const WARM_UP = [
  { kind: 'big', bytes: 64 * 1024 ** 2, content: 'random' },
  { kind: 'small', files: 2000 },
] as const satisfies readonly Source[];

/** They live until the end: idle ones take no time of the machine. */
export class Contenders implements AsyncDisposable {
  readonly #ground: Ground;
  readonly #stack = new AsyncDisposableStack();
  readonly #started = new Map<string, Contender>();

  constructor(ground: Ground) {
    this.#ground = ground;
  }

  async get(spec: ContenderSpec, channel: Pick<Lane, 'tls' | 'commCompression'>): Promise<Contender> {
    const key = `${spec.name} ${channel.tls} ${channel.commCompression}`;
    const found = this.#started.get(key);
    if (found !== undefined) return found;
    const contender = this.#stack.use(await startContender(spec, channel, this.#ground.authority));
    this.#started.set(key, contender);
    for (const source of WARM_UP) await this.#warmUp(contender, source);
    return contender;
  }

  async #warmUp(contender: Contender, source: Source): Promise<void> {
    await using made = await makeSource(source);
    await runLane(
      { operations: ['backup', 'restore'], digest: 'md5', compression: 'none' },
      contender,
      made,
      this.#ground,
    );
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#stack.disposeAsync();
  }
}

/** The one that is there: the next takes its place. */
export class Sources implements AsyncDisposable {
  #made: { readonly key: string; readonly source: MadeSource } | undefined;

  async get(source: Source): Promise<MadeSource> {
    const key = JSON.stringify(source);
    if (this.#made?.key === key) return this.#made.source;
    await this[Symbol.asyncDispose]();
    const made = await makeSource(source);
    this.#made = { key, source: made };
    return made;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#made?.source[Symbol.asyncDispose]();
    this.#made = undefined;
  }
}
