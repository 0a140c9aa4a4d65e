/** What operators ask of devices, in genuine words (page 03 §8). */
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import type { LabelCommand } from '../../../../../src/daemons/storage/media/index.ts';
import { fakeJob, labelOf, mediaPremises, writeFileRecords } from '../../../../support/media-premises.ts';
import { pseudoRandomBytes } from '../../../../support/pseudo-random.ts';

const GOOD = { status: 'T', errors: 0 };
const AT = { device: 'Disk', drive: 0, slot: 0 };
const TAPE: LabelCommand = { ...AT, volume: 'Tape-1', pool: 'Archive', mediaType: 'File', release: '15.0' };

test('label makes a Volume that no Job has used, and says its size in the layout of the release', async (t) => {
  await using premises = await mediaPremises();
  const { media, folder } = premises;
  const answer = await media.commands.label(TAPE);
  const { size } = await stat(join(folder, 'Tape-1'));
  const device = `Volume="Tape-1" Device="Disk" (${folder})\n`;
  t.is(answer, `3000 OK label. VolBytes=${size} VolABytes=0 VolType=1 UseProtect=0 VolEncrypted=0 ${device}`);
  t.is(
    await media.commands.label({ ...TAPE, volume: 'Tape-2', release: '9.6' }),
    `3000 OK label. VolBytes=${size} VolABytes=0 VolType=1 ${device.replace('Tape-1', 'Tape-2')}`,
  );
  const { label, preLabel } = await labelOf(folder, 'Tape-1');
  t.true(preLabel);
  t.like(label, { volume: 'Tape-1', pool: 'Archive', poolType: 'Backup', mediaType: 'File', labelProgram: 'tst-sd' });
});

test('label touches nothing that is there', async (t) => {
  await using premises = await mediaPremises();
  const { media, folder } = premises;
  await media.commands.label(TAPE);
  const before = await readFile(join(folder, 'Tape-1'));
  t.is(await media.commands.label(TAPE), '3920 Cannot label Volume because it is already labeled: "Tape-1"\n');
  t.deepEqual(await readFile(join(folder, 'Tape-1')), before);
  await writeFile(join(folder, 'Letter'), 'Dear Sir');
  t.regex(await media.commands.label({ ...TAPE, volume: 'Letter' }), /^3920 /);
  t.is(await readFile(join(folder, 'Letter'), 'utf8'), 'Dear Sir');
});

test('label says what is wrong', async (t) => {
  await using premises = await mediaPremises();
  const { media, device } = premises;
  t.is(
    await media.commands.label({ ...TAPE, device: 'NoSuch' }),
    '3999 Device "NoSuch" not found or could not be opened.\n',
  );
  t.regex(await media.commands.label({ ...TAPE, volume: '../evil' }), /^3917 Failed to label Volume: ERR=/);
  device.faults.readOnly = true;
  t.regex(await media.commands.label(TAPE), /^3912 Failed to label Volume Tape-1: ERR=Not permitted to write/);
});

test('relabel with the same name truncates', async (t) => {
  await using premises = await mediaPremises({ prefix: 'Vol-' });
  const { catalog, media, folder } = premises;
  const session = await premises.append(fakeJob(catalog, 1));
  const relabel = { ...TAPE, volume: 'Vol-0001', oldVolume: 'Vol-0001' };
  t.is(await media.commands.relabel(relabel), '3908 Error reserving volume: Volume "Vol-0001" is in use by a Job.\n');
  await writeFileRecords(session, 1, pseudoRandomBytes(100_000, 1));
  await session.close(GOOD);
  const answer = await media.commands.relabel(relabel);
  const { size } = await stat(join(folder, 'Vol-0001'));
  t.true(answer.startsWith(`3000 OK label. VolBytes=${size} `));
  t.true(size < 1000);
  t.true((await labelOf(folder, 'Vol-0001')).preLabel);
});

test('relabel with another name renames: no file is left whose label contradicts it', async (t) => {
  await using premises = await mediaPremises();
  const { media, device, folder } = premises;
  await media.commands.label(TAPE);
  t.regex(await media.commands.relabel({ ...TAPE, oldVolume: 'Tape-1', volume: 'New-1' }), /^3000 OK label\. /);
  t.deepEqual(
    (await device.list()).map(({ volume }) => volume),
    ['New-1'],
  );
  t.is((await labelOf(folder, 'New-1')).label.volume, 'New-1');
  t.regex(await media.commands.relabel({ ...TAPE, oldVolume: 'Gone', volume: 'Gone' }), /^3918 /);
});

