/**
 * A new Volume with a name of its own making (08a §5). Only the row is made here: the Storage Daemon writes the label
 * when it acquires the Volume. Runs under the Catalog's lock, for simple names are numbered from the whole Catalog.
 */
import {
  countersByName,
  highestMediaId,
  insertMedia,
  type Media,
  type Queryable,
  setCounter,
} from '../../catalog/index.ts';
import type { ByteString } from '../../core/index.ts';
import type { VolumeContext } from './context.ts';
import { type CounterFacts, expandLabelFormat } from './label-format/expand.ts';
import { parseLabelFormat } from './label-format/parse.ts';
import { variableNames } from './label-format/template.ts';
import { recountPools } from './recount-pools.ts';
import type { SearchScene } from './search.ts';
import { checkVolumeName, kindOfLabelFormat, numberedVolumeName } from './volume-name.ts';

export interface CreateFacts {
  /** Of the request: the Storage may have chosen another device than the first of its list. */
  readonly mediaType: ByteString;
  readonly numVols: number;
}

const NAMES_TRIED_MAX = 99;

export async function createVolume(
  transaction: Queryable,
  scene: SearchScene,
  facts: CreateFacts,
): Promise<Media | undefined> {
  const format = scene.context.pool.labelFormat ?? '';
  const simple = kindOfLabelFormat(format) === 'simple';
  const { mediaId } = await transaction.one(highestMediaId);
  let last = '';
  for (let tried = 1; tried <= NAMES_TRIED_MAX; tried++) {
    const name = simple
      ? checkVolumeName(numberedVolumeName(format, mediaId + tried))
      : await expandedName(transaction, scene.context, format, facts);
    if (name === last) break;
    last = name;
    const media = await insert(transaction, scene, name, facts.mediaType);
    if (media !== undefined) return media;
    scene.say('warning', `Wanted to create Volume "${name}", but it already exists. Trying again.`);
  }
  scene.say('error', 'Too many failures. Giving up creating Volume name.');
  return undefined;
}

async function insert(
  transaction: Queryable,
  scene: SearchScene,
  volumeName: ByteString,
  mediaType: ByteString,
): Promise<Media | undefined> {
  const { poolId, pool, storage } = scene.context;
  const media = await transaction.find(insertMedia({ volumeName, poolId, mediaType, storageId: storage.storageId }));
  if (media === undefined) return undefined;
  await recountPools(transaction, [poolId]);
  scene.say('info', `Created new Volume="${volumeName}", Pool="${pool.name}", MediaType="${mediaType}" in catalog.`);
  return media;
}

/** Counters that move with the name are stored with the Volume, or not at all. */
async function expandedName(
  transaction: Queryable,
  context: VolumeContext,
  format: ByteString,
  { mediaType, numVols }: CreateFacts,
): Promise<ByteString> {
  const template = parseLabelFormat(format);
  const { label, pool, clock } = context;
  const { text, moved } = expandLabelFormat(template, {
    facts: { ...label, now: clock.now(), numVols, pool: pool.name, mediaType },
    counters: await currentCounters(transaction, context, variableNames(template)),
    environment: context.environment ?? {},
  });
  for (const [name, current] of moved) await transaction.execute(setCounter(name, current));
  return checkVolumeName(text);
}

/** A counter's limits are the configuration's; its value is the Catalog's. */
async function currentCounters(
  transaction: Queryable,
  { counters = new Map() }: VolumeContext,
  named: readonly ByteString[],
): Promise<ReadonlyMap<ByteString, CounterFacts>> {
  const wanted = named.filter((name) => counters.has(name));
  if (wanted.length === 0) return new Map();
  const rows = await transaction.query(countersByName(wanted));
  const current = new Map(rows.map((row) => [row.name, row.current]));
  return new Map(
    wanted.map((name) => {
      const { minimum, maximum } = counters.get(name) ?? { minimum: 0, maximum: 0 };
      return [name, { minimum, maximum, current: current.get(name) ?? minimum }];
    }),
  );
}
