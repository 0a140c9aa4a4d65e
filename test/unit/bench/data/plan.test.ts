import test from 'ava';
import { parseOptions } from '../../../../bench/data/options.ts';
import { type Lane, lanesOf } from '../../../../bench/data/plan.ts';
import { describeLane } from '../../../../bench/data/table.ts';

function lanes(...args: string[]): readonly Lane[] {
  const options = parseOptions(args);
  if (options === undefined) throw new Error('only help was asked for');
  return lanesOf(options);
}
const described = (...args: string[]) => lanes(...args).map((lane) => `${describeLane(lane)}: ${lane.operations}`);

test('the big file is saved with each digest, in clear and with TLS', (t) => {
  t.deepEqual(described('--part', 'big', '--digest', 'none,sha256'), [
    '1 file of 4 GiB, no digest, in clear: backup',
    '1 file of 4 GiB, SHA-256, in clear: backup',
    '1 file of 4 GiB, no digest, TLS: backup',
    '1 file of 4 GiB, SHA-256, TLS: backup',
  ]);
});

test('a quick look is one lane', (t) => {
  const quick = ['--part', 'big', '--digest', 'none', '--tls', 'off', '--turns', '1', '--contenders', 'ours,15.0.3'];
  t.deepEqual(described(...quick), ['1 file of 4 GiB, no digest, in clear: backup']);
});

test('restore follows the parts that it stands beside, and alone brings back both kinds of files', (t) => {
  const at = (parts: string) => described('--part', parts, '--digest', 'md5', '--tls', 'off');
  t.deepEqual(at('big,restore'), ['1 file of 4 GiB, MD5, in clear: backup,restore']);
  t.deepEqual(at('small,restore'), ['200000 small files, MD5, in clear: backup,restore']);
  t.deepEqual(at('restore'), ['1 file of 4 GiB, MD5, in clear: restore', '200000 small files, MD5, in clear: restore']);
  t.deepEqual(at('unchanged'), ['200000 small files, MD5, in clear: unchanged']);
});

test('compression is shown with what can be compressed, and ZSTD only with Clients that know it', (t) => {
  const args = ['--part', 'big', '--digest', 'md5', '--tls', 'off'];
  t.deepEqual(described(...args, '--comm-compression', '--zstd', '--gzip').slice(1), [
    '1 half-compressible file of 1 GiB, MD5, in clear: backup',
    '1 half-compressible file of 1 GiB, MD5, in clear, Comm Compression: backup',
    '1 half-compressible file of 1 GiB, MD5, ZSTD, in clear: backup',
    '1 half-compressible file of 1 GiB, MD5, GZIP1, in clear: backup',
  ]);
  const [, zstd] = lanes(...args, '--zstd', '--contenders', '15.0.3,ours,ours+9.6.7');
  t.deepEqual(
    zstd?.contenders.map(({ name }) => name),
    ['ours', 'ours+9.6.7'],
  );
  t.is(lanes(...args, '--zstd', '--contenders', '15.0.3').length, 1);
});

test('memory is compared between a smaller file and one that no memory limit would hold', (t) => {
  t.deepEqual(described('--part', 'memory', '--tls', 'off'), [
    '1 file of 256 MiB, MD5, in clear: backup,restore',
    '1 file of 4 GiB, MD5, in clear: backup,restore',
  ]);
  const beside = described('--part', 'big,restore,memory', '--digest', 'md5', '--tls', 'off');
  t.deepEqual(beside, [
    '1 file of 4 GiB, MD5, in clear: backup,restore',
    '1 file of 256 MiB, MD5, in clear: backup,restore',
  ]);
});

test('each source is made once: its lanes stand together', (t) => {
  const sources = lanes().map(({ source }) => JSON.stringify(source));
  t.is(sources.filter((source, index) => source !== sources[index - 1]).length, new Set(sources).size);
});
