/** Which way a Job's Director is told. */
import { AttributeSpool } from '../../spool/index.ts';
import type { Conversation } from '../director/conversation.ts';
import type { JobFacts } from '../job/job-facts.ts';
import type { Outlet } from './outlet.ts';
import { WireOutlet } from './wire-outlet.ts';

export interface Session {
  readonly sessionId: number;
  readonly sessionTime: number;
}

export async function openOutlet(conversation: Conversation, facts: JobFacts, session: Session): Promise<Outlet> {
  const { line, tools, wantsProgress } = conversation;
  const { clock, config, workFile } = tools;
  const spools = facts.spoolAttributes && !facts.noAttributes && WRITES.has(facts.type);
  const path = workFile(`.attr.${facts.job}.${session.sessionId}.spool`);
  return new WireOutlet({
    ...session,
    line,
    facts,
    spool: spools ? await AttributeSpool.open(path) : undefined,
    wantsProgress,
    clock,
    ownName: config.storage.name,
  });
}

/** Nobody else has attributes. */
const WRITES: ReadonlySet<string> = new Set('B');
