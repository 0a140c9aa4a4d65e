/**
 * A role and its act: steps through a table of transitions, says each step once, and carries out what belongs to the role
 * that is taken up. One act at a time: the next one begins when the one before has let go. Acts of safety do not wait.
 */
import type { Clock, Logger } from '../core/index.ts';
import { decide, type Transition } from './transition.ts';

/** What became of the act of the present role. */
export type ActState = 'running' | 'done' | 'failed';

export type Act = (signal: AbortSignal) => Promise<void>;

export interface MachineOptions<Role extends string, View> {
  readonly table: readonly Transition<Role, View>[];
  readonly start: Role;
  readonly acts: Partial<Readonly<Record<Role, Act>>>;
  /** Roles whose act begins at once, whatever still runs. */
  readonly urgent: ReadonlySet<Role>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** An act has ended: look again. */
  readonly changed: () => void;
}

/** A row of the table that leads back to its own role begins the act again: after a pause, so that nothing spins. */
const AGAIN_MS = 200;

/** Given, since Node else makes an error with its stack each time. */
const OVERTAKEN = new Error('Another act has begun');

/** An act that fails sooner has tried nothing: the pause is the same, since others could lead back to it at once. */
const TRIED_MS = 1;

export class Machine<Role extends string, View> {
  readonly #options: MachineOptions<Role, View>;
  #role: Role;
  #why = 'Started';
  #sinceMs: number;
  #sinceWallMs: number;
  #lookedMs: number;
  #failure: unknown;
  #act: { state: ActState; readonly stop: AbortController; readonly ended: Promise<void> };

  constructor(options: MachineOptions<Role, View>) {
    this.#options = options;
    this.#role = options.start;
    this.#sinceMs = options.clock.monotonicMs();
    this.#lookedMs = this.#sinceMs;
    this.#sinceWallMs = options.clock.now().getTime();
    this.#act = { state: 'done', stop: new AbortController(), ended: Promise.resolve() };
  }

  get role(): Role {
    return this.#role;
  }

  get why(): string {
    return this.#why;
  }

  get act(): ActState {
    return this.#act.state;
  }

  /** What the last act threw; undefined: it did not. */
  get failure(): unknown {
    return this.#failure;
  }

  get roleMs(): number {
    return this.#options.clock.monotonicMs() - this.#sinceMs;
  }

  /** When the role was taken up, on the wall clock, in ms since 1970. */
  get sinceMs(): number {
    return this.#sinceWallMs;
  }

  /** Since the machine last looked whether there is something to decide. */
  get idleMs(): number {
    return this.#options.clock.monotonicMs() - this.#lookedMs;
  }

  /** One step at most. @returns whether there was one */
  step(view: View): boolean {
    this.#lookedMs = this.#options.clock.monotonicMs();
    const next = decide(this.#options.table, this.#role, view);
    if (next === undefined) return false;
    const again = next.role === this.#role;
    if (!again) this.#options.logger.info({ from: this.#role, to: next.role }, next.why);
    if (!again) this.#sinceWallMs = this.#options.clock.now().getTime();
    this.#role = next.role;
    this.#why = next.why;
    this.#sinceMs = this.#options.clock.monotonicMs();
    this.#begin(again);
    return true;
  }

  /** What is under way is given up, and has let go when this resolves. */
  async stop(): Promise<void> {
    this.#act.stop.abort();
    await this.#act.ended;
  }

  #begin(again: boolean): void {
    const { acts, urgent } = this.#options;
    const before = this.#act;
    before.stop.abort(OVERTAKEN);
    const work = acts[this.#role];
    const stop = new AbortController();
    if (work === undefined) {
      this.#act = { state: 'done', stop, ended: before.ended };
      return;
    }
    const act = { state: 'running' as ActState, stop, ended: Promise.resolve() };
    const isUrgent = urgent.has(this.#role);
    act.ended = this.#run(work, stop.signal, isUrgent ? undefined : before.ended, again).then((state) => {
      act.state = state;
      if (this.#act === act) this.#options.changed();
      // What did not wait itself has those wait that follow; the role is another one by now.
      return isUrgent ? before.ended : undefined;
    });
    this.#act = act;
  }

  async #run(work: Act, signal: AbortSignal, before: Promise<void> | undefined, again: boolean): Promise<ActState> {
    const { clock } = this.#options;
    this.#failure = undefined;
    let beganMs = clock.monotonicMs();
    try {
      await before;
      if (again) await clock.sleep(AGAIN_MS, signal);
      signal.throwIfAborted();
      beganMs = clock.monotonicMs();
      await work(signal);
      return 'done';
    } catch (error) {
      if (signal.aborted) return 'failed';
      this.#failure = error;
      this.#options.logger.warn({ err: error, role: this.#role }, 'An act was not completed');
      if (clock.monotonicMs() - beganMs < TRIED_MS) await clock.sleep(AGAIN_MS, signal).catch(() => {});
      return 'failed';
    }
  }
}
