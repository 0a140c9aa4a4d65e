/** Says why nobody leads, as far as this node can tell: once for each reason, when it has lasted. Operators read it at night. */
import type { Logger } from '../core/index.ts';
import type { CatalogView } from './catalog-view.ts';

export class WhyVacant {
  readonly #logger: Logger;
  readonly #patienceMs: number;
  #said: string | undefined;

  constructor(logger: Logger, patienceMs: number) {
    this.#logger = logger;
    this.#patienceMs = patienceMs;
  }

  /** @returns what keeps this node from leading; undefined: somebody leads, or may in a moment */
  look(view: CatalogView, vacantMs: number): string | undefined {
    const why = vacantMs < this.#patienceMs ? undefined : hindrance(view);
    if (why !== undefined && why !== this.#said)
      this.#logger.warn({ why }, 'Nobody leads the Catalog, nor may this node');
    this.#said = why;
    return why;
  }
}

function hindrance(view: CatalogView): string | undefined {
  if (view.leader !== undefined || view.leads) return undefined;
  if (!view.leaseHeld) return 'etcd is not reached, or gives no lease';
  if (view.paused) return 'the cluster is paused';
  if (view.keptElsewhere) return 'the office is kept for another node through a pause';
  if (view.isBound) return 'a leader that does not reach etcd was confirmed';
  if (!view.hasRoom) return 'no room is left on the disk of its PostgreSQL';
  return view.verdict.mayLead ? undefined : view.verdict.why;
}
