import test from 'ava';
import { buildConsoleApp } from '../../../src/console/index.ts';
import { toByteString } from '../../../src/core/index.ts';
import { DaemonSilentError, UnknownResourceError } from '../../../src/director/index.ts';
import { active, fakeServices, finished } from './fake-services.ts';

async function open(over: Parameters<typeof fakeServices>[0] = {}) {
  const fake = fakeServices(over);
  const app = await buildConsoleApp(fake.services, undefined);
  const get = async (url: string) => (await app.inject({ url })).json();
  const post = (url: string, payload?: object) =>
    app.inject({ method: 'POST', url, ...(payload === undefined ? {} : { payload }) });
  return { ...fake, app, get, post };
}

test('run queues a Job, its names turned into bytes and its level into a letter', async (t) => {
  const { post, calls } = await open();
  const answer = await post('/v1/jobs', { job: 'Grün', level: 'Full', when: '2026-11-21T00:00:00Z', priority: 5 });
  t.is(answer.statusCode, 202);
  t.deepEqual(answer.json(), { jobId: 7, job: active.job });
  t.deepEqual(calls, [
    ['run', { job: 'Gr\xc3\xbcn', level: 'F', when: new Date('2026-11-21T00:00:00Z'), priority: 5 }],
  ]);
});

test('a misspelled, missing or wrong field is refused and nothing is run', async (t) => {
  const { post, calls } = await open();
  for (const body of [
    { jop: 'x' },
    { job: 'x', levle: 'Full' },
    { job: 'x', priority: 0 },
    { job: 'x', when: 'soon' },
  ]) {
    const answer = await post('/v1/jobs', body);
    t.is(answer.statusCode, 400);
    t.is(answer.json().code, 'CONSOLE_BAD_REQUEST');
  }
  t.deepEqual(calls, []);
});

test('what the Director refuses has its code, its hint and a status of its kind', async (t) => {
  const { post, get } = await open({
    director: {
      run: async () => {
        throw new UnknownResourceError('Job', 'x', ['Nightly']);
      },
      clientStatus: async () => {
        throw new DaemonSilentError('Client "a"', 'its status', 5000);
      },
    },
  });
  const refused = await post('/v1/jobs', { job: 'x' });
  t.is(refused.statusCode, 404);
  t.deepEqual(refused.json(), {
    code: 'DIRECTOR_UNKNOWN_RESOURCE',
    message: 'No Job is called "x" in the Director\'s configuration',
    hint: 'It has: Nightly',
  });
  t.is((await get('/v1/clients/a/status')).code, 'DIRECTOR_DAEMON_SILENT');
});

test('label takes names, and says what the Storage Daemon answered', async (t) => {
  const { post, calls } = await open();
  const answer = await post('/v1/volumes', { volume: 'V-1', pool: 'Default', storage: 'Grün', slot: 3 });
  t.is(answer.statusCode, 201);
  t.like(answer.json(), { volume: 'V-1', storage: 'Grün', bytes: 234, lines: ['3000 OK label.'] });
  t.deepEqual(calls, [['labelVolume', { volume: 'V-1', pool: 'Default', storage: 'Gr\xc3\xbcn', slot: 3 }]]);
  t.is((await post('/v1/volumes', { volume: 'V-1' })).statusCode, 400);
});

test('a bug tells the log what happened, and the asker only that it did', async (t) => {
  const { get, logged } = await open({
    director: {
      reload: async () => ({ applied: true, problems: [] }),
      activeJobs: async () => {
        throw new TypeError('secret inner words');
      },
    },
  });
  const answer = await get('/v1/status');
  t.is(answer.code, 'CONSOLE_INTERNAL');
  t.notRegex(JSON.stringify(answer), /inner/);
  t.regex(logged.join(''), /inner words/);
});

