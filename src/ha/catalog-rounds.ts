/**
 * A round each beat: the Catalog's leader keeps up what stands of it in the store, keeps its office through a pause, and takes
 * away what it has given back and the store did not hear of. Nothing is decided here, and whatever fails is done again in the next round.
 */
import { Beat } from './beat.ts';
import type { CatalogAgentOptions } from './catalog-agent-options.ts';
import type { CatalogRole } from './catalog-transitions.ts';
import type { CatalogView } from './catalog-view.ts';
import { Hopes } from './hopes.ts';
import type { InstanceWatch } from './instance-watch.ts';
import { keepOffice, type OfficeTools, synchronousStep } from './keep-office.ts';
import { isKeptOrPaused, keepThroughPause, letGoAfterPause } from './keep-through-pause.ts';
import { finishRelease, type OfficeKeyTools } from './office-keys.ts';
import type { OwnTerms } from './own-terms.ts';
import { isKnown } from './silence.ts';

export interface CatalogRoundsTools {
  readonly options: CatalogAgentOptions;
  readonly keys: OfficeKeyTools;
  readonly terms: OwnTerms;
  readonly watch: InstanceWatch;
  readonly role: () => CatalogRole;
  readonly view: () => CatalogView | undefined;
  /** Tells the others of this node. */
  readonly tell: () => void;
  readonly signal: AbortSignal;
}

export class CatalogRounds {
  readonly #tools: CatalogRoundsTools;
  readonly #beat: Beat;
  readonly #hopes: Hopes;

  constructor(tools: CatalogRoundsTools) {
    const { clock, timing } = tools.options;
    this.#tools = tools;
    this.#beat = new Beat(clock, timing.renewMs);
    this.#hopes = new Hopes(clock);
  }

  /** The next one comes at once. */
  hasten(): void {
    this.#beat.hasten();
  }

  /** The next step towards another set of synchronous standbys need not wait. */
  hastenSynchronousChange(): void {
    const waits = this.#tools.role() === 'primary' && this.#tools.options.synchronousCount !== undefined;
    const tools = waits ? this.#tenure() : undefined;
    if (tools !== undefined && synchronousStep(tools).kind !== 'none') this.#beat.hasten();
  }

  /** Until the signal. */
  async run(): Promise<void> {
    const { options, keys, terms, role, tell, signal } = this.#tools;
    while (!signal.aborted) {
      this.#beat.begin();
      tell();
      await this.#keepOffice().catch(() => {});
      await this.#keepThroughPause().catch(() => {});
      if (options.store.snapshot !== undefined) {
        const how = role() === 'handing-over' ? 'handed over' : 'given back';
        await finishRelease(keys, terms.surrenderedEpoch, how).catch(() => {});
      }
      await this.#beat.rest();
    }
  }

  async #keepOffice(): Promise<void> {
    const tools = this.#tenure();
    if (tools !== undefined) await keepOffice(tools);
  }

  /** Undefined: this node does not lead by its key. */
  #tenure(): OfficeTools | undefined {
    const { options, terms, watch, role, signal } = this.#tools;
    const { dcs, instance, member, synchronousCount, store, promises } = options;
    const { snapshot } = store;
    if (snapshot === undefined || role() !== 'primary' || terms.tenure?.byKey !== true) return undefined;
    // What it said last stays in the store: by that its standbys may follow.
    if (!isKnown(watch.facts)) return undefined;
    return {
      ...{ dcs, snapshot, instance, synchronousCount, signal, promises, name: member.name },
      facts: watch.facts,
      applied: watch.applied,
      apply: (standbys) => watch.noteApplied(standbys),
      hopes: this.#hopes,
      isFresh: () => watch.isFresh(),
    };
  }

  async #keepThroughPause(): Promise<void> {
    const { options, keys, terms, role, view: look } = this.#tools;
    const { snapshot } = options.store;
    if (snapshot === undefined || !isKeptOrPaused(snapshot, 'catalog')) return;
    const dropKept = (revision: bigint): void => {
      terms.droppedKept = revision;
    };
    const tools = { ...keys, droppedKept: () => terms.droppedKept, dropKept };
    const view = look();
    if (role() === 'primary' && view?.leadsByKey) await keepThroughPause(tools);
    if ((role() === 'candidate' || role() === 'mourning') && view?.keptHere) await letGoAfterPause(tools);
  }
}
