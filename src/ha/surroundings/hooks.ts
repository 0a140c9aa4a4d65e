/**
 * Programs of the administrator, run when something has happened to the node: without a shell, one after the other, in
 * bounded time, with what happened in their environment. Whatever they do or fail to do, the node neither waits nor changes
 * its mind: fencing in particular never does.
 */
import { type ByteString, type Logger, programFault, runProgram, splitCommand } from '../../core/index.ts';
import type { NodeHealth } from '../health.ts';
import type { NodeEvent } from './node-events.ts';

export interface HookOptions {
  /** Command lines by event. */
  readonly programs: Readonly<Partial<Record<NodeEvent, ByteString>>>;
  readonly timeoutMs: number;
  readonly cluster: string;
  /** Of the programs: what follows is added to it. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly logger: Logger;
}

/** More than so many that wait are a flapping node: the oldest are not news any more. */
const WAITING_MAX = 20;
const LINES_MAX = 100;

export class Hooks implements AsyncDisposable {
  readonly #options: HookOptions;
  readonly #ending = new AbortController();
  #waiting: { readonly event: NodeEvent; readonly node: NodeHealth }[] = [];
  #working: Promise<void> | undefined;

  constructor(options: HookOptions) {
    this.#options = options;
  }

  /** Returns at once; the program runs when those before it have ended. */
  run(event: NodeEvent, node: NodeHealth): void {
    if (this.#options.programs[event] === undefined || this.#ending.signal.aborted) return;
    this.#waiting.push({ event, node });
    if (this.#waiting.length > WAITING_MAX) {
      const [dropped] = this.#waiting.splice(0, 1);
      this.#options.logger.warn({ event: dropped?.event }, 'Hooks are behind: this one is left out');
    }
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined;
    });
  }

  /** What runs is ended, what waits is left out. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending.abort();
    this.#waiting = [];
    await this.#working;
  }

  async #work(): Promise<void> {
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      await this.#runOne(next.event, next.node);
    }
  }

  async #runOne(event: NodeEvent, node: NodeHealth): Promise<void> {
    const { programs, timeoutMs, logger, environment, cluster } = this.#options;
    const said: string[] = [];
    const result = await runProgram(splitCommand(programs[event] ?? ''), {
      ...{ timeoutMs, signal: this.#ending.signal, linesMax: LINES_MAX },
      environment: { ...environment, ...hookEnvironment(event, node, cluster) },
      onLine: (line) => void said.push(line),
    });
    const fault = programFault(result);
    if (this.#ending.signal.aborted) return;
    if (fault === undefined) logger.info({ event }, 'A hook has run');
    else logger.error({ event, fault, said: said.slice(-10) }, 'A hook has failed');
  }
}

/** What a program is told: `UNDERSTUDY_EVENT=catalog-leader` and who is what. */
export function hookEnvironment(event: NodeEvent, node: NodeHealth, cluster: string): Record<string, string> {
  const { name, catalog, director, leaders } = node;
  const epoch = event.startsWith('director') ? director?.epoch : catalog?.epoch;
  return {
    ...{ UNDERSTUDY_EVENT: event, UNDERSTUDY_CLUSTER: cluster, UNDERSTUDY_NODE: name },
    UNDERSTUDY_EPOCH: epoch === undefined ? '' : String(epoch),
    ...{ UNDERSTUDY_CATALOG_ROLE: catalog?.role ?? '', UNDERSTUDY_DIRECTOR_ROLE: director?.role ?? '' },
    ...{ UNDERSTUDY_CATALOG_LEADER: leaders.catalog ?? '', UNDERSTUDY_DIRECTOR_LEADER: leaders.director ?? '' },
  };
}
