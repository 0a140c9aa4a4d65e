/** One search for a Volume under the Catalog's lock: the steps of 08a §2 in their order, until one finds something. */
import {
  type Media,
  type MediaFilter,
  mediaByIdLocked,
  nextAppendable,
  nextRecyclable,
  poolById,
  type Queryable,
} from '../../catalog/index.ts';
import { type ByteString, describeError, toByteString } from '../../core/index.ts';
import type { FindMedia } from '../../protocol/index.ts';
import type { VolumeContext, VolumeMessageType } from './context.ts';
import { createVolume } from './create-volume.ts';
import { IllegalVolumeNameError, LabelFormatError } from './errors.ts';
import { isFull, takeFromScratch } from './from-scratch.ts';
import { emptyOldestVolume } from './oldest-volume.ts';
import { pruneVolume, purgeVolume } from './prune-volume.ts';
import { recycleVolume } from './recycle-volume.ts';
import { type SearchStep, type Step, selectionSteps } from './select-volume.ts';
import { unfitVolumesOf } from './unfit-volumes.ts';
import { kindOfLabelFormat } from './volume-name.ts';

/** What the steps are given beside the transaction. */
export interface SearchScene {
  readonly context: VolumeContext;
  filter(inChanger: boolean, poolId?: number): MediaFilter;
  say(type: VolumeMessageType, text: ByteString): void;
}

export class Search implements SearchScene {
  readonly context: VolumeContext;
  /** True when no Volume can be freed by pruning (any more). */
  pruned = false;
  /** Why nothing was found; empty where there is simply nothing. */
  why: ByteString = '';
  readonly #request: FindMedia;
  #messages: { type: VolumeMessageType; text: ByteString }[] = [];

  constructor(request: FindMedia, context: VolumeContext) {
    this.#request = request;
    this.context = context;
  }

  get mediaType(): ByteString {
    return this.#request.mediaType;
  }

  filter(inChanger: boolean, poolId = this.context.poolId): MediaFilter {
    const { offered, storage } = this.context;
    return {
      poolId,
      mediaType: this.#request.mediaType,
      volType: this.#request.volumeType,
      volEncrypted: this.#request.encrypted ? 1 : 0,
      except: [...offered, ...unfitVolumesOf(this.context).mediaIds],
      inChangerOf: inChanger ? storage.storageId : undefined,
    };
  }

  say(type: VolumeMessageType, text: ByteString): void {
    this.#messages.push({ type, text });
  }

  /** A transaction begins, perhaps a second time: what the first one had to say is forgotten. */
  begin(): void {
    this.#messages = [];
    this.why = '';
  }

  /** The transaction is committed: now the Job may hear of it. */
  tell(): void {
    for (const { type, text } of this.#messages) this.context.say(type, text);
    this.#messages = [];
  }

  /** 'prune': nothing so far, and perhaps pruning frees a Volume before anything new is made. */
  async run(transaction: Queryable): Promise<Media | 'prune' | undefined> {
    for (const step of this.#steps()) {
      if (step.kind === 'prune') {
        if (!this.pruned) return 'prune';
        continue;
      }
      const media = await this.#take(transaction, step);
      if (media !== undefined) return media;
    }
    return undefined;
  }

  #steps(): readonly Step[] {
    const { pool, pruning, storage } = this.context;
    return selectionSteps({
      autochanger: storage.autochanger,
      create: this.#request.create,
      autoPrune: pruning.director && (pruning.job || pool.autoPrune),
      labelsItself: kindOfLabelFormat(pool.labelFormat) !== 'none',
      purgeOldestVolume: pool.purgeOldestVolume,
      recycleOldestVolume: pool.recycleOldestVolume,
    });
  }

  async #take(transaction: Queryable, step: SearchStep): Promise<Media | undefined> {
    switch (step.kind) {
      case 'append':
        return transaction.find(nextAppendable(this.filter(step.inChanger)));
      case 'recycle':
        return transaction.find(nextRecyclable(this.filter(step.inChanger), 'Recycle'));
      case 'purged':
        return this.#recyclePurged(transaction, step.inChanger);
      case 'scratch':
        return takeFromScratch(transaction, this, step.inChanger);
      case 'create':
        return this.#create(transaction);
      case 'purgeOldest':
        return emptyOldestVolume(transaction, this, { doing: 'Purging', empty: purgeVolume });
      case 'recycleOldest':
        return emptyOldestVolume(transaction, this, { doing: 'Pruning', empty: pruneVolume });
    }
  }

  async #recyclePurged(transaction: Queryable, inChanger: boolean): Promise<Media | undefined> {
    const purged = await transaction.find(nextRecyclable(this.filter(inChanger), 'Purged'));
    // GetVolInfo recycles a Volume under the lock of its row alone, and may have been faster.
    const current = purged && (await transaction.find(mediaByIdLocked(purged.mediaId)));
    if (current?.volStatus === 'Purged') return recycleVolume(transaction, current, this);
    return current?.volStatus === 'Recycle' || current?.volStatus === 'Append' ? current : undefined;
  }

  /** A name that cannot be is for an operator to correct: the Job waits for a Volume meanwhile. */
  async #create(transaction: Queryable): Promise<Media | undefined> {
    const pool = await transaction.one(poolById(this.context.poolId));
    if (isFull(pool)) {
      this.why = `Maximum Volumes exceeded for Pool ${pool.name}`;
      return undefined;
    }
    try {
      return await createVolume(transaction, this, { mediaType: this.mediaType, numVols: pool.numVols });
    } catch (error) {
      if (!(error instanceof LabelFormatError || error instanceof IllegalVolumeNameError)) throw error;
      this.why = toByteString(describeError(error));
      this.say('error', this.why);
      return undefined;
    }
  }
}
