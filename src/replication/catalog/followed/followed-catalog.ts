/**
 * A Catalog that somebody else looks after: it is looked for among the servers that a guide knows, found where it takes writes,
 * and followed when it moves. Nothing is promoted, stopped or changed here.
 */
import type { Clock, Logger } from '../../../core/index.ts';
import type { CatalogLogin } from '../managed/catalog-roles.ts';
import { type CatalogPast, choosePrimary, type PrimaryChoice } from './choose-primary.ts';
import type { CatalogGuide } from './guide.ts';
import { formatPlace, type ServerFacts, type ServerPlace, samePlace } from './server-facts.ts';
import { ServerWatch } from './server-watch.ts';

export interface FollowedCatalogOptions {
  /** Told at once of whatever changes. */
  readonly guide: (changed: () => void) => CatalogGuide;
  readonly login: CatalogLogin;
  readonly clock: Clock;
  readonly logger: Logger;
  /** What the cluster has written to before. */
  readonly past: () => CatalogPast | undefined;
  readonly everyMs?: number;
}

/** Where it takes writes, as far as is known at this moment. */
export interface FollowedPrimary extends ServerPlace {
  readonly facts: ServerFacts;
  /** Another one: what was committed last before may be lost. */
  readonly era: string;
}

const HIDDEN = 'its user may not see the standbys, so that journals are kept: GRANT pg_read_all_stats TO it';

/** While all is well, and while it is not. */
const EVERY_MS = 1_000;
const HURRY_MS = 200;
/** Servers that Patroni names; more are a mistake. */
const SERVERS_MAX = 20;

export class FollowedCatalog implements AsyncDisposable {
  readonly #options: FollowedCatalogOptions;
  readonly #guide: CatalogGuide;
  readonly #listeners = new Set<() => void>();
  #watches: readonly ServerWatch[] = [];
  readonly #leaving = new Set<Promise<void>>();
  #choice: PrimaryChoice = {
    ...{ chosen: undefined, why: 'it has not been looked for yet', warning: undefined, lastIsRefused: false },
  };
  #last: FollowedPrimary | undefined;
  #setBacks = 0;
  #isEnding = false;
  #told = '';

  constructor(options: FollowedCatalogOptions) {
    this.#options = options;
    this.#guide = options.guide(() => this.#look());
    this.#look();
  }

  /** Undefined: none takes writes. */
  get primary(): FollowedPrimary | undefined {
    return this.#choice.chosen === undefined ? undefined : this.#last;
  }

  /** The one that it was takes writes still, and the Catalog has gone on elsewhere: nobody may write there any more. */
  get isLeftBehind(): boolean {
    return this.primary === undefined && this.#choice.lastIsRefused;
  }

  /** Why there is none, or what is wrong although there is one. */
  get trouble(): string | undefined {
    const hidden = this.primary?.facts.hidesStandbys ? HIDDEN : undefined;
    return this.#choice.why ?? this.#choice.warning ?? this.#guide.trouble ?? hidden;
  }

  /** For people. */
  get guide(): Pick<CatalogGuide, 'members' | 'servers'> {
    return this.#guide;
  }

  /** Calls back when the primary is another one, or there is one again, or none. */
  listen(changed: () => void): Disposable {
    this.#listeners.add(changed);
    return { [Symbol.dispose]: () => void this.#listeners.delete(changed) };
  }

  /** What the cluster remembers may have changed. */
  reconsider(): void {
    this.#look();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isEnding = true;
    await this.#guide[Symbol.asyncDispose]();
    await Promise.all([...this.#watches.map((watch) => watch[Symbol.asyncDispose]()), ...this.#leaving]);
  }

  #look(): void {
    // The guide may call before its constructor has returned.
    if (this.#isEnding || this.#guide === undefined) return;
    this.#watchServers();
    const { past } = this.#options;
    this.#choice = choosePrimary({
      answers: this.#watches.map(({ answer }) => answer),
      claimed: this.#guide.claimed,
      past: past(),
      last: this.#last,
    });
    const { chosen } = this.#choice;
    if (chosen !== undefined) this.#take(chosen.place, chosen.facts);
    this.#tell();
  }

  #take(place: ServerPlace, facts: ServerFacts): void {
    const before = this.#last?.facts;
    // The same history, shorter: a copy of it was put in its place.
    if (before?.system === facts.system && before.timeline === facts.timeline && facts.lsn < before.lsn) {
      this.#setBacks++;
    }
    const era = `${facts.system}/${facts.timeline}/${this.#setBacks}`;
    this.#last = { host: place.host, port: place.port, facts, era };
  }

  #watchServers(): void {
    const { servers } = this.#guide;
    const wanted = servers.slice(0, SERVERS_MAX);
    const isWanted = ({ place }: ServerWatch): boolean => wanted.some((server) => samePlace(server, place));
    for (const watch of this.#watches.filter((one) => !isWanted(one) && !samePlace(one.place, this.#last))) {
      const left = watch[Symbol.asyncDispose]().finally(() => this.#leaving.delete(left));
      this.#leaving.add(left);
    }
    const kept = this.#watches.filter((one) => isWanted(one) || samePlace(one.place, this.#last));
    const added = wanted.filter((server) => !kept.some(({ place }) => samePlace(place, server)));
    if (added.length === 0 && kept.length === this.#watches.length) return;
    this.#watches = [...kept, ...added.map((place) => this.#watch(place))];
  }

  #watch(place: ServerPlace): ServerWatch {
    const { login, clock, everyMs = EVERY_MS } = this.#options;
    return new ServerWatch({
      ...{ place, login, clock, looked: () => this.#look() },
      everyMs: () => (this.#choice.chosen === undefined ? Math.min(HURRY_MS, everyMs) : everyMs),
      broken: () => {
        if (!samePlace(place, this.#last)) return;
        this.#look();
        this.#hasten();
      },
    });
  }

  #hasten(): void {
    this.#guide.hasten();
    for (const watch of this.#watches) watch.hasten();
  }

  /** Says once what has changed, and calls whoever listens. */
  #tell(): void {
    const { primary, trouble } = this;
    const isAsked = this.#watches.every(({ answer }) => 'facts' in answer || 'why' in answer);
    if (this.#told === '' && primary === undefined && !isAsked) return;
    const told = `${primary && formatPlace(primary)} ${primary?.era} ${trouble !== undefined}`;
    if (told === this.#told) return;
    const wasThere = !this.#told.startsWith('undefined');
    this.#told = told;
    const { logger } = this.#options;
    if (primary === undefined) {
      logger.warn({ why: trouble }, 'The Catalog takes no writes anywhere');
      // The others may have taken over already.
      if (wasThere) this.#hasten();
    } else {
      const { timeline } = primary.facts;
      logger.info({ address: formatPlace(primary), timeline }, 'The Catalog takes writes here');
      if (trouble !== undefined) logger.warn({ why: trouble }, 'Something is wrong with the Catalog');
    }
    for (const changed of this.#listeners) changed();
  }
}