test('relabel leaves a file alone that is not the Volume', async (t) => {
  await using premises = await mediaPremises();
  await writeFile(join(premises.folder, 'Letter'), 'Dear Sir');
  const relabel = { ...TAPE, oldVolume: 'Letter', volume: 'Letter' };
  t.is(await premises.media.commands.relabel(relabel), '3921 Wrong volume mounted.\n');
  t.is(await readFile(join(premises.folder, 'Letter'), 'utf8'), 'Dear Sir');
});

test('mount, unmount and release say how the device stands', async (t) => {
  await using premises = await mediaPremises({ prefix: 'Vol-' });
  const { media, catalog, folder } = premises;
  const { mount, unmount, release, readLabel } = media.commands;
  const device = `""Disk" (${folder})"`;
  t.is(await mount(AT), `3906 File device ${device} is always mounted.\n`);
  t.is(await unmount(AT), `3901 Device ${device} is already unmounted.\n`);
  t.is(await release(AT), `3921 Device ${device} already released.\n`);
  t.regex(await readLabel(AT), /^3902 Cannot mount Volume on Storage Device/);

  const session = await premises.append(fakeJob(catalog, 1));
  t.is(await release(AT), `3937 Device ${device} is busy with writers=1 reserved=0.\n`);
  t.is(await unmount(AT), `3937 Device ${device} is busy with writers=1 reserved=0.\n`);
  t.is(await readLabel({ ...AT, slot: 3 }), '3001 Volume=Vol-0001 Slot=3\n');
  await session.close(GOOD);
  t.is(await release(AT), `3022 Device ${device} released.\n`);
  t.is(await release(AT), `3921 Device ${device} already released.\n`);

  const reader = await premises.reserve(fakeJob(catalog, 2), { append: false });
  t.is(await unmount(AT), `3936 Device ${device} is busy reading.\n`);
  reader[Symbol.dispose]();
});

test('enable and disable say what they did', async (t) => {
  await using premises = await mediaPremises();
  const { enable, disable } = premises.media.commands;
  const device = `""Disk" (${premises.folder})"`;
  t.is(await enable(AT), `3003 Device ${device} already enabled.\n`);
  t.is(await disable(AT), `3002 Device ${device} disabled.\n`);
  t.is(await enable(AT), `3002 Device ${device} enabled.\n`);
});

test('a changer of File devices has drives and no slots', async (t) => {
  await using premises = await mediaPremises({ drives: ['D0', 'D1'] });
  const { autochanger, label } = premises.media.commands;
  t.is(await autochanger('drives', 'Changer'), 'drives=2\n');
  t.is(
    await autochanger('slots', 'Changer'),
    '3306 Issuing autochanger "slots" command.\n3996 Open bpipe to changer failed: .\n',
  );
  t.is(await autochanger('list', 'D0'), '3998 Device "D0" is not an autochanger.\n');
  t.regex(await label({ ...TAPE, device: 'Changer', drive: 1 }), /Device="D1" /);
  t.regex(await label({ ...TAPE, device: 'Changer', drive: 7 }), /^3999 /);
});

test('what is there is told as facts', async (t) => {
  await using premises = await mediaPremises({ drives: ['D0', 'D1'], prefix: 'Vol-' });
  const { media, catalog, folder } = premises;
  const session = await premises.append(fakeJob(catalog, 1));
  const { devices, autochangers, volumes } = await media.describe();
  t.like(devices[0], {
    name: 'D0',
    archiveDevice: folder,
    autochanger: 'Changer',
    open: true,
    volume: 'Vol-0001',
    mode: 'append',
    writers: 1,
    reserved: 0,
    jobIds: [1],
  });
  t.like(devices[1], { name: 'D1', open: false, volume: undefined, writers: 0, driveIndex: 1 });
  t.true((devices[0]?.freeBytes ?? 0) > 0);
  t.deepEqual(autochangers, [{ name: 'Changer', devices: ['D0', 'D1'] }]);
  t.deepEqual(volumes, [
    { volume: 'Vol-0001', device: 'D0', archiveDevice: folder, readers: 0, writers: 1, reserves: 0 },
  ]);
  await session.close(GOOD);
  t.deepEqual((await media.describe()).volumes, []);
  const { freeBytes } = await premises.device.space();
  const told = await media.freeBytes('Changer');
  t.true(told !== undefined && told < freeBytes * 1.5, 'one file system is not counted twice');
  t.is(await media.freeBytes('NoSuch'), undefined);
});
