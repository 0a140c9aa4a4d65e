/**
 * JobDefs (07 §2): what a Job does not mention comes from its JobDefs, one level deep; RunScripts of both run. Required
 * directives are checked on the result.
 */
import { reportMissing } from '../language/body.ts';
import type { RawResource } from '../language/raw-resource.ts';
import type { Report } from '../language/report.ts';
import type { Reference } from '../table/index.ts';

const NOT_INHERITED = new Set(['name', 'jobDefs', 'description']);

/** The resources with every Job merged; JobDefs stay as they are. */
export function mergeJobDefs(resources: readonly RawResource[], report: Report): RawResource[] {
  const defs = new Map(resources.filter(({ type }) => type.kind === 'JobDefs').map((raw) => [raw.name, raw]));
  return resources.map((raw) => {
    if (raw.type.kind !== 'Job') return raw;
    const reference = raw.values.get('jobDefs') as Reference | undefined;
    const merged = merge(raw, reference && defs.get(reference.name));
    // Where the JobDefs are missing themselves, what they would have said is not missing too.
    const known = reference === undefined || defs.has(reference.name);
    if (known) reportMissing(report, 'Job', raw.type.table, raw.nameAt, merged.mentioned);
    return merged;
  });
}

function merge(job: RawResource, defs: RawResource | undefined): RawResource {
  if (!defs) return job;
  const values = new Map(job.values);
  const mentioned = new Map(job.mentioned);
  for (const [key, place] of defs.mentioned) {
    if (NOT_INHERITED.has(key) || job.mentioned.has(key)) continue;
    mentioned.set(key, place);
    if (defs.values.has(key)) values.set(key, defs.values.get(key));
  }
  const scripts = [job, defs].flatMap(({ values: from }) => (from.get('runScripts') as unknown[] | undefined) ?? []);
  if (scripts.length > 0) values.set('runScripts', scripts);
  return { ...job, values, mentioned };
}
