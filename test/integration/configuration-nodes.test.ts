/** A configuration on its way to all nodes, with everything that may come between; the wire is SSH elsewhere. */
import { chmod, chown, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { duplexPair } from 'node:stream';
import test from 'ava';
import { readToBegin } from '../../src/cli/director/configuration.ts';
import { createLogger, systemClock } from '../../src/core/index.ts';
import {
  type Commit,
  ConfigurationFollower,
  type ConfigurationNode,
  committedIn,
  currentRelease,
  historyIn,
  outdatedFiles,
  type PointerStore,
  type Release,
  RemoteNode,
  readCommits,
  unifiedDiff,
} from '../../src/replication/index.ts';
import {
  directorFile,
  makeLocalNode,
  openConfigurationStage,
  type StageNode,
  wired,
} from '../support/configuration-stage.ts';
import { mountSmallDisk } from '../support/small-disk.ts';
import { until } from '../support/wait.ts';

const SILENT = createLogger('silent');
const textOf = ({ etc }: StageNode, place = 'bacula-dir.conf') => readFile(join(etc, place), 'latin1');
const away = (name: string): ConfigurationNode => {
  const refuse = async (): Promise<never> => {
    throw new Error('it is away');
  };
  return { name, status: refuse, stage: refuse, check: refuse, switchTo: refuse, fetch: refuse };
};
const overriding = (node: ConfigurationNode, changes: Partial<ConfigurationNode>): ConfigurationNode => ({
  name: node.name,
  status: () => node.status(),
  stage: (release, behind) => node.stage(release, behind),
  check: (digest) => node.check(digest),
  switchTo: (commit, options) => node.switchTo(commit, options),
  fetch: (digest) => node.fetch(digest),
  ...changes,
});

test('a changed configuration comes to every node, is told in the history, and goes back again', async (t) => {
  await using stage = await openConfigurationStage();
  const [n1, n2, n3] = stage.nodes;
  const all = [n1.local, wired(n2.local), wired(n3.local)];
  const odd = 'jobs/\xe4\xff.conf'; // a name and a text that are not UTF-8
  await stage.write(n1, 'bacula-dir.conf', directorFile(`@"${n1.etc}/${odd}"\n@|"cat ${n1.etc}/made.txt"\n`));
  await stage.write(n1, 'made.txt', 'Pool { Name = Made; Pool Type = Backup }\n');
  await stage.write(n1, odd, Buffer.from('# caf\xe9\nPool { Name = Odd; Pool Type = Backup }\n', 'latin1'), 0o600);
  const first = await stage.gather(n1);
  const applied = await stage.apply(first, all, { why: 'the first one' });
  t.true(applied.isNew);
  t.deepEqual(
    applied.outcomes.map((outcome) => outcome.kind === 'node' && outcome.switched.reloaded.kind),
    ['reloaded', 'reloaded', 'reloaded'],
  );
  for (const node of stage.nodes) {
    t.is((await currentRelease(node.releases))?.digest, first.digest);
    t.is(
      await readFile(Buffer.from(`${node.etc}/${odd}`, 'latin1'), 'latin1'),
      await readFile(Buffer.from(`${n1.etc}/${odd}`, 'latin1'), 'latin1'),
    );
    t.deepEqual((await node.local.status()).drift, []);
    t.is((await stat(join(node.releases, 'releases', first.digest))).mode & 0o007, 0);
  }

  await stage.write(n1, 'bacula-dir.conf', directorFile('', 'second secret'));
  const second = await stage.gather(n1);
  const diff = unifiedDiff(first, second);
  t.regex(diff, /^-.*Password = \*{8}$/m);
  t.notRegex(diff, /secret/);
  t.regex(diff, /^-Pool \{ Name = Odd; Pool Type = Backup \}$/m);
  await stage.apply(second, all, { old: first });
  for (const node of stage.nodes) t.regex(await textOf(node), /second secret/);

  await stage.apply(first, all, { old: second, why: 'back' });
  for (const node of stage.nodes) t.regex(await textOf(node), /first secret/);
  t.deepEqual(
    historyIn(await readCommits(stage.store)).map(({ number, digest, why }) => [number, digest, why]),
    [
      [3, first.digest, 'back'],
      [2, second.digest, ''],
      [1, first.digest, 'the first one'],
    ],
  );
  t.false(JSON.stringify(historyIn(await readCommits(stage.store))).includes('secret'));
  t.is(n2.reloads, 3);
});

test('what one node cannot take, none takes', async (t) => {
  await using stage = await openConfigurationStage();
  const [n1, n2, n3] = stage.nodes;
  await stage.write(n1, 'bacula-dir.conf', directorFile());
  await stage.apply(
    await stage.gather(n1),
    stage.nodes.map(({ local }) => local),
  );
  const before = committedIn(await stage.store.read());
  await stage.write(n1, 'bacula-dir.conf', directorFile('', 'second secret'));
  const release = await stage.gather(n1);

  const older = overriding(n3.local, {
    check: async () => ({
      usable: false,
      problems: ['bacula-dir.conf:3:1: error: Job has no directive `New`'],
      warnings: [],
    }),
  });
  const unread = await t.throwsAsync(stage.apply(release, [n1.local, wired(n2.local), wired(older)]), {
    code: 'CONFIG_NODES_NOT_READY',
  });
  t.regex(unread?.message ?? '', /n3: its Understudy cannot use it:\nbacula-dir.conf:3:1/);
  const missing = await t.throwsAsync(stage.apply(release, [n1.local, n2.local, away('n3')]), {
    code: 'CONFIG_NODES_NOT_READY',
  });
  t.regex(missing?.message ?? '', /n3: it is away/);
  t.deepEqual(committedIn(await stage.store.read()), before);
  for (const node of stage.nodes) t.is((await currentRelease(node.releases))?.digest, before?.digest);
  for (const node of [n2, n3]) t.notRegex(await textOf(node), /second secret/);
});

test('of two operators at once exactly one wins, and the other is told', async (t) => {
  await using stage = await openConfigurationStage();
  const [n1, n2] = stage.nodes;
  const seen = await readCommits(stage.store);
  await stage.write(n1, 'bacula-dir.conf', directorFile('', 'one'));
  await stage.write(n2, 'bacula-dir.conf', directorFile('', 'two'));
  const attempts = [n1, n2].map(async (node) =>
    stage.apply(await stage.gather(node), [n1.local, n2.local], { seen, by: node.name }),
  );
  const settled = await Promise.allSettled(attempts);
  const won = settled.filter((result) => result.status === 'fulfilled');
  const lost = settled.filter((result) => result.status === 'rejected');
  t.is(won.length, 1);
  t.like(lost[0]?.reason, { code: 'CONFIG_COMMIT_LOST' });
  const winner = committedIn(await stage.store.read());
  t.regex(lost[0]?.reason.message, new RegExp(`${winner?.by} \\(number 1\\)`));
  for (const node of [n1, n2]) t.is((await currentRelease(node.releases))?.digest, winner?.digest);
});

test('a commit whose answer was lost is found out, and not made twice', async (t) => {
  await using stage = await openConfigurationStage();
  const [n1] = stage.nodes;
  await stage.write(n1, 'bacula-dir.conf', directorFile());
  const release = await stage.gather(n1);
  const deaf = (how: 'before' | 'after', readable = true): PointerStore => ({
    read: () => (readable ? stage.store.read() : Promise.reject(new Error('no majority'))),
    archive: () => stage.store.archive(),
    async change(change) {
      if (how === 'after') await stage.store.change(change);
      throw new Error('no answer');
    },
  });
  await t.throwsAsync(stage.apply(release, [n1.local], { store: deaf('before') }), { code: 'CONFIG_COMMIT_UNKNOWN' });
  await t.throwsAsync(stage.apply(release, [n1.local], { store: deaf('before', false) }), {
    code: 'CONFIG_COMMIT_UNKNOWN',
  });
  t.is((await n1.local.status()).current, undefined);
  const { commit } = await stage.apply(release, [n1.local], { store: deaf('after') });
  t.is(commit.number, 1);
  t.is((await n1.local.status()).current, release.digest);
});

test('a node that was away, or was killed before it switched, catches up before it may lead', async (t) => {
  await using stage = await openConfigurationStage();
  const [n1, n2, n3] = stage.nodes;
  const follow = (node: StageNode, peers: readonly ConfigurationNode[]) =>
    new ConfigurationFollower({
      ...{ store: stage.store, local: node.local, peers },
      ...{ clock: systemClock, logger: SILENT, keep: 10, retryMs: 20 },
    });
  await using follower3 = follow(n3, [away('gone'), wired(n2.local)]);
  t.true(follower3.mayLead(await stage.store.read()));
  t.is(await follower3.catchUp(), undefined);

  await stage.write(n1, 'bacula-dir.conf', directorFile(`@"${n1.etc}/more.conf"\n`));
  await stage.write(n1, 'more.conf', 'Pool { Name = More; Pool Type = Backup }\n');
  const release = await stage.gather(n1);
  // n3 is away; n2 is killed between the commit and its own switch, halfway through its files.
  const killed = overriding(n2.local, {
    async switchTo(commit) {
      await n2.local.store.pointTo(commit.digest);
      throw new Error('killed');
    },
  });
  const { outcomes } = await stage.apply(release, [n1.local, killed]);
  t.deepEqual(
    outcomes.map(({ who, kind }) => `${who} ${kind}`),
    ['n1 node', 'n2 failed'],
  );
  t.false(follower3.mayLead(await stage.store.read()));

  await using follower2 = follow(n2, []);
  t.is((await follower2.catchUp())?.digest, release.digest);
  t.regex(await textOf(n2, 'more.conf'), /More/);
  t.is(n2.reloads, 1);
  t.deepEqual((await n2.local.status()).drift, []);

  follower3.take(await stage.store.read());
  await until(async () => follower3.mayLead(await stage.store.read()));
  t.is((await currentRelease(n3.releases))?.digest, release.digest);
  t.regex(await textOf(n3, 'more.conf'), /More/);

  // Nobody has it: it says so, and does not lead.
  await rm(join(n3.releases, 'releases'), { recursive: true });
  await using lonely = follow(n3, [away('n1')]);
  await t.throwsAsync(lonely.catchUp(), { code: 'CONFIG_CATCH_UP', message: /n1: it is away/ });
  t.false(lonely.mayLead(await stage.store.read()));
});

test('a release that somebody takes away while another one waits to switch to it is not switched to', async (t) => {
  await using stage = await openConfigurationStage();
  const [node] = stage.nodes;
  const commitOf = (number: number, digest: string): Commit => ({
    ...{ number, digest, by: 'test', why: '', atMs: 0, changes: [], changed: 0 },
  });
  const releases: Release[] = [];
  for (const password of ['first', 'second']) {
    await stage.write(node, 'bacula-dir.conf', directorFile('', password));
    releases.push(await stage.gather(node));
  }
  const [first, second] = releases as [Release, Release];
  for (const release of releases) await node.local.stage(release, 0);
  let late: Promise<unknown> = Promise.resolve();
  const holdsTheLock = (): void => {
    late = t.throwsAsync(node.local.switchTo(commitOf(2, second.digest)), { code: 'CONFIG_RELEASE_MISSING' });
  };
  const early = makeLocalNode({ name: 'n1', directory: node.releases, mainFile: node.mainFile }, holdsTheLock);
  await early.switchTo(commitOf(1, first.digest), { keep: [first.digest] });
  await late;
  t.is(await node.local.store.current(), first.digest);
  t.true(await node.local.store.holds(first.digest));
});

test('a release that waits for its commit is kept while a node comes late to the one before, and no longer', async (t) => {
  await using stage = await openConfigurationStage();
  const [n1, n2] = stage.nodes;
  const gather = async (password: string): Promise<Release> => {
    await stage.write(n1, 'bacula-dir.conf', directorFile('', password));
    return stage.gather(n1);
  };
  const follow = (node: StageNode) =>
    new ConfigurationFollower({
      ...{ store: stage.store, local: node.local, peers: [wired(n1.local)] },
      ...{ clock: systemClock, logger: SILENT, keep: 1 },
    });
  await using follower = follow(n2);
  await stage.apply(await gather('first'), [n1.local]);
  const second = await gather('second');
  // Brought once before, by somebody who ended there.
  await n2.local.stage(second, 0);
  const late = overriding(n2.local, {
    async check(digest) {
      const verdict = await n2.local.check(digest);
      await follower.catchUp();
      return verdict;
    },
  });
  const { outcomes } = await stage.apply(second, [n1.local, wired(late)]);
  t.deepEqual(
    outcomes.map(({ who, kind }) => `${who} ${kind}`),
    ['n1 node', 'n2 node'],
  );
  const third = await gather('third');
  await wired(n2.local).stage(third, 2);
  await stage.apply(await gather('fourth'), [n1.local, wired(n2.local)], { keep: 1 });
  t.false(await n2.local.store.holds(third.digest), 'another one was committed in its place');
});

test('a node whose release is gone begins with the files in their places, and fetches it', async (t) => {
  await using stage = await openConfigurationStage();
  const [n1, n2] = stage.nodes;
  const nodeFile = join(n2.etc, 'understudy.conf');
  const replication = `Replication { Directory = "${n2.releases}" }\n`;
  const cluster = `Cluster { Name = c }\nNode { Name = n2; Address = 127.0.0.1; Catalog = no }\nEtcd {\n  Endpoint = "http://127.0.0.1:1"\n}\n`;
  await stage.write(n1, 'bacula-dir.conf', directorFile());
  const release = await stage.gather(n1);
  await stage.apply(release, [n1.local, n2.local]);
  await rm(join(n2.releases, 'releases', release.digest), { recursive: true });

  await writeFile(nodeFile, replication);
  await t.throwsAsync(readToBegin(n2.mainFile, nodeFile), { code: 'CONFIG_RELEASE_MISSING' }, 'nobody fetches it here');
  await writeFile(nodeFile, cluster + replication);
  const standsIn = /does not have the release .* begins with the files in their places/;
  const { shared, warnings } = await readToBegin(n2.mainFile, nodeFile);
  t.true(shared.jobs.has('Backup'));
  t.regex(warnings[0] ?? '', standsIn);

  await using follower = new ConfigurationFollower({
    ...{ store: stage.store, local: n2.local, peers: [wired(n1.local)], clock: systemClock, logger: SILENT, keep: 5 },
  });
  t.false(follower.mayLead(await stage.store.read()));
  await follower.catchUp();
  t.true(follower.mayLead(await stage.store.read()));
  t.notRegex((await readToBegin(n2.mainFile, nodeFile)).warnings.join(), standsIn);
});

test('a release that a node cannot read does not let it lead', async (t) => {
  await using stage = await openConfigurationStage();
  const [n1, n2] = stage.nodes;
  await stage.write(n1, 'bacula-dir.conf', directorFile());
  await stage.apply(await stage.gather(n1), [n1.local]);
  const local = makeLocalNode({ name: 'n2', directory: n2.releases, mainFile: n2.mainFile });
  local.check = async () => ({ usable: false, problems: ['too new'], warnings: [] });
  await using follower = new ConfigurationFollower({
    ...{ store: stage.store, local, peers: [wired(n1.local)], clock: systemClock, logger: SILENT, keep: 5 },
  });
  await t.throwsAsync(follower.catchUp(), { code: 'CONFIG_CATCH_UP', message: /cannot read it/ });
  t.false(follower.mayLead(await stage.store.read()));
  t.is(await local.store.current(), undefined);
});

test('a file that somebody changed is told, and never overwritten unasked', async (t) => {
  await using stage = await openConfigurationStage();
  const [n1, n2] = stage.nodes;
  const both = [n1.local, wired(n2.local)];
  await stage.write(n1, 'bacula-dir.conf', directorFile());
  const first = await stage.gather(n1);
  await stage.apply(first, both);
  await writeFile(n2.mainFile, directorFile('# mine\n'));
  t.deepEqual((await both[1]?.status())?.drift, [{ place: 'bacula-dir.conf', kind: 'changed' }]);
  t.deepEqual((await n1.local.status()).drift, []);

  await stage.write(n1, 'bacula-dir.conf', directorFile('', 'second secret'));
  const second = await stage.gather(n1);
  const { outcomes } = await stage.apply(second, both);
  t.like(outcomes[1], { kind: 'node', switched: { drift: [{ place: 'bacula-dir.conf', kind: 'changed' }] } });
  t.regex(await textOf(n2), /# mine/);
  // Its Director has the release all the same.
  t.is((await currentRelease(n2.releases))?.digest, second.digest);
  // To apply these files would undo the other change; on the first node it would not.
  const mine = await stage.gather(n2);
  t.deepEqual(outdatedFiles(mine, second, await n2.local.workingCopy.bases()), ['bacula-dir.conf']);
  await stage.write(n1, 'bacula-dir.conf', directorFile('', 'third secret'));
  t.deepEqual(outdatedFiles(await stage.gather(n1), second, await n1.local.workingCopy.bases()), []);

  await rm(n2.mainFile);
  t.like((await n2.local.status()).drift, [{ kind: 'missing' }]);
  await stage.apply(second, both);
  await t.throwsAsync(textOf(n2), { code: 'ENOENT' });
  await writeFile(n2.mainFile, '# mine again\n');
  await stage.apply(second, [n2.local], { overwrite: new Set(['n2']) });
  t.regex(await textOf(n2), /second secret/);
  t.is(await textOf(n2, 'bacula-dir.conf.drifted'), '# mine again\n');
});

test('rights and owners travel, and nobody else looks into a release', async (t) => {
  await using stage = await openConfigurationStage();
  const [n1, n2] = stage.nodes;
  await stage.write(n1, 'bacula-dir.conf', directorFile());
  await chmod(n1.mainFile, 0o644);
  const asRoot = process.getuid?.() === 0;
  if (asRoot) await chown(n1.mainFile, 1, 2); // daemon:bin, on every Debian
  const release = await stage.gather(n1);
  await stage.apply(release, [wired(n2.local)]);
  const placed = await stat(n2.mainFile);
  t.is(placed.mode & 0o777, 0o644);
  const kept = await stat(join(n2.releases, 'current', 'files', 'bacula-dir.conf'));
  t.is(kept.mode & 0o777, 0o640);
  if (asRoot) for (const { uid, gid } of [placed, kept]) t.deepEqual([uid, gid], [1, 2]);
  t.is((await stat(join(n2.releases, 'in-step.json'))).mode & 0o007, 0);
});

test('a full disk leaves the node as it was', async (t) => {
  if (process.getuid?.() !== 0) return t.pass('mounting needs root');
  await using stage = await openConfigurationStage();
  const [n1] = stage.nodes;
  await using disk = await mountSmallDisk(2_000_000);
  const small = makeLocalNode({
    name: 'small',
    directory: join(disk.path, 'releases'),
    mainFile: join(disk.path, 'etc/d.conf'),
  });
  await stage.write(n1, 'bacula-dir.conf', directorFile());
  await stage.apply(await stage.gather(n1), [n1.local, small]);
  const before = await small.status();
  await stage.write(n1, 'bacula-dir.conf', directorFile(`# ${'x'.repeat(3_000_000)}\n`));
  const huge = await stage.gather(n1);
  const refused = await t.throwsAsync(stage.apply(huge, [n1.local, wired(small)]), { code: 'CONFIG_NODES_NOT_READY' });
  t.regex(refused?.message ?? '', /small: small: Cannot write .*ENOSPC/);
  t.deepEqual(await small.status(), before);
  t.deepEqual(await readdir(join(disk.path, 'releases', 'staging')), []);
  await disk.grow(20_000_000);
  await stage.apply(huge, [n1.local, wired(small)]);
  t.is((await small.status()).current, huge.digest);
});

test('wherever a transfer is cut, a release is whole at the other end, or absent', async (t) => {
  await using stage = await openConfigurationStage();
  const [n1, n2] = stage.nodes;
  await stage.write(n1, 'bacula-dir.conf', directorFile(`@"${n1.etc}/big.conf"\n`));
  await stage.write(n1, 'big.conf', `# ${'x'.repeat(700_000)}\n`);
  const release = await stage.gather(n1);
  const manifestBytes = JSON.stringify({ ask: 'stage' }).length + 1_000;
  for (const cutAfter of [0, 3, 200, manifestBytes, 300_000, 600_000, 700_300]) {
    const error = await t.throwsAsync(wired(n2.local, { cutAfter }).stage(release, 0), undefined, `${cutAfter}`);
    t.like(error, { code: 'CONFIG_PEER_ANSWER' });
    t.deepEqual(await n2.local.store.list(), []);
  }
  await wired(n2.local).stage(release, 0);
  t.true(await n2.local.store.holds(release.digest));
});

test('a damaged release is not used, and comes anew from another node', async (t) => {
  await using stage = await openConfigurationStage();
  const [n1, n2] = stage.nodes;
  await stage.write(n1, 'bacula-dir.conf', directorFile());
  const release = await stage.gather(n1);
  await stage.apply(release, [n1.local, n2.local]);
  const inside = join(n2.releases, 'current', 'files', 'bacula-dir.conf');
  await writeFile(inside, directorFile('# slipped in\n'));
  await t.throwsAsync(currentRelease(n2.releases), { code: 'CONFIG_RELEASE_DAMAGED' });
  t.regex((await n2.local.status()).damaged ?? '', /bacula-dir.conf/);
  await using follower = new ConfigurationFollower({
    ...{ store: stage.store, local: n2.local, peers: [wired(n1.local)], clock: systemClock, logger: SILENT, keep: 5 },
  });
  await follower.catchUp();
  t.is((await currentRelease(n2.releases))?.digest, release.digest);
});

test('mistakes, an empty file, and what is too large become no release', async (t) => {
  await using stage = await openConfigurationStage();
  const [n1] = stage.nodes;
  await stage.write(n1, 'bacula-dir.conf', '');
  await t.throwsAsync(stage.gather(n1), { code: 'CONFIG_WORKING_COPY', message: /There is no Director resource/ });
  await stage.write(n1, 'bacula-dir.conf', directorFile('@/nowhere/at/all.conf\nJob { Name = x; Pasword = "hush" }\n'));
  const error = await t.throwsAsync(stage.gather(n1), {
    code: 'CONFIG_WORKING_COPY',
    message: /Cannot include \/nowhere/,
  });
  t.notRegex(error?.message ?? '', /hush/);
  await stage.write(n1, 'bacula-dir.conf', directorFile());
  await stage.write(n1, 'huge', Buffer.alloc(17 * 1024 * 1024));
  await t.throwsAsync(stage.gather(n1, [join(n1.etc, 'huge')]), { code: 'CONFIG_RELEASE_CONTENT', message: /larger/ });
  await t.throwsAsync(stage.gather(n1, [n1.etc]), { code: 'CONFIG_RELEASE_CONTENT' });
});

test('only so many releases are kept', async (t) => {
  await using stage = await openConfigurationStage();
  const [n1] = stage.nodes;
  for (let i = 0; i < 5; i++) {
    await stage.write(n1, 'bacula-dir.conf', directorFile('', `password ${i}`));
    await stage.apply(await stage.gather(n1), [n1.local], { keep: 3 });
  }
  const { entries } = await readCommits(stage.store);
  t.is(historyIn({ entries }).length, 3);
  t.is((await n1.local.store.list()).length, 3);
  t.true(await n1.local.store.holds(committedIn({ entries })?.digest ?? ''));
});

test('whatever a peer answers, the caller ends in bounded time with words', async (t) => {
  const rubbish: readonly Buffer[] = [
    Buffer.from('Welcome to n2!\r\nLast login: never\r\n'),
    Buffer.from('understudy configuration 1\nrubbish'),
    Buffer.from('understudy configuration 1\n\xff\xff\xff\xffJ', 'latin1'),
    Buffer.from('understudy configuration 1\n\0\0\0\x02J{}', 'latin1'),
    Buffer.from('understudy configuration 1\n\0\0\0\x04Jnull', 'latin1'),
    Buffer.from('understudy configuration 1\n\0\0\0\x0dJ{"status":{}}', 'latin1'),
    Buffer.from('understudy configuration 1\n\0\0\0\x19J{"error":{"message":{}}} ', 'latin1'),
    Buffer.alloc(0),
  ];
  for (const [index, bytes] of rubbish.entries()) {
    for (const ends of [true, false]) {
      const peer = new RemoteNode({
        ...{ name: 'n2', silenceMs: 300 },
        async dial() {
          const [near, far] = duplexPair();
          far.resume();
          far.write(bytes);
          if (ends) far.end();
          return { stream: near, complaint: () => '', [Symbol.asyncDispose]: async () => void near.destroy() };
        },
      });
      const error = await t.throwsAsync(peer.status(), undefined, `${index}`);
      t.regex((error as { code?: string }).code ?? '', /^CONFIG_PEER_(ANSWER|SILENT|REFUSED)$/, `${index}`);
    }
  }
});
