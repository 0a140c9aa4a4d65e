/** The operator's `label`, done by genuine Storage Daemons of both releases. */
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { sql } from '../../src/catalog/index.ts';
import {
  IllegalVolumeNameError,
  type LabelStorage,
  labelVolume,
  PoolFullError,
  VolumeExistsError,
  VolumeLabelRefusedError,
} from '../../src/director/volumes/index.ts';
import { askStorageDaemon } from '../support/ask-storage.ts';
import { GENUINE_VERSIONS, type StorageDaemon, startStorageDaemon } from '../support/genuine.ts';
import { type Postgres, startPostgres } from '../support/postgres.ts';
import { openVolumeWorld, poolResource, type VolumeWorld } from '../support/volume-job.ts';

let postgres: Postgres;
test.before(async () => {
  postgres = await startPostgres();
});
test.after.always(async () => {
  await postgres?.[Symbol.asyncDispose]();
});

function labeller({ catalog }: VolumeWorld, daemon: StorageDaemon) {
  const tools = { catalog, ask: (command: string) => askStorageDaemon(daemon, command) };
  const place = { name: 'File1', storageId: 1, device: daemon.deviceName, mediaType: daemon.mediaType };
  const pool = { name: 'Full', poolId: 1 };
  return (volume: string, changes: Partial<LabelStorage> = {}) =>
    labelVolume({ volume, pool, storage: { ...place, ...changes } }, tools);
}

for (const version of GENUINE_VERSIONS) {
  test(`${version}: a Volume is labelled, has its row, and is the next to be written`, async (t) => {
    await using daemon = await startStorageDaemon({ version });
    await using w = await openVolumeWorld(postgres, [poolResource({ name: 'Full', maximumVolumeJobs: 4 })]);
    const label = labeller(w, daemon);
    const { media, lines } = await label('Archive-1');
    t.like(media, { volumeName: 'Archive-1', volStatus: 'Append', volType: 1, maxVolJobs: 4, volJobs: 0, slot: 0 });
    t.is(media.volBytes, (await stat(join(daemon.volumeDirectory, 'Archive-1'))).size);
    t.is(lines.filter((line) => /^3(001|906) /.test(line)).length, 1, lines.join(''));
    t.is((await (await w.startJob('Full')).find())?.volume, 'Archive-1');
    const { numVols } = await w.catalog.one(sql<{ numVols: number }>`SELECT NumVols AS "numVols" FROM Pool`);
    t.is(numVols, 1);
  });

  test(`${version}: what cannot be labelled is refused in words that help, and leaves no row`, async (t) => {
    await using daemon = await startStorageDaemon({ version });
    await using w = await openVolumeWorld(postgres, [poolResource({ name: 'Full', maximumVolumes: 2 })]);
    const label = labeller(w, daemon);
    await t.throwsAsync(label('no good'), { instanceOf: IllegalVolumeNameError });
    await label('One');
    await t.throwsAsync(label('One'), { instanceOf: VolumeExistsError });
    await w.catalog.execute(sql`DELETE FROM Media`);
    const twice = await t.throwsAsync(label('One'), { instanceOf: VolumeLabelRefusedError });
    t.is(twice?.storageCode, '3920');
    const nowhere = await t.throwsAsync(label('Two', { device: 'Nix' }), { instanceOf: VolumeLabelRefusedError });
    t.is(nowhere?.storageCode, '3999');
    await label('Two');
    await label('Three');
    await t.throwsAsync(label('Four'), { instanceOf: PoolFullError });
    const rows = await w.catalog.query(sql<{ name: string }>`SELECT VolumeName AS name FROM Media ORDER BY MediaId`);
    t.deepEqual(
      rows.map(({ name }) => name),
      ['Two', 'Three'],
    );
  });

  test(`${version}: a folder that cannot be written is named as the reason`, async (t) => {
    await using daemon = await startStorageDaemon({ version, devices: [{ name: 'Bad', archiveDevice: '/proc/self' }] });
    await using w = await openVolumeWorld(postgres, [poolResource({ name: 'Full' })]);
    await writeFile(join(daemon.directory, 'unused'), '');
    const refused = await t.throwsAsync(labeller(w, daemon)('One'), { instanceOf: VolumeLabelRefusedError });
    t.regex(refused?.hint ?? '', /Archive Device/);
  });
}