test('restore takes a source, and paths as text or as bytes', async (t) => {
  const { post, calls } = await open();
  const odd = Buffer.from([0x2f, 0xff]).toString('base64');
  const body = {
    from: { client: 'tst-fd', before: '2026-11-20T00:00:00Z' },
    files: ['/grün/', { base64: odd }],
    where: '/tmp/r',
    replace: 'Never',
  };
  t.is((await post('/v1/restores', body)).statusCode, 202);
  t.deepEqual(calls, [
    [
      'restore',
      {
        from: { kind: 'point-in-time', client: 'tst-fd', before: new Date('2026-11-20T00:00:00Z') },
        files: [toByteString('/grün/'), '/\xff'],
        where: '/tmp/r',
        replace: 'n',
      },
    ],
  ]);
  await post('/v1/restores', { from: { jobId: 3 } });
  t.deepEqual(calls[1], ['restore', { from: { kind: 'job', jobId: 3 } }]);
});

test('a restore without a source, with two, or with a bad path is refused', async (t) => {
  const { post } = await open();
  for (const body of [
    {},
    { from: {} },
    { from: { jobId: 1, client: 'a' } },
    { from: { jobId: 1 }, files: [{ base64: '*' }] },
    { from: { jobId: 1 }, replace: 'Sometimes' },
  ]) {
    t.is((await post('/v1/restores', body)).statusCode, 400, JSON.stringify(body));
  }
});

test('an estimate flows: files first, names no UTF-8 kept whole beside the readable ones', async (t) => {
  const { post } = await open();
  const answer = await post('/v1/estimates', { job: 'Nightly', listing: true });
  t.regex(String(answer.headers['content-type']), /ndjson/);
  const [file, result] = answer.body
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  t.is(file.name, '-rw 1 root /etc/gr\\xfcn');
  t.is(Buffer.from(file.nameBase64, 'base64').toString('latin1'), '-rw 1 root /etc/gr\xfcn');
  t.deepEqual(result, { kind: 'result', files: 1, bytes: 2, level: 'F', messages: [] });
});

test('an estimate refused at once has a proper status, one refused later a last line', async (t) => {
  const refuse = async () => {
    throw new UnknownResourceError('Job', 'x', []);
  };
  const early = await open({ director: { estimate: refuse } });
  t.is((await early.post('/v1/estimates', { job: 'x' })).statusCode, 404);
  const late = await open({
    director: {
      estimate: async (_request, onLine) => {
        await onLine?.('one\n');
        return await refuse();
      },
    },
  });
  const lines = (await late.post('/v1/estimates', { job: 'x' })).body.trim().split('\n');
  t.is(JSON.parse(lines.at(-1) ?? '').code, 'DIRECTOR_UNKNOWN_RESOURCE');
});

test('jobs are listed by filter, a page at a time', async (t) => {
  const { get, calls } = await open();
  const [job] = await get('/v1/jobs?client=tst-fd&status=T&before=100');
  t.is(job.jobId, 7);
  t.is(job.startedAt, '2026-11-20T09:32:46.000Z');
  t.false('endedAt' in job);
  t.deepEqual(calls, [['jobs', { client: 'tst-fd', name: undefined, status: 'T', before: 100, limit: 50 }]]);
});

test('one Job, its log and its files; a JobId that the Catalog has not is said so', async (t) => {
  const { get } = await open();
  const one = await get('/v1/jobs/7');
  t.is(one.active.client, 'grün-fd');
  t.deepEqual(one.volumes, ['Vol-0001']);
  t.deepEqual(await get('/v1/jobs/7/log'), [
    { at: '2026-11-20T09:32:46.000Z', text: 'tst-dir JobId 7: Start\n  two\n' },
  ]);
  const files = await get('/v1/jobs/7/files?limit=2');
  t.is(files[0].name, '/etc/passwd');
  t.false('nameBase64' in files[0]);
  t.is(files[1].name, '/tmp/\\xff\\x0a');
  t.is(Buffer.from(files[1].nameBase64, 'base64').toString('latin1'), '/tmp/\xff\n');
  t.is((await get('/v1/jobs/8')).code, 'CONSOLE_NOT_FOUND');
  t.is((await get('/v1/jobs/x')).code, 'CONSOLE_BAD_REQUEST');
});

test('cancel answers with what the daemons said', async (t) => {
  const { post } = await open();
  const answer = (await post('/v1/jobs/7/cancel')).json();
  t.true(answer.wasRunning);
  t.deepEqual(answer.lines, ['2001 Job marked to be canceled.']);
  t.is((await post('/v1/jobs/8/cancel')).json().code, 'DIRECTOR_JOB_NOT_ACTIVE');
});

