/** ACLs between the kernel's bytes and the text of genuine Clients. */
import test from 'ava';
import fc from 'fast-check';
import {
  decodeAcl,
  encodeAcl,
  formatAcl,
  isMinimalAcl,
  parseAcl,
} from '../../../../../src/daemons/file/metadata/posix-acl.ts';

const USERS = new Map([
  [0, 'root'],
  [1, 'daemon'],
]);
const GROUPS = new Map([[2, 'bin']]);
const idOf = (names: ReadonlyMap<number, string>, name: string) => [...names].find((entry) => entry[1] === name)?.[0];
const accounts = {
  userName: (uid: number) => USERS.get(uid),
  groupName: (gid: number) => GROUPS.get(gid),
  userId: (name: string) => idOf(USERS, name),
  groupId: (name: string) => idOf(GROUPS, name),
};

// As the kernel gave it, and as 9.6.7 and 15.0.3 sent it of the same file.
const BYTES = Buffer.from(
  '0200000001000600ffffffff02000400010000000200 0600d204000004000400ffffffff080007000200000008000400e110000010000600ffffffff20000400ffffffff'.replace(
    ' ',
    '',
  ),
  'hex',
);
const TEXT =
  'user::rw-\nuser:daemon:r--\nuser:1234:rw-\ngroup::r--\ngroup:bin:rwx\t#effective:rw-\ngroup:4321:r--\nmask::rw-\nother::r--\n';

test('the text is that of a genuine Client, with names where they are known and what the mask leaves', (t) => {
  const entries = decodeAcl(BYTES);
  t.truthy(entries);
  t.is(formatAcl(entries ?? [], accounts), TEXT);
});

test('the text becomes the same bytes again', (t) => {
  const entries = parseAcl(TEXT, accounts);
  t.false(typeof entries === 'string');
  t.deepEqual(encodeAcl(entries as never), BYTES);
});

test('any ACL survives the way to text and back', (t) => {
  const rights = fc.integer({ min: 0, max: 7 });
  const id = fc.integer({ min: 0, max: 0xffff_fffe });
  const named = (tag: number) => fc.record({ tag: fc.constant(tag), rights, id });
  const one = (tag: number) => fc.record({ tag: fc.constant(tag), rights, id: fc.constant(0xffff_ffff) });
  const acl = fc
    .tuple(one(1), fc.array(named(2)), one(4), fc.array(named(8)), one(16), one(32))
    .map((parts) => parts.flat());
  fc.assert(
    fc.property(acl, (entries) => {
      const bytes = encodeAcl(entries);
      const back = parseAcl(formatAcl(decodeAcl(bytes) ?? [], accounts), accounts);
      if (typeof back === 'string') throw new Error(back);
      return encodeAcl(back).equals(bytes);
    }),
  );
  t.pass();
});

test('the order of the text does not matter to the kernel', (t) => {
  const entries = parseAcl('other::r--,mask::rw-,g::r--,u:1:r--,u::rw-', accounts);
  t.deepEqual(
    (decodeAcl(encodeAcl(entries as never)) ?? []).map(({ tag }) => tag),
    [1, 2, 4, 16, 32],
  );
});

test('an ACL that says no more than the mode is known as such', (t) => {
  const minimal = parseAcl('user::rw-\ngroup::r--\nother::r--\n', accounts);
  const withMask = parseAcl('user::rw-\ngroup::r--\nmask::r--\nother::r--\n', accounts);
  t.true(isMinimalAcl(minimal as never));
  t.false(isMinimalAcl(withMask as never));
});

test('a stranger and a line that is none are named', (t) => {
  t.is(parseAcl('user::rw-\nuser:nobody here:r--\n', accounts), 'nobody here is called nobody here');
  t.is(parseAcl('group:99999999999:r--', accounts), 'nobody here is called 99999999999');
  t.is(parseAcl('user::rw-\nnonsense\n', accounts), 'this is no entry of an ACL: nonsense');
  t.is(parseAcl('user::rwz', accounts), 'this is no entry of an ACL: user::rwz');
});

test('bytes that are no ACL are not taken for one', (t) => {
  for (const bytes of ['', '0200', '01000000', '0200000001', '0200000003000600ffffffff']) {
    t.is(decodeAcl(Buffer.from(bytes, 'hex')), undefined, bytes);
  }
});
