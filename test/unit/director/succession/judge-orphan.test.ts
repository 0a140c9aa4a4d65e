import test from 'ava';
import { judgeOrphan, type Look } from '../../../../src/director/succession/judge-orphan.ts';

const MINUTE = 60_000;
const verdict = (status: string) => ({
  end: {
    ...{ status, files: 3, jobBytes: 100, errors: 0, readBytes: 0, snapshot: false, encrypted: false },
    ...{ commBytes: 0, compressedCommBytes: 0 },
  },
  endedAt: undefined,
});
const AT_CLIENT = {
  running: { kind: 'running' },
  well: { kind: 'ended', verdict: verdict('T') },
  failed: { kind: 'ended', verdict: verdict('f') },
  unknown: { kind: 'unknown' },
} as const;
const AT_STORAGE = {
  running: { kind: 'running', files: 2, bytes: 50 },
  ended: { kind: 'ended', status: 'f', files: 3, bytes: 120 },
  canceled: { kind: 'ended', status: 'A', files: 3, bytes: 120 },
  unknown: { kind: 'unknown' },
} as const;

const judge = (client: Look['client'], storage: Look['storage'], stillMs = 0): string => {
  const judgement = judgeOrphan({ client, storage, stillMs });
  return judgement.kind === 'lost' ? judgement.why : judgement.kind;
};

test('it is waited for as long as both daemons are at it, or one is about to notice that the other is not', (t) => {
  const { running, well } = AT_CLIENT;
  t.is(judge(running, AT_STORAGE.running), 'wait');
  t.is(judge(well, AT_STORAGE.running), 'wait');
  t.is(judge(running, AT_STORAGE.ended), 'wait');
  t.is(judge(running, AT_STORAGE.ended, MINUTE), 'its Storage Daemon had ended it before its Client');
  t.is(judge(running, AT_STORAGE.running, 4 * MINUTE), 'wait');
  t.is(judge(running, AT_STORAGE.running, 5 * MINUTE), 'nothing has moved at its daemons for 5 minutes');
  t.is(judge(well, AT_STORAGE.running, 5 * MINUTE), 'nothing has moved at its daemons for 5 minutes');
});

test('it is whole where its Client says so, though its Storage Daemon could tell nobody', (t) => {
  const judgement = judgeOrphan({ client: AT_CLIENT.well, storage: AT_STORAGE.ended, stillMs: 0 });
  t.deepEqual(judgement, { kind: 'whole', verdict: verdict('T'), figures: { files: 3, bytes: 120 } });
});

test('in doubt it is lost', (t) => {
  t.is(judge(AT_CLIENT.failed, AT_STORAGE.ended), 'its Client ended it with status f');
  t.is(judge(AT_CLIENT.well, AT_STORAGE.canceled), 'it was canceled at its Storage Daemon');
  t.is(judge(AT_CLIENT.unknown, AT_STORAGE.ended), 'its Client does not know it any more');
  t.is(judge(AT_CLIENT.well, AT_STORAGE.unknown), 'its Storage Daemon does not know it any more');
  t.is(judge(AT_CLIENT.running, AT_STORAGE.unknown), 'its Storage Daemon does not know it any more');
});
