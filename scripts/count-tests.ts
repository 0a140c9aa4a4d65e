/**
 * Passes ava's report on to standard output and writes "passed failed skipped" into the file named on the command line.
 * It counts the line of each test, not ava's sum, so that a run that breaks off in the middle is counted as far as it
 * came. (ava's TAP would be easier to read, but its reporter dies of a time-out.)
 */
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const [countsFile = '/dev/null'] = process.argv.slice(2);
let [passed, failed, skipped] = [0, 0, 0];

for await (const line of createInterface({ input: process.stdin })) {
  console.log(line);
  if (/^ {2}✔ /.test(line)) passed++;
  else if (/^ {2}- \[(skip|todo)\]/.test(line)) skipped++;
  else if (/^ {2}✘ (\[fail\]|Timed out|Exiting due to)/.test(line)) failed++;
  else if (/^ {2}(Uncaught exception|Unhandled rejection) in /.test(line)) failed++;
}
writeFileSync(countsFile, `${passed} ${failed} ${skipped}\n`);
