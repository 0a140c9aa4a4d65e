/**
 * Follows a Patroni cluster through the REST API of its members: asks all of them, since none may answer, and each may be behind.
 * It only reads, and is never believed alone: PostgreSQL itself is asked whether it takes writes.
 */
import { type Clock, describeError, type Logger } from '../../../core/index.ts';
import { getText, type TlsFiles } from './get-text.ts';
import type { CatalogGuide, GuidedMember } from './guide.ts';
import { Pace } from './pace.ts';
import { type PatroniCluster, readPatroniCluster } from './patroni-cluster.ts';
import { formatPlace, type ServerPlace } from './server-facts.ts';

export interface PatroniOptions {
  /** Of the members that are named: `http://10.0.0.1:8008`. */
  readonly urls: readonly string[];
  /** Read anew for each question: certificates are renewed while this runs. */
  readonly tls: () => Promise<TlsFiles>;
  readonly clock: Clock;
  readonly logger: Logger;
}

const EVERY_MS = 1_000;
const HURRY_MS = 200;
const LIMITS = { timeoutMs: 2_000, bytesMax: 256 * 1024 };
/** Once something is wrong it is asked often for so long. */
const HASTE_MS = 30_000;
/** What was heard before counts no more. */
const STALE_MS = 10_000;

interface Heard {
  readonly cluster: PatroniCluster;
  readonly atMs: number;
}

export class PatroniGuide implements CatalogGuide {
  readonly #options: PatroniOptions;
  readonly #changed: () => void;
  readonly #ending = new AbortController();
  readonly #askers = new Map<string, { readonly pace: Pace; readonly asking: Promise<void> }>();
  readonly #heard = new Map<string, Heard>();
  readonly #troubles = new Map<string, string>();
  /** As it was heard last, for when nobody answers. */
  #members: readonly GuidedMember[] = [];
  #hastyUntilMs = 0;
  #isSilent = false;

  constructor(options: PatroniOptions, changed: () => void) {
    this.#options = options;
    this.#changed = changed;
    for (const url of options.urls) this.#ask(url);
  }

  get members(): readonly GuidedMember[] {
    return this.#members;
  }

  get servers(): readonly ServerPlace[] {
    return this.#members.map(({ place }) => place);
  }

  /** Undefined where nobody answers, or nobody names one: then PostgreSQL alone decides. */
  get claimed(): readonly ServerPlace[] | undefined {
    const leaders = this.#fresh().flatMap(({ cluster }) => cluster.leaders.map(({ place }) => place));
    return leaders.length === 0 ? undefined : leaders;
  }

  get trouble(): string | undefined {
    if (this.#fresh().length > 0) return undefined;
    const [first] = this.#troubles;
    return first && `Patroni does not answer (${first[0]}: ${first[1]})`;
  }

  hasten(): void {
    this.#hastyUntilMs = this.#options.clock.monotonicMs() + HASTE_MS;
    for (const { pace } of this.#askers.values()) pace.hasten();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending.abort();
    await Promise.all([...this.#askers.values()].map(({ asking }) => asking));
  }

  #fresh(): readonly Heard[] {
    const nowMs = this.#options.clock.monotonicMs();
    return [...this.#heard.values()].filter(({ atMs }) => nowMs - atMs < STALE_MS);
  }

  #ask(url: string): void {
    const { clock } = this.#options;
    const everyMs = (): number => (clock.monotonicMs() < this.#hastyUntilMs ? HURRY_MS : EVERY_MS);
    const pace = new Pace(clock, everyMs, this.#ending.signal);
    this.#askers.set(url, { pace, asking: this.#askOn(url, pace) });
  }

  async #askOn(url: string, pace: Pace): Promise<void> {
    const { signal } = this.#ending;
    while (!signal.aborted) {
      try {
        const text = await getText(`${url}/cluster`, await this.#tls(url), LIMITS, signal);
        const cluster = readPatroniCluster(text);
        if (cluster === undefined) throw new Error('that is no answer of Patroni');
        this.#take(url, cluster);
      } catch (error) {
        if (signal.aborted) return;
        this.#troubles.set(url, describeError(error));
        this.#heard.delete(url);
      }
      this.#tell();
      this.#changed();
      await pace.rest();
    }
  }

  async #tls(url: string): Promise<TlsFiles> {
    return url.startsWith('https:') ? await this.#options.tls() : {};
  }

  #take(url: string, cluster: PatroniCluster): void {
    this.#troubles.delete(url);
    this.#heard.set(url, { cluster, atMs: this.#options.clock.monotonicMs() });
    // An answer without members is no reason to forget those that there were.
    if (cluster.members.length > 0) this.#members = joined(this.#fresh());
    this.#discover(cluster);
  }

  /** One that answers names the others: by what the configuration names, so that nobody is led into the open. */
  #discover({ urls }: PatroniCluster): void {
    const isTls = this.#options.urls.every((url) => url.startsWith('https:'));
    const others = urls.filter((url) => !this.#askers.has(url) && url.startsWith('https:') === isTls);
    for (const url of others.slice(0, Math.max(0, ASKED_MAX - this.#askers.size))) this.#ask(url);
  }

  #tell(): void {
    const isSilent = this.#fresh().length === 0;
    if (isSilent === this.#isSilent) return;
    this.#isSilent = isSilent;
    const { logger } = this.#options;
    if (isSilent) logger.warn({ why: this.trouble }, 'Patroni does not answer: PostgreSQL itself is asked on');
    else logger.info({ members: this.servers.map(formatPlace) }, 'Patroni answers');
  }
}

const ASKED_MAX = 10;

/** Each server once, as whoever was heard last says. */
function joined(heard: readonly Heard[]): readonly GuidedMember[] {
  const members = new Map<string, GuidedMember>();
  for (const { cluster } of heard.toSorted((a, b) => a.atMs - b.atMs)) {
    for (const member of cluster.members) members.set(formatPlace(member.place), member);
  }
  return [...members.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