test('a Job is followed from its figures to its end, other Jobs left out', async (t) => {
  const fake = await open();
  const answer = fake.app.inject({ url: '/v1/jobs/7/events' });
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
  fake.emit({ kind: 'message', jobId: 7, text: 'tst-dir JobId 7: hello\n' });
  fake.emit({ kind: 'message', jobId: 8, text: 'not this one' });
  fake.end(finished);
  const lines = (await answer).body
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  t.deepEqual(
    lines.map(({ kind }) => kind),
    ['progress', 'message', 'finished'],
  );
  t.is(lines[1].text, 'tst-dir JobId 7: hello\n');
  t.is(lines[2].job.status, 'T');
});

test('a Job that nobody knows cannot be followed', async (t) => {
  const { get } = await open();
  t.is((await get('/v1/jobs/9/events')).code, 'CONSOLE_NOT_FOUND');
});

for (const [url, field] of [
  ['/v1/volumes?pool=Default', 'mediaId'],
  ['/v1/pools', 'poolId'],
  ['/v1/clients', 'clientId'],
  ['/v1/filesets', 'fileSetId'],
  ['/v1/storages', 'storageId'],
] as const) {
  test(`GET ${url} lists what the Catalog has`, async (t) => {
    const { get } = await open();
    const [first] = await get(url);
    t.is(first[field], 1);
  });
}

test('status shows the Director, and the words of the daemons without control characters', async (t) => {
  const { get } = await open();
  const status = await get('/v1/status');
  t.is(status.active[0].jobId, 7);
  t.is(status.finished[0].bytes, 5_002_429_235);
  t.is((await get('/v1/clients/tst-fd/status')).text, 'tst-fd Version: 15.0.3\nRunning Jobs:\n\\x1b[31m');
  t.is((await get('/v1/storages/File1/status')).text, 'File1 Version: 15.0.3\n');
});

test('messages are taken once', async (t) => {
  const { post, services } = await open();
  services.consoleMessages.push('20-Nov 09:32 tst-dir JobId 1: hello\n');
  t.deepEqual((await post('/v1/messages/read')).json(), { lines: ['20-Nov 09:32 tst-dir JobId 1: hello\n'], lost: 0 });
  t.deepEqual((await post('/v1/messages/read')).json(), { lines: [], lost: 0 });
});

test('a refused reload tells every problem', async (t) => {
  const { post } = await open();
  t.deepEqual((await post('/v1/reload')).json(), { applied: false, problems: ['a.conf:3:1: no such directive'] });
});

test('what is not there, and what is too large, is said in the same shape', async (t) => {
  const { get, post } = await open();
  t.is((await get('/v1/nothing')).code, 'CONSOLE_NOT_FOUND');
  const large = await post('/v1/jobs', { job: 'x', comment: 'y'.repeat(5_000_000) });
  t.is(large.statusCode, 413);
  t.is(large.json().code, 'CONSOLE_TOO_LARGE');
});

test('the contract names every route, with its parameters', async (t) => {
  const { get } = await open();
  const { paths } = await get('/v1/openapi.json');
  t.deepEqual(Object.keys(paths).sort(), [
    '/v1/clients',
    '/v1/clients/{name}/status',
    '/v1/estimates',
    '/v1/filesets',
    '/v1/jobs',
    '/v1/jobs/{jobId}',
    '/v1/jobs/{jobId}/cancel',
    '/v1/jobs/{jobId}/events',
    '/v1/jobs/{jobId}/files',
    '/v1/jobs/{jobId}/log',
    '/v1/messages/read',
    '/v1/openapi.json',
    '/v1/pools',
    '/v1/reload',
    '/v1/restores',
    '/v1/status',
    '/v1/storages',
    '/v1/storages/{name}/status',
    '/v1/volumes',
  ]);
  t.deepEqual(paths['/v1/jobs/{jobId}/log'].get.parameters[0].name, 'jobId');
  t.is(paths['/v1/jobs'].post.requestBody.content['application/json'].schema.required[0], 'job');
});
