/** One search for a Volume under the Catalog's lock: the steps of 08a §2 in their order, until one finds something. */
import {
  type Media,
  type MediaFilter,
  moveMediaToPool,
  nextAppendable,
  nextRecyclable,
  oldestVolume,
  type Pool,
  poolById,
  poolByName,
  type Queryable,
} from '../../catalog/index.ts';
import { type ByteString, describeError } from '../../core/index.ts';
import type { FindMedia } from '../../protocol/index.ts';
import type { VolumeContext, VolumeMessageType } from './context.ts';
import { createVolume } from './create-volume.ts';
import { pruneVolume, purgeVolume } from './prune-volume.ts';
import { recountPools } from './recount-pools.ts';
import { recycleVolume } from './recycle-volume.ts';
import { type SearchStep, type Step, selectionSteps } from './select-volume.ts';
import { unfitVolumesOf } from './unfit-volumes.ts';
import { kindOfLabelFormat } from './volume-name.ts';

const SCRATCH = 'Scratch';

export class Search {
  /** True when no Volume can be freed by pruning (any more). */
  pruned = false;
  /** Why nothing was found; empty where there is simply nothing. */
  why: ByteString = '';
  readonly #request: FindMedia;
  readonly #context: VolumeContext;
  #messages: { type: VolumeMessageType; text: ByteString }[] = [];

  constructor(request: FindMedia, context: VolumeContext) {
    this.#request = request;
    this.#context = context;
  }

  get firstPassInChanger(): boolean {
    return this.#context.storage.autochanger;
  }

  get mediaType(): ByteString {
    return this.#request.mediaType;
  }

  filter(inChanger: boolean, poolId = this.#context.poolId): MediaFilter {
    const { offered, storage } = this.#context;
    const unfit = unfitVolumesOf(this.#context).mediaIds;
    return {
      poolId,
      mediaType: this.#request.mediaType,
      volType: this.#request.volumeType,
      volEncrypted: this.#request.encrypted ? 1 : 0,
      except: [...offered, ...unfit],
      inChangerOf: inChanger ? storage.storageId : undefined,
    };
  }

  /** A transaction begins, perhaps a second time: what the first one had to say is forgotten. */
  begin(): void {
    this.#messages = [];
    this.why = '';
  }

  /** The transaction is committed: now the Job may hear of it. */
  tell(): void {
    for (const { type, text } of this.#messages) this.#context.say(type, text);
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
    const { pool, pruning, storage } = this.#context;
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
        return this.#recyclePurged(transaction, this.filter(step.inChanger));
      case 'scratch':
        return this.#fromScratch(transaction, step.inChanger);
      case 'create':
        return this.#create(transaction);
      case 'purgeOldest':
        return this.#emptyOldest(transaction, 'Purging', purgeVolume);
      case 'recycleOldest':
        return this.#emptyOldest(transaction, 'Pruning', pruneVolume);
    }
  }

  async #recyclePurged(transaction: Queryable, filter: MediaFilter): Promise<Media | undefined> {
    const purged = await transaction.find(nextRecyclable(filter, 'Purged'));
    return purged && this.#recycle(transaction, purged);
  }

  #recycle(transaction: Queryable, media: Media): Promise<Media> {
    this.#say('info', `Recycled volume "${media.volumeName}"`);
    return recycleVolume(transaction, media);
  }

  async #fromScratch(transaction: Queryable, inChanger: boolean): Promise<Media | undefined> {
    const pool = await transaction.one(poolById(this.#context.poolId));
    const scratch = await scratchPoolOf(transaction, pool);
    if (scratch === undefined || scratch.poolId === pool.poolId) return undefined;
    const filter = this.filter(inChanger, scratch.poolId);
    const found =
      (await transaction.find(nextAppendable(filter))) ??
      (await transaction.find(nextRecyclable(filter, 'Recycle'))) ??
      (await transaction.find(nextRecyclable(filter, 'Purged')));
    if (found === undefined) return undefined;
    if (isFull(pool)) {
      this.#say('warning', `Unable add Scratch Volume, Pool "${pool.name}" full MaxVols=${pool.maxVols}`);
      return undefined;
    }
    const moved = await transaction.one(moveMediaToPool(found.mediaId, pool.poolId));
    await recountPools(transaction, [pool.poolId, scratch.poolId]);
    this.#say('info', `Using Volume "${moved.volumeName}" from '${scratch.name}' pool.`);
    return moved.volStatus === 'Purged' ? this.#recycle(transaction, moved) : moved;
  }

  async #create(transaction: Queryable): Promise<Media | undefined> {
    const pool = await transaction.one(poolById(this.#context.poolId));
    if (isFull(pool)) {
      this.why = `Maximum Volumes exceeded for Pool ${pool.name}`;
      return undefined;
    }
    try {
      return await createVolume(transaction, this.#context, {
        mediaType: this.mediaType,
        numVols: pool.numVols,
        say: (type, text) => this.#say(type, text),
      });
    } catch (error) {
      if (!isNamingError(error)) throw error;
      this.#say('error', describeError(error));
      this.why = describeError(error);
      return undefined;
    }
  }

  async #emptyOldest(
    transaction: Queryable,
    doing: 'Purging' | 'Pruning',
    empty: typeof purgeVolume,
  ): Promise<Media | undefined> {
    const oldest = await transaction.find(oldestVolume(this.filter(false)));
    if (oldest === undefined) return undefined;
    this.#say('info', `${doing} oldest volume "${oldest.volumeName}"`);
    const say = (text: ByteString): void => this.#say('info', text);
    const emptied = await empty(transaction, oldest, { now: this.#context.clock.now(), say });
    if (emptied.volStatus === 'Recycle') return emptied;
    const ours = emptied.volStatus === 'Purged' && emptied.poolId === this.#context.poolId;
    return ours ? this.#recycle(transaction, emptied) : undefined;
  }

  #say(type: VolumeMessageType, text: ByteString): void {
    this.#messages.push({ type, text });
  }
}

const isFull = (pool: Pool): boolean => pool.maxVols > 0 && pool.numVols >= pool.maxVols;

const scratchPoolOf = (transaction: Queryable, pool: Pool): Promise<Pool | undefined> =>
  transaction.find(pool.scratchPoolId !== 0 ? poolById(pool.scratchPoolId) : poolByName(SCRATCH));

/** What an operator must correct in the Pool; the Job waits for a Volume meanwhile. */
const isNamingError = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  ['VOLUME_LABEL_FORMAT', 'VOLUME_NAME_ILLEGAL'].includes(String(error.code));
