/**
 * Reads ava's TAP from standard input, prints one line a test and the whole diagnosis of each that failed, and writes
 * "passed failed skipped" into the file named on the command line. Counting what really ran is what makes a crash in
 * the middle visible.
 */
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const [countsFile = '/dev/null'] = process.argv.slice(2);
let [passed, failed, skipped] = [0, 0, 0];
let showDiagnosis = false;
let inDiagnosis = false;

for await (const line of createInterface({ input: process.stdin })) {
  if (/^\s+---$/.test(line)) inDiagnosis = true;
  const result = inDiagnosis ? null : /^(ok|not ok) \d+ - (.*)$/.exec(line);
  if (result) {
    const [, verdict, title = ''] = result;
    const skip = /# (SKIP|TODO)\b/i.test(title);
    if (skip) skipped++;
    else if (verdict === 'ok') passed++;
    else failed++;
    showDiagnosis = verdict === 'not ok' && !skip;
    console.log(`${verdict} - ${title}`);
  } else if (inDiagnosis ? showDiagnosis : line.startsWith('# ') && !/^# (tests|pass|fail|skip)\b/.test(line)) {
    console.log(line);
  } else if (showDiagnosis && line.trim() !== '' && !/^(TAP version|1\.\.|# )/.test(line)) {
    console.log(line);
  }
  if (/^\s+\.\.\.$/.test(line)) inDiagnosis = false;
}
writeFileSync(countsFile, `${passed} ${failed} ${skipped}\n`);
