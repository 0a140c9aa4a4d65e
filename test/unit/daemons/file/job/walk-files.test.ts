import test from 'ava';
import { UnreadPaths } from '../../../../../src/daemons/file/job/walk-files.ts';

test('nothing is gone from a folder that could not be read', (t) => {
  const unread = new UnreadPaths();
  t.false(unread.hold('/srv/a'));
  unread.add('/srv/closed');
  t.deepEqual(
    ['/srv/closed/', '/srv/closed/a', '/srv/closed/a/b/', '/srv/closed', '/srv/closedness', '/srv/', '/srv/open/a'].map(
      (path) => unread.hold(path),
    ),
    [true, true, true, true, false, false, false],
  );
  unread.add('/');
  t.true(unread.hold('/anything'));
});
