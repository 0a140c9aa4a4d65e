import test from 'ava';
import { VolumeLabelRefusedError } from '../../../../src/director/volumes/label-refusals.ts';

const REPLIES = {
  '3920 Cannot label Volume because it is already labeled: "Vol-1"\n': /another name/,
  '3912 Failed to label Volume Vol-1: ERR=No space left on device\n': /has space/,
  '3929 Unable to open device ""FileDev" (/vol)": ERR=No such file or directory\n': /Archive Device/,
  '3999 Device "Nix" not found or could not be opened.\n': /must name a Device/,
  '3900 Invalid command: label\n': /does not know this command/,
  '': /messages of the Storage Daemon/,
};

test('each number of a Storage Daemon has a hint', (t) => {
  for (const [reply, hint] of Object.entries(REPLIES)) {
    const error = new VolumeLabelRefusedError('Vol-1', 'File1', reply);
    t.regex(error.hint, hint, reply);
    t.false(error.retryable);
    t.is(error.storageCode, reply.slice(0, 4));
  }
});

test('a device in use may be free later', (t) => {
  for (const code of [3931, 3932, 3933, 3934, 3935, 3936, 3937, 3908]) {
    t.true(new VolumeLabelRefusedError('V', 'S', `${code} Device "D" is busy\n`).retryable, String(code));
  }
});
