import test from 'ava';
import { explainNoVolume, type NoVolumeFacts } from '../../../../src/director/volumes/no-volume.ts';

const facts: NoVolumeFacts = {
  pool: 'Full',
  mediaType: 'File',
  storage: 'File1',
  census: [],
  maximumVolumes: 0,
  labelsItself: false,
  create: true,
  why: '',
};

test('an empty Pool without LabelFormat: what is missing, and what to do', (t) => {
  t.is(
    explainNoVolume(facts),
    [
      'No Volume of Pool "Full" can be written on Storage "File1": it has none of Media Type "File".',
      '    LabelFormat is not set in the Pool, so that no Volume is made automatically.',
      '    What helps: label a Volume for Pool "Full" on Storage "File1", or purge one. The Job waits.',
    ].join('\n'),
  );
});

test('a full Pool: how many there are, when the first is free, which limit stands in the way', (t) => {
  const text = explainNoVolume({
    ...facts,
    labelsItself: true,
    maximumVolumes: 3,
    why: 'Maximum Volumes exceeded for Pool Full',
    census: [
      { mediaType: 'File', volStatus: 'Full', volumes: 2, freeAt: new Date(2027, 0, 2, 3, 4) },
      { mediaType: 'File', volStatus: 'Used', volumes: 1, freeAt: new Date(2027, 0, 1, 3, 4) },
      { mediaType: 'Tape', volStatus: 'Append', volumes: 7, freeAt: null },
    ],
  });
  t.regex(text, /it has 2 Full, 1 Used, and 7 of another Media Type\./);
  t.regex(text, /past its retention on 2027-01-01 03:04\./);
  t.regex(text, /Maximum Volumes exceeded for Pool Full\./);
  t.regex(text, /raise Maximum Volumes \(now 3\)/);
});

test('a nearly full file system is named as the reason', (t) => {
  t.regex(explainNoVolume({ ...facts, create: false }), /nearly full/);
});
