/** What daemons say about themselves, as recorded from 9.6.7 and 15.0.3. */
import test from 'ava';
import { parseRunning } from '../../../../src/director/job/daemon-status.ts';
import { parseDevices } from '../../../../src/director/job/storage-devices.ts';

test('the running Jobs of a 15.0.3 Client, several packets to a Job', (t) => {
  const text = [
    '\nrunning:\n',
    '\nJobId=1\nJob=Backup.2026-11-21_09.15.47_01\nVSS=0\nStatus=R',
    '\nJobFiles=12\nJobBytes=3400\nBytes/sec=0\nFiles Examined=12\nProcessing file=/srv/data/a b',
    '\nSDReadSeqNo=8\nfd=7\nSDtls=1\nDirTLS=1\n',
    '\n\nDirectorConnected_epoch=1795252550\n',
    '\nerror=0\nerrmsg=\n\n',
  ].join('');
  t.deepEqual(parseRunning(text), [
    { job: 'Backup.2026-11-21_09.15.47_01', files: 12, bytes: 3400, currentFile: '/srv/data/a b' },
  ]);
});

test('a Client without Jobs has none', (t) => {
  t.deepEqual(parseRunning('\nDirectorConnected_epoch=1795252539\nDirTLS=0\n'), []);
});

test('devices and their media types; a changer has none of its own', (t) => {
  const text =
    'name=FileChgr1\n\nname=FileDev1\narchive_device=/vol\ntype=File\nmedia_type=File1\nopen=0\n\nname=FileDev2\nmedia_type=File2\n';
  t.deepEqual(parseDevices(text), [
    { name: 'FileChgr1', mediaType: undefined },
    { name: 'FileDev1', mediaType: 'File1' },
    { name: 'FileDev2', mediaType: 'File2' },
  ]);
});
