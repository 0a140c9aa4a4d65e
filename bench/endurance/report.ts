/** The table at the end. */
import { quantile } from '../failover/table.ts';
import type { Blow } from './blows.ts';
import type { History } from './history.ts';
import type { Verdict } from './verdict.ts';

export function tellReport(history: History, verdict: Verdict, blows: readonly Blow[]): void {
  const { backups, restores, wrong } = history;
  const good = (jobs: readonly { readonly status: string }[]) => jobs.filter(({ status }) => status === 'T').length;
  const line = (what: string, text: string): void => console.log(`${what.padEnd(24)} ${text}`);
  console.log('');
  line('failovers', String(blows.length));
  line('backups', `${backups.length}, of them ${good(backups)} ended as T`);
  line('  adopted', `${verdict.adopted}, started again ${verdict.restarted}`);
  line('restores', `${restores.length}, of them ${good(restores)} ended as T`);
  line('  adopted', `${verdict.restoresAdopted}, started again ${verdict.restoresRestarted}`);
  line('lost', String(verdict.lost));
  line('bytes sent twice', `${verdict.twiceByAdopted} by adopted Jobs, ${verdict.twiceByRestarted} by others`);
  for (const [title, ofFault] of Map.groupBy(blows, ({ fault }) => fault.title)) tellGaps(line, title, ofFault);
  if (blows.length > 0) tellGaps(line, 'all', blows);
  console.log(wrong.length === 0 ? 'Nothing was lost.' : `${wrong.length} things are wrong:\n${wrong.join('\n')}`);
}

function tellGaps(line: (what: string, text: string) => void, title: string, blows: readonly Blow[]): void {
  const gaps = blows.map(({ gapMs }) => gapMs / 1000);
  const times = [0.5, 0.95, 1].map((part) => quantile(gaps, part).toFixed(2)).join(' / ');
  line(title, `${times} s without a Director (p50 / p95 / max of ${gaps.length})`);
}
