/** Orders: of an operator, and those that a Director finds beside the rows of Jobs which another one has not run. */
import type { OrderedJob } from '../../catalog/index.ts';
import { findResource, resolveBackup } from '../job/backup-facts.ts';
import { backupKind } from '../job/backup-kind.ts';
import { type RestorePlan, restoreKind } from '../restore/index.ts';
import type { RestoreRequest } from '../restore/request.ts';
import { formatOrderedBackup, formatOrderedRestore, parseOrdered, readPlan } from '../succession/ordered.ts';
import type { Generation } from './generation.ts';
import type { JobOrder } from './order.ts';
import type { RunRequest } from './service.ts';

/** Throws BadRequestError and UnknownResourceError. */
export function backupOrder(request: RunRequest, { config, tools }: Generation): JobOrder {
  const facts = resolveBackup(request, config);
  const { resource, client, level } = facts;
  const { comment, messages } = request;
  const priority = request.priority ?? resource.priority;
  return {
    name: resource.name,
    client,
    type: 'B',
    level,
    messages: messages === undefined ? resource.messages : findResource('Messages', messages, config.messages),
    priority,
    scheduledAt: request.when ?? tools.clock.now(),
    ignoresDuplicates: request.ignoreDuplicates ?? false,
    ordered: formatOrderedBackup(request, priority),
    ...(comment !== undefined && { comment }),
    kind: (job) => backupKind(job, facts, tools),
  };
}

export function restoreOrder(
  plan: RestorePlan,
  request: Pick<RestoreRequest, 'priority' | 'when' | 'comment'>,
  { tools }: Generation,
): JobOrder {
  const { resource, client } = plan;
  const { comment } = request;
  const priority = request.priority ?? resource.priority;
  return {
    name: resource.name,
    client,
    type: 'R',
    level: ' ',
    messages: resource.messages,
    priority,
    scheduledAt: request.when ?? tools.clock.now(),
    ignoresDuplicates: true,
    plan,
    replace: plan.destination.replace,
    ordered: formatOrderedRestore(plan, priority),
    ...(comment !== undefined && { comment }),
    kind: (job) => restoreKind(job, plan, tools),
  };
}

/** As it was ordered, on the configuration that is in force now. Throws as `backupOrder`. */
export function orderOfRow({ ordered, schedTime, comment }: OrderedJob, under: Generation): JobOrder {
  const found = parseOrdered(ordered);
  const asked = { ...(schedTime && { when: schedTime }), ...(comment && { comment }) };
  if (found.kind === 'backup') return backupOrder({ ...found.request, ...asked }, under);
  return restoreOrder(readPlan(found.plan, under.config), { priority: found.priority, ...asked }, under);
}
