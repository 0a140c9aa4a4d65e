import test from 'ava';
import { LabelTextError } from '../../../src/volume/errors.ts';
import { encodeLabelBlock } from '../../../src/volume/label-block.ts';
import { foreignLabel } from '../../../src/volume/label-id.ts';
import { decodeSessionEnd, decodeSessionLabel, encodeSessionLabel } from '../../../src/volume/session-label.ts';
import { decodeVolumeLabel, encodeVolumeLabel } from '../../../src/volume/volume-label.ts';
import { type FixtureVolume, fixtures, readFixture } from './fixture-volumes.ts';

/** The data of the n-th label; each is the first record of its block, or an EOS, which is the last thing in it. */
function labelData(fixture: FixtureVolume, index: number): Buffer {
  const label = fixture.labels[index] as FixtureVolume['labels'][number];
  const block = fixture.blocks.find(({ address }) => address === label.record_block_address);
  const headerBytes = block?.id === 'BB03' ? 32 : 24;
  const end = (block?.address ?? 0) + (block?.length ?? 0);
  const start = label.kind === 'EOS_LABEL' ? end - label.data_length : (block?.address ?? 0) + headerBytes + 12;
  return readFixture(fixture).subarray(start, start + label.data_length);
}

for (const fixture of fixtures.volumes) {
  const version = fixture.blocks[0]?.id ?? 'BB02';

  test(`the Volume label of ${fixture.written_by} is read and written alike`, (t) => {
    const data = labelData(fixture, 0);
    const fields = fixture.labels[0]?.fields ?? {};
    const label = decodeVolumeLabel(data, version);
    t.like(label, {
      id: fields.Id,
      labelVersion: fields.VerNum,
      labelTimeUs: fields.label_btime,
      writeTimeUs: fields.write_btime,
      volume: fields.VolumeName,
      previousVolume: '',
      pool: fields.PoolName,
      poolType: fields.PoolType,
      mediaType: fields.MediaType,
      host: fields.HostName,
      labelProgram: fields.LabelProg,
      programVersion: fields.ProgVersion,
      programDate: fields.ProgDate,
    });
    t.is(foreignLabel(label.id, label.labelVersion), undefined);
    t.deepEqual(encodeVolumeLabel(label, version), data);
    const written = encodeLabelBlock(label, {
      kind: 'volume',
      sessionId: fixture.blocks[0]?.VolSessionId ?? 0,
      sessionTime: fixture.blocks[0]?.VolSessionTime ?? 0,
      version,
    });
    t.deepEqual(written, readFixture(fixture).subarray(0, written.length));
  });

  test(`the session labels of ${fixture.written_by} are read and written alike`, (t) => {
    fixture.labels.forEach(({ kind, fields }, index) => {
      if (kind === 'VOL_LABEL') return;
      const data = labelData(fixture, index);
      const label = decodeSessionLabel(data);
      t.like(label, {
        id: fields.Id,
        labelVersion: fields.VerNum,
        jobId: fields.JobId,
        writeTimeUs: fields.write_btime,
        pool: fields.PoolName,
        poolType: fields.PoolType,
        jobName: fields.JobName,
        client: fields.ClientName,
        job: fields.Job,
        fileSet: fields.FileSetName,
        jobType: fields.JobType,
        jobLevel: fields.JobLevel,
        fileSetMd5: fields.FileSetMD5,
      });
      if (kind === 'SOS_LABEL') {
        t.deepEqual(encodeSessionLabel(label), data);
        return;
      }
      const { end } = decodeSessionEnd(data);
      t.deepEqual(end, {
        files: fields.JobFiles,
        bytes: fields.JobBytes,
        startAddress: fields.StartBlock,
        endAddress: fields.EndBlock,
        errors: fields.JobErrors,
        jobStatus: fields.JobStatus,
      } as typeof end);
      t.deepEqual(encodeSessionLabel(label, end), data);
    });
  });

  test(`a label of ${fixture.written_by} that ends early is read as far as it goes`, (t) => {
    fixture.labels.forEach(({ kind }, index) => {
      const data = labelData(fixture, index);
      for (let cut = 0; cut < data.length; cut++) {
        const part = data.subarray(0, cut);
        if (kind === 'VOL_LABEL') t.is(decodeVolumeLabel(part, version).masterKeyId.length, 0);
        else t.is(decodeSessionEnd(part).end.jobStatus, '\0');
      }
    });
  });
}

test('addresses above 4 GiB are said in two halves', (t) => {
  const end = {
    files: 1,
    bytes: 2 ** 40,
    startAddress: 2 ** 33 + 5,
    endAddress: 2 ** 34 + 7,
    errors: 0,
    jobStatus: 'T',
  };
  const names = { pool: '', poolType: '', jobName: '', client: '', job: '', fileSet: '', fileSetMd5: '' };
  const data = encodeSessionLabel({ jobId: 1, writeTimeUs: 1, jobType: 'B', jobLevel: 'F', ...names }, end);
  t.deepEqual(decodeSessionEnd(data).end, end);
  t.deepEqual(
    [-28, -24, -20, -16].map((at) => data.readUInt32BE(data.length + at + 4)),
    [5, 7, 2, 4],
  );
});

test('an old label has no times that could be read, and is a label all the same', (t) => {
  const [fixture] = fixtures.volumes;
  const data = Buffer.from(labelData(fixture as FixtureVolume, 0));
  data.writeUInt32BE(10, 21);
  const label = decodeVolumeLabel(data, 'BB02');
  t.like(label, { labelVersion: 10, labelTimeUs: 0, writeTimeUs: 0, volume: 'Fixture-v9-0001' });
  t.is(foreignLabel(label.id, label.labelVersion), undefined);
});

test('labels of other devices, and of other programs, are told apart', (t) => {
  t.regex(foreignLabel('Bacula 1.0 Metadata\n', 10_000) ?? '', /aligned/);
  t.regex(foreignLabel('Bacula 1.0 S3 Cloud Data\n', 40_000) ?? '', /cloud/);
  t.regex(foreignLabel('Bacula 1.0 immortal\n', 99) ?? '', /version is 99/);
  t.regex(foreignLabel('', 0) ?? '', /no label/);
});

test('names that a genuine reader has no room for are refused', (t) => {
  const label = decodeVolumeLabel(labelData(fixtures.volumes[0] as FixtureVolume, 0), 'BB02');
  t.notThrows(() => encodeVolumeLabel({ ...label, pool: 'p'.repeat(127) }, 'BB02'));
  t.throws(() => encodeVolumeLabel({ ...label, pool: 'p'.repeat(128) }, 'BB02'), { instanceOf: LabelTextError });
  t.throws(() => encodeVolumeLabel({ ...label, pool: 'a\0b' }, 'BB02'), { instanceOf: LabelTextError });
});
