import test from 'ava';
import { IllegalVolumeNameError } from '../../../../src/director/volumes/errors.ts';
import {
  checkVolumeName,
  kindOfLabelFormat,
  numberedVolumeName,
} from '../../../../src/director/volumes/volume-name.ts';

test('a Volume name is 1 to 127 letters, digits and : . - _', (t) => {
  for (const name of ['a', 'Vol-0001', 'A:b.c_d', 'x'.repeat(127)]) t.is(checkVolumeName(name), name);
  for (const name of ['', 'a b', 'a/b', 'x'.repeat(128), 'caf\xc3\xa9', 'a\nb', '"']) {
    t.throws(() => checkVolumeName(name), { instanceOf: IllegalVolumeNameError }, JSON.stringify(name));
  }
});

test('numbers have four digits, and more when they must', (t) => {
  t.is(numberedVolumeName('Vol-', 7), 'Vol-0007');
  t.is(numberedVolumeName('Vol-', 12_345), 'Vol-12345');
});

test('what is only legal characters is simple, a star switches labelling off', (t) => {
  t.is(kindOfLabelFormat(undefined), 'none');
  t.is(kindOfLabelFormat(''), 'none');
  t.is(kindOfLabelFormat('*'), 'none');
  t.is(kindOfLabelFormat('Vol-'), 'simple');
  t.is(kindOfLabelFormat('$Pool'), 'variables');
  t.is(kindOfLabelFormat('My Vol'), 'variables');
});
